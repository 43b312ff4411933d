"""Something is wrong: incidents come in, are found, listed, imported and exported."""
