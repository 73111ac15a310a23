"""The school's own news page and its feeds, open to everybody."""
