"""Reading message templates."""

from dataclasses import dataclass

from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class MessageTemplateRow:
    """A message template; `audience` is empty where it is for every audience."""

    id: int
    name: str
    audience_id: int | None
    audience: str
    phase: str
    subject: str
    body: str
    version: int


def message_templates(reader: Reader) -> list[MessageTemplateRow]:
    """All message templates by their names."""
    rows = reader.rows(
        "SELECT t.id, t.name, t.audience_id, COALESCE(a.name, ''), t.phase, t.subject, t.body, t.version"
        " FROM message_template t LEFT JOIN audience a ON a.id = t.audience_id WHERE t.withdrawn_at IS NULL"
        " ORDER BY lower(t.name), t.id"
    )
    return [MessageTemplateRow(*row) for row in rows]
