"""What families see: by a link of their own, on a telephone, without an account."""
