"""Who may be shown in the school's pictures: what families answered, and what that comes to."""
