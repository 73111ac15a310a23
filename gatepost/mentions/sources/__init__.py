"""Where public words about a school can lawfully be looked for, each place a small module and a table of facts."""
