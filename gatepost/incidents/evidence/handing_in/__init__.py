"""Adding files to a case: by those who see it, and by whoever reported it, with an account or with a code."""
