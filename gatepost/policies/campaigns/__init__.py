"""Asking people to read the policy: whom, when, what they answer, and who has not."""
