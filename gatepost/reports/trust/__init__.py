"""What a trust or council sees of its schools: one table of what their issued reports tell, and no case."""
