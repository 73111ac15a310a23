"""The ledger of each school, and the one door into it."""
