"""What is counted for a term, each topic in a module of its own, and what of it may be told."""
