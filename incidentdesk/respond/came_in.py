"""What an incident came from, where it came in by itself: the way back from an incident to its source."""

from dataclasses import dataclass

from incidentdesk.store.reading import Reader

ALERT, MAIL, FORM, MONITOR = "alert", "mail", "form", "monitor"
MOST = 200


@dataclass(frozen=True, slots=True)
class CameIn:
    """One thing that an incident came from. `id` is that of an alert, a mail, a report or a monitor; `at` is in
    microseconds since 1970; `by` is the source, the sender, the reporter or the monitor."""

    kind: str
    id: int
    at: int
    by: str
    said: str


_SOURCES = {
    ALERT: "SELECT a.id, a.first_at, COALESCE(s.name, ''), a.title FROM alert a"
    " LEFT JOIN alert_source s ON s.id = a.source_id"
    " WHERE a.incident_id = :id AND a.withdrawn_at IS NULL ORDER BY a.first_at, a.id LIMIT :most",
    MAIL: "SELECT id, taken_at, sender, subject FROM mail WHERE incident_id = :id ORDER BY taken_at, id LIMIT :most",
    FORM: "SELECT w.id, w.created_at, COALESCE(p.name, ''), i.title FROM web_report w"
    " JOIN incident i ON i.id = w.incident_id LEFT JOIN person p ON p.id = i.reporter_id"
    " WHERE w.incident_id = :id LIMIT :most",
    MONITOR: "SELECT m.id, i.created_at, m.name, s.said FROM monitor_state s"
    " JOIN monitor m ON m.id = s.monitor_id JOIN incident i ON i.id = s.incident_id"
    " WHERE s.incident_id = :id LIMIT :most",
}


def came_in(reader: Reader, incident_id: int) -> list[CameIn]:
    """The first comes first; empty for what a person has logged."""
    values = {"id": incident_id, "most": MOST}
    found = [CameIn(kind, *row) for kind, sql in _SOURCES.items() for row in reader.rows(sql, values)]
    return sorted(found, key=lambda each: (each.at, each.kind, each.id))


def source_of(reader: Reader, incident_id: int, which: CameIn) -> str:
    """The source as a text: the payload of an alert, the mail where it was kept whole, or what was told."""
    if which.kind == ALERT:
        rows = reader.rows("SELECT payload FROM alert WHERE id = :id", {"id": which.id})
        return str(rows[0][0]) if rows else ""
    if which.kind == MAIL:
        return _mail(reader, incident_id, which)
    if which.kind == FORM:
        rows = reader.rows("SELECT description FROM incident WHERE id = :id", {"id": incident_id})
        return f"{which.said}\n\n{rows[0][0]}" if rows else which.said
    return which.said


def _mail(reader: Reader, incident_id: int, which: CameIn) -> str:
    rows = reader.rows(
        "SELECT message_id, sender, subject FROM mail WHERE id = :id AND incident_id = :incident",
        {"id": which.id, "incident": incident_id},
    )
    if not rows:
        return ""
    message_id, sender, subject = map(str, rows[0])
    heads = (("From", sender), ("Subject", subject), ("Message-ID", message_id))
    return "\n".join(f"{name}: {value}" for name, value in heads if value)
