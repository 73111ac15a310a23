"""The school's network: what people are told of it, what is blocked for whom, and what its filter saw, without names."""
