"""Facebook Pages, by Meta's Graph API."""
