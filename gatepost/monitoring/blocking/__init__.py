"""Which sites are blocked for whom and when, and how filters get to know."""
