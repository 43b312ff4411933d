"""Diagrams on the screen: painting, and the canvas on which they are edited."""
