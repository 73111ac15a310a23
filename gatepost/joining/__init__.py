"""What the policy has people go through when they join, and once a year: about themselves, and for themselves alone."""
