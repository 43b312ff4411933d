"""What incidents have and what they lack, as conditions of SQL over `incident AS i`.

Most of the tables belong to later phases; what is known of them here is their names.
"""

from incidentdesk.detect.query_column import COLUMN, NAMED_IN

# What few incidents have: the table, and what must hold of its row `b`. A fishbone with nothing but categories is no
# analysis yet.
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
    "recovery": ("recovery", "1 = 1"),
}


def has_condition(key: str) -> str:
    """Looked up from the small table, so that a million incidents need not be asked one by one."""
    table, so = FEW[key]
    return f"i.id IN (SELECT b.incident_id FROM {table} AS b WHERE b.withdrawn_at IS NULL AND {so})"


def lacks_condition(key: str) -> str:
    """Not NOT IN, which is unknown for every incident, because what belongs to a problem has no incident."""
    table, so = FEW[key]
    return f"NOT EXISTS (SELECT 1 FROM {table} AS b WHERE b.incident_id = i.id AND b.withdrawn_at IS NULL AND {so})"


_ENTRY = "EXISTS (SELECT 1 FROM entry AS e WHERE e.incident_id = i.id AND e.withdrawn_at IS NULL AND {kind})"
HAS = {
    "attachment": "EXISTS (SELECT 1 FROM attachment AS a WHERE a.incident_id = i.id AND a.withdrawn_at IS NULL)",
    "note": _ENTRY.format(kind="NOT e.public"),
    "comment": _ENTRY.format(kind="e.public"),
    "parent": "i.parent_id IS NOT NULL",
    "children": "EXISTS (SELECT 1 FROM incident AS c WHERE c.parent_id = i.id AND c.withdrawn_at IS NULL)",
    "tag": "i.tags <> ''",
    **{key: has_condition(key) for key in FEW},
    **{key: f"i.{COLUMN[key]} IS NOT NULL" for key in (*NAMED_IN, "ref")},
}
# A negated IS NOT NULL would not be looked up in an index.
NO = {
    **{key: f"NOT {condition}" for key, condition in HAS.items()},
    **{key: lacks_condition(key) for key in FEW},
    **{key: f"i.{COLUMN[key]} IS NULL" for key in ("parent", *NAMED_IN, "ref")},
    "tag": "i.tags = ''",
}
