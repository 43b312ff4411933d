"""Door 2: the window; the only place that knows Qt."""
