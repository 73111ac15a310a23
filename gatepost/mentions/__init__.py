"""What the public says about the school, looked for by its name and answered by a set process."""
