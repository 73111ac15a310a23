"""Measures Gatepost's decisions beside other policy engines, in one run on one machine."""
