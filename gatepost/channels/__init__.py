"""A school's official accounts: which there are, how they are reached, who runs them."""
