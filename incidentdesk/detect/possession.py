"""What few incidents have, as conditions of SQL over `incident AS i`: an analysis, evidence, a plan and the like.

The tables belong to later phases; what is known of them here is their names.
"""

# The table, and what must hold of its row `b`. A fishbone with nothing but categories is no analysis yet.
FEW = {
    "analysis": (
        "investigation",
        "EXISTS (SELECT 1 FROM cause AS c"
        " WHERE c.investigation_id = b.id AND c.withdrawn_at IS NULL AND c.kind = 'cause')",
    ),
    "evidence": ("evidence", "1 = 1"),
    "action": ("corrective_action", "1 = 1"),
    "problem": ("problem_incident", "1 = 1"),
    "lesson": ("lesson", "1 = 1"),
    "review": ("review", "b.skipped_reason = ''"),
    "plan": ("plan_run", "1 = 1"),
    "task": ("task", "1 = 1"),
}


def has_condition(key: str) -> str:
    """Looked up from the small table, so that a million incidents need not be asked one by one."""
    table, so = FEW[key]
    return f"i.id IN (SELECT b.incident_id FROM {table} AS b WHERE b.withdrawn_at IS NULL AND {so})"


def lacks_condition(key: str) -> str:
    """Not NOT IN, which is unknown for every incident, because what belongs to a problem has no incident."""
    table, so = FEW[key]
    return f"NOT EXISTS (SELECT 1 FROM {table} AS b WHERE b.incident_id = i.id AND b.withdrawn_at IS NULL AND {so})"
