"""What the public sees of the school's accounts, what else the policy has the school list, and pages that pretend to be the school's."""
