"""Files for filters: fetched by hand, or by the filter itself from a secret address."""
