"""Recovering in the window: outages of services."""
