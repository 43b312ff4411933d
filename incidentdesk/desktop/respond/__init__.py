"""One incident on one page: its timeline, its facts, its files, its relatives."""
