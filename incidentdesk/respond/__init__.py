"""People act: the timeline, the states of the work, parents and children."""
