"""The pages of how long one case is kept."""
