"""How people are told: each person's own page, the school's, and what a browser needs for messages."""
