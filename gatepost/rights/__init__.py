"""What people may ask of the data about them: a copy, deletion, a complaint; and the table of how long things are kept."""
