"""The school's pictures: kept clean of a camera's data, with who can be recognised in them."""
