"""Reading the reports that are kept: what each is, when it is made by itself, and what came of it."""

from dataclasses import dataclass

from incidentdesk.language import _, isolated
from incidentdesk.measure.report_choice import ReportChoice, read_choice
from incidentdesk.measure.report_schedule import ReportSchedule, read_schedule
from incidentdesk.prepare.naming import same_name
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader, Row

_COLUMNS = (
    "SELECT report_definition.id, report_definition.name, report_definition.report, report_definition.choice,"
    " report_definition.schedule, report_definition.made_for, report_definition.trouble,"
    " report_definition.audience_id, COALESCE(audience.name, ''), report_definition.version FROM report_definition"
    " LEFT JOIN audience ON audience.id = report_definition.audience_id AND audience.withdrawn_at IS NULL"
    " WHERE report_definition.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """A report that is kept. `unreadable` says why choice or schedule are not those that were kept, but the usual.

    `audience` is its name, empty where it goes to none; `made_for` the key of the last period for which it was made by
    itself.
    """

    id: int
    name: str
    choice: ReportChoice
    schedule: ReportSchedule
    made_for: str
    trouble: str
    audience_id: int | None
    audience: str
    version: int
    unreadable: str = ""


def definitions(reader: Reader) -> list[DefinitionRow]:
    """All reports that are kept, by their names."""
    rows = reader.rows(f"{_COLUMNS} ORDER BY lower(report_definition.name), report_definition.id")
    return [_row(row) for row in rows]


def definition_of(reader: Reader, definition_id: int) -> DefinitionRow:
    """Raises Refused where there is none."""
    rows = reader.rows(f"{_COLUMNS} AND report_definition.id = :id", {"id": definition_id})
    if not rows:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    return _row(rows[0])


def definition_named(reader: Reader, name: str) -> DefinitionRow:
    """Upper and lower case being the same; raises Refused where there is none, with the names that there are."""
    kept = definitions(reader)
    for each in kept:
        if same_name(each.name, name):
            return each
    if not kept:
        raise Refused(_("No report is kept yet. Keep one on the page Reports."))
    raise Refused(
        _("There is no report “{name}”. There are: {names}.").format(
            name=isolated(name), names=", ".join(isolated(each.name) for each in kept)
        )
    )


def _row(row: Row) -> DefinitionRow:
    definition_id, name, report, choice_json, schedule_json, made_for, trouble, audience_id, audience, version = row
    read, schedule, unreadable = ReportChoice(), ReportSchedule(), ""
    try:
        read, schedule = read_choice(report, choice_json), read_schedule(schedule_json)
    except Refused as refused:
        unreadable = str(refused)
    # An audience that was taken away is none.
    reached = int(audience_id) if audience_id is not None and audience else None
    return DefinitionRow(
        int(definition_id), name, read, schedule, made_for, trouble, reached, audience, version, unreadable
    )
