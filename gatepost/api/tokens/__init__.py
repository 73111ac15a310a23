"""Making, showing and ending tokens, and letting in whoever shows one."""
