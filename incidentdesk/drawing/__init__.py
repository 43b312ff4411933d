"""A diagram before it has a surface."""
