"""What the school teaches pupils and tells parents, and where they find help."""
