"""What is looked for and where, the assessment of it, and what everybody may know of it."""
