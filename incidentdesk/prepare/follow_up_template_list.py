"""Reading follow-up templates."""

from dataclasses import dataclass

from incidentdesk.store.reading import Reader

_COLUMNS = (
    "SELECT t.id, t.\"key\", t.title, t.instructions, t.position, t.days, t.doer, COALESCE(category.name, ''),"
    " COALESCE(service.name, ''), t.priority, t.only_major, t.enabled, t.category_id, t.service_id, t.version"
    " FROM follow_up_template t LEFT JOIN category ON category.id = t.category_id"
    " LEFT JOIN service ON service.id = t.service_id WHERE t.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class FollowUpTemplateRow:
    """A template; `days` of the calendar after the resolution, `priority` is the lowest that it is for."""

    id: int
    key: str
    title: str
    instructions: str
    position: int
    days: int
    doer: str
    category: str
    service: str
    priority: int
    only_major: bool
    enabled: bool
    category_id: int | None
    service_id: int | None
    version: int


def follow_up_templates(reader: Reader) -> list[FollowUpTemplateRow]:
    """All of them by the days after which they are due."""
    return [_row(*row) for row in reader.rows(f"{_COLUMNS} ORDER BY t.days, t.position, t.id")]


def _row(*columns: object) -> FollowUpTemplateRow:
    values = list(columns)
    values[10], values[11] = bool(values[10]), bool(values[11])
    return FollowUpTemplateRow(*values)  # type: ignore[arg-type]
