"""Ties to pupils and their families: told by the person alone, read by those whom the policy names."""
