"""What says that incidents are one trouble: the problem behind them, and the root cause that was found."""

from incidentdesk.store.reading import Reader

# Incident, problem, known error.
PROBLEM_LINKS = (
    "SELECT k.incident_id, k.problem_id, p.known_error_id FROM problem_incident AS k"
    " JOIN problem AS p ON p.id = k.problem_id WHERE k.withdrawn_at IS NULL AND p.withdrawn_at IS NULL"
)
# Of an incident itself, and of the problem behind it.
_ROOTS = (
    "SELECT v.incident_id, c.text FROM cause AS c JOIN investigation AS v ON v.id = c.investigation_id"
    " WHERE c.withdrawn_at IS NULL AND v.withdrawn_at IS NULL AND c.kind = 'cause' AND c.status = 'Root cause'"
    " AND v.incident_id IS NOT NULL"
    " UNION SELECT k.incident_id, c.text FROM cause AS c JOIN investigation AS v ON v.id = c.investigation_id"
    " JOIN problem_incident AS k ON k.problem_id = v.problem_id AND k.withdrawn_at IS NULL"
    " WHERE c.withdrawn_at IS NULL AND v.withdrawn_at IS NULL AND c.kind = 'cause' AND c.status = 'Root cause'"
)


def root_causes(reader: Reader) -> list[tuple[int, str]]:
    """Which incident has which root cause, of its own investigation or of that of its problem."""
    return [(int(incident_id), " ".join(text.split())) for incident_id, text in reader.rows(_ROOTS)]
