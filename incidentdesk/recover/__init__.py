"""Recovering: service is back, and how long it was not there."""
