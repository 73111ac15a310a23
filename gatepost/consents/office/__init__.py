"""What the office does: contacts, links, forms, rounds, and the words of the questions."""
