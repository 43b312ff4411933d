"""It shall not happen again."""
