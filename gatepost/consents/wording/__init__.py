"""What families are asked, and in which words."""
