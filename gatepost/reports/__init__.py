"""What governors, a trust and inspectors read: figures with what they count, and what shows that the policy lives."""
