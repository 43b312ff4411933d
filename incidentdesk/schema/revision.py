"""Which revision of the schema this program speaks; the migrations lead up to it."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")  # oldest first
HEAD = REVISIONS[-1]
