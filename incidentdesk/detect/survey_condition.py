"""What the reporter of an incident was asked and has answered, as conditions of SQL over `incident AS i`.

The table belongs to a later phase; what is known of it here is its name.
"""

# From very dissatisfied to very satisfied.
SCORES = ("1", "2", "3", "4", "5")


def has_survey(condition: str) -> str:
    """Its survey, `v`, fulfils a condition."""
    return f"i.id IN (SELECT v.incident_id FROM survey AS v WHERE v.withdrawn_at IS NULL AND {condition})"
