"""How long cases are kept: by kind of record, with holds, and deleted by two people who leave a certificate."""
