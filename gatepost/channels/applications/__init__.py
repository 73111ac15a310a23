"""Applications for an account in the school's name: what the policy wants to know, who decides, and opening it."""
