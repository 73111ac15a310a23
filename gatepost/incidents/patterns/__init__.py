"""Small worries about one person that came more than once."""
