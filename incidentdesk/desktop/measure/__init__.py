"""Reports in the window: looking at them before they are printed or saved."""
