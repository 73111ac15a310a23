"""Evidence in cases: taken in, looked at on purpose, sealed where it has to be, handed on as a bundle."""
