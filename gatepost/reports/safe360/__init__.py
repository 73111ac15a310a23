"""What a school's records show of five aspects of a self-review of online safety; the level is the school's to judge."""
