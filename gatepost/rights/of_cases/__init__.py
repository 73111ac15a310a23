"""What of a case is given to whom it is about, by somebody who sees the whole of it."""
