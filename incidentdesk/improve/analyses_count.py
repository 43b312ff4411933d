"""How much of each kind of analysis wants somebody's attention."""

from incidentdesk.improve.review_state import reviews
from incidentdesk.investigate.action_state import OWED_STATES
from incidentdesk.investigate.problem_state import OPEN_STATES
from incidentdesk.store.reading import Reader

_OPEN = ", ".join(repr(state.value) for state in OPEN_STATES)
_OWED = ", ".join(repr(state.value) for state in OWED_STATES)
_OPEN_PROBLEMS = f"SELECT count(*) FROM problem WHERE withdrawn_at IS NULL AND state IN ({_OPEN})"
_OWED_ACTIONS = (
    "SELECT count(*) FROM corrective_action a LEFT JOIN incident i ON i.id = a.incident_id"
    " LEFT JOIN problem p ON p.id = a.problem_id WHERE a.withdrawn_at IS NULL AND i.withdrawn_at IS NULL"
    f" AND p.withdrawn_at IS NULL AND a.state IN ({_OWED})"
)


def waiting_counts(reader: Reader) -> dict[str, int]:
    """Problems that are open, actions that are promised, reviews that are wanted."""
    return {
        "problems": int(reader.rows(_OPEN_PROBLEMS)[0][0]),
        "actions": int(reader.rows(_OWED_ACTIONS)[0][0]),
        "reviews": len(reviews(reader, open_only=True)),
    }
