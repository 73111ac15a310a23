"""A school's own WordPress site."""
