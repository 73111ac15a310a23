"""Public posts as they are written, read by one process for all schools of an installation."""
