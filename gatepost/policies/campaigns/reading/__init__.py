"""Reading the policy on a phone, section by section, and answering for it."""
