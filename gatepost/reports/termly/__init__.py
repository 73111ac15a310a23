"""The governors' report of a term: prepared, looked at, issued, confirmed."""
