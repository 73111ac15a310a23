"""When posts go out, and the pause that stops them all."""
