"""Lists of records, and pages of several such lists."""
