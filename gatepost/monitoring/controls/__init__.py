"""Access controls: what has to be in place, who looked, and what they found."""
