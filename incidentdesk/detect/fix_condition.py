"""What temporary fixes an incident has, as conditions of SQL over `incident AS i`.

The table belongs to a later phase; what is known of it here is its name.
"""

FIX_VALUES = ("standing", "expired", "removed", "none")
_FIXED = "SELECT f.incident_id FROM temporary_fix AS f WHERE f.withdrawn_at IS NULL"


def has_fix(value: str, now: str) -> str:
    """One of FIX_VALUES; `now` is the parameter with the instant of asking."""
    so = {
        "standing": "f.removed_at IS NULL",
        "expired": f"f.removed_at IS NULL AND f.expires_at <= :{now}",
        "removed": "f.removed_at IS NOT NULL",
    }
    if value == "none":
        return f"i.id NOT IN ({_FIXED})"
    return f"i.id IN ({_FIXED} AND {so[value]})"
