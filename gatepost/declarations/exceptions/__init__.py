"""Exceptions that the policy allows once they are agreed."""
