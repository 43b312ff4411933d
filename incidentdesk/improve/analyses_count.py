"""How much of each kind of analysis wants somebody's attention."""

from incidentdesk.improve.improvement_state import OWED_STATES as OWED_IMPROVEMENTS
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
_SEEN_TO = ", ".join(repr(state.value) for state in OWED_IMPROVEMENTS)
_OWED_IMPROVEMENTS = f"SELECT count(*) FROM improvement WHERE withdrawn_at IS NULL AND state IN ({_SEEN_TO})"
_OPEN_PROPOSALS = (
    "SELECT count(*) FROM plan_proposal r JOIN plan p ON p.id = r.plan_id WHERE r.withdrawn_at IS NULL"
    " AND p.withdrawn_at IS NULL AND r.state = 'Proposed'"
)


def waiting_counts(reader: Reader) -> dict[str, int]:
    """Problems that are open, actions and improvements that are promised, reviews and decisions that are wanted."""
    return {
        "problems": int(reader.rows(_OPEN_PROBLEMS)[0][0]),
        "actions": int(reader.rows(_OWED_ACTIONS)[0][0]),
        "reviews": len(reviews(reader, open_only=True)),
        "improvements": int(reader.rows(_OWED_IMPROVEMENTS)[0][0]),
        "plan-changes": int(reader.rows(_OPEN_PROPOSALS)[0][0]),
    }
