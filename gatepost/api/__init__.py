"""What a school's other systems read and write: tokens, calls, messages out, staff from a directory."""
