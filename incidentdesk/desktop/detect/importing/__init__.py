"""The import wizard: a file, its columns, its values, a trial, and the import."""
