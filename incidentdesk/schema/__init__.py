"""The roof over the tables: imports every mapped module and brings an old database up to date."""
