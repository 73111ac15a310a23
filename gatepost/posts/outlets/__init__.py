"""What people do about a post on one account."""
