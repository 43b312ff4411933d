"""Door 1: the command line, for scripts, schedulers and checks."""
