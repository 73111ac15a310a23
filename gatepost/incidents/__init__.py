"""What went wrong: reported by anybody, looked at by whoever may, led by the clauses of the policy and the law."""
