"""The database; knows no table by name."""
