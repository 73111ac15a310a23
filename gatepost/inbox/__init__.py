"""What comes in on the school's accounts, answered in time and moderated with a reason."""
