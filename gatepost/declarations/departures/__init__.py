"""Departures from the policy on somebody's own judgement, and what is answered to them."""
