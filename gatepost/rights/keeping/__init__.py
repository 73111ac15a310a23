"""How long things are kept: the table, the school's own spans, what is over, holds and certificates."""
