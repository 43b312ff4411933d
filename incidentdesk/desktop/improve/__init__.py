"""Learning from incidents in the window: reviews and lessons."""
