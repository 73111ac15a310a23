"""Gatepost makes a school's social media policy run."""

__version__ = "0.4.0"
