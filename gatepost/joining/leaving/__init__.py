"""What goes on after somebody has left the school: given in writing, with a receipt."""
