"""The papers of a case go with a child to the next school, which gives a receipt."""
