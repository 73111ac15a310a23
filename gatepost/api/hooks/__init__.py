"""Telling other systems of what happens: from the ledger, in order, signed, until they have taken it."""
