"""A copy of everything that went out through one account, to keep: for people to read and for programs."""
