"""Term dates, half-terms, INSET days and closures, as whoever keeps them enters them."""
