"""Looking, once a day, whether an account is still there, still the school's, and still says what it said."""
