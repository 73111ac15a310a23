"""A look at one's own public profile: what strangers could make use of. Nothing of it is kept anywhere."""
