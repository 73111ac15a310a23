"""The school's own news page, which Gatepost serves itself, and its feeds."""
