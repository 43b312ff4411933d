"""Controls that several pages are made of."""
