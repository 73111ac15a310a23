"""The safe of an account: what somebody needs to get in, for those who run it and those who keep the school's accounts."""
