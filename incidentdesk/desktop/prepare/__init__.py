"""Pages and dialogs of what is prepared: known errors."""
