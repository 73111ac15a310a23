"""The school's network: what users are told, what is blocked for whom, and what filters say, without names."""
