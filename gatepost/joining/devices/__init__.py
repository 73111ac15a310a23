"""Phones: the serial number of one's own, for when it is lost, and what the school has given out."""
