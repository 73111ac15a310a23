"""The pages of cases, for those who may see them."""
