"""Charts: one function for each draws a matplotlib figure, the same for the window, for files and for paper."""
