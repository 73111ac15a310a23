"""From “everybody has agreed” to what the public reads, once and never twice."""
