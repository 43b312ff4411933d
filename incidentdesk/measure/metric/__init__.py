"""Metrics: what is counted and measured over the register, and how each of them is defined."""
