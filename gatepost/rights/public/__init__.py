"""What anybody can read and ask about their data, without an account."""
