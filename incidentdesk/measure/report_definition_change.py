"""Writing reports that are kept. A person sees facts of which each can be changed by itself; choice and schedule hold
several of them."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from incidentdesk.language import _, isolated
from incidentdesk.measure.report_choice import ReportChoice, checked_choice, choice_text
from incidentdesk.measure.report_definition import report_definition
from incidentdesk.measure.report_definition_list import definition_of
from incidentdesk.measure.report_schedule import ReportSchedule, checked_schedule, schedule_text
from incidentdesk.prepare.audience import audience
from incidentdesk.prepare.fact import last_writer, present
from incidentdesk.prepare.naming import name_of
from incidentdesk.prepare.record_name import insert_named, record_named, refuse_taken
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict, clashes_between
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_CHOICE = tuple(each.name for each in fields(ReportChoice))
_SCHEDULE = ("every", "days", "at", "zone", "folder")
_TIMING = ("every", "days", "at", "zone")


def new_facts(zone: str) -> dict[str, Any]:
    """The facts of a report that nobody has kept yet."""
    return _facts("", ReportChoice(), ReportSchedule(zone=zone), "")


def definition_facts(reader: Reader, definition_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such report.

    What can't be read is shown as in a new one.
    """
    row = definition_of(reader, definition_id)
    return _facts(row.name, row.choice, row.schedule, row.audience)


def _facts(name: str, choice: ReportChoice, schedule: ReportSchedule, audience_name: str) -> dict[str, Any]:
    timing = {each: value for each, value in asdict(schedule).items() if each in _SCHEDULE}
    return {"name": name, **asdict(choice), **timing, "audience": audience_name}


def create_definition(session: Session, **facts: Any) -> int:
    """Keep a report and return its id; facts that are not given are the usual.

    Raises Refused for what one of them can't be, and where there is a report of that name.
    """
    return insert_named(session, report_definition, _columns(session, {**new_facts("UTC"), **facts}, session.at))


def change_definition(
    session: Session, definition_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of them since it was seen, Refused for what a fact can't be.
    """
    row = present(session, report_definition, definition_id)
    shown = definition_facts(session.reader, definition_id)
    clashes = clashes_between(seen or {}, shown, changes)
    if clashes:
        columns = {_COLUMN[clash.field] for clash in clashes}
        raise Conflict(clashes, last_writer(session, report_definition, definition_id, columns))
    after = {**shown, **changes}
    # A schedule that stays as it is must not lose what it has missed.
    timing = any(after[name] != shown[name] for name in _TIMING)
    since = session.at if timing else definition_of(session.reader, definition_id).schedule.since
    columns_after = _columns(session, after, since)
    refuse_taken(session, report_definition, definition_id, columns_after["name"])
    ledger.update(session, report_definition, definition_id, _with_news(row, columns_after))


def give_up_definition(session: Session, definition_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    shown = definition_facts(session.reader, definition_id)
    since = definition_of(session.reader, definition_id).schedule.since
    row = ledger.current(session, report_definition, definition_id)
    wanted = _columns(session, {**shown, **given_up}, since)
    lost = {name: value for name, value in wanted.items() if row[name] != value}
    if lost:
        ledger.decline(session, report_definition, definition_id, lost)


def withdraw_definition(session: Session, definition_id: int) -> None:
    """Take a report out of sight; Undo brings it back."""
    present(session, report_definition, definition_id)
    ledger.withdraw(session, report_definition, definition_id)


# In which column a fact stands.
_COLUMN = {
    "name": "name",
    **dict.fromkeys(_CHOICE, "choice"),
    **dict.fromkeys(_SCHEDULE, "schedule"),
    "report": "report",
    "audience": "audience_id",
}


def _columns(session: Session, facts: Mapping[str, Any], since: int) -> dict[str, Any]:
    """Raises Refused for a fact that there is not, and for facts that don't go together."""
    for unknown in facts.keys() - _COLUMN.keys():
        raise Refused(_("There is no field “{field}”.").format(field=isolated(unknown)))
    choice = checked_choice(ReportChoice(**{name: _stored(facts[name]) for name in _CHOICE}))
    schedule = checked_schedule(ReportSchedule(**{name: _stored(facts[name]) for name in _SCHEDULE}, since=since))
    name = name_of(str(facts["name"]))
    if not name:
        raise Refused(_("A report that is kept needs a name, such as Monthly report."))
    audience_id = _audience(session, str(facts["audience"]))
    if schedule.every:
        _check_going(choice, schedule, audience_id)
    return {
        "name": name,
        "report": choice.report,
        "choice": choice_text(choice),
        "schedule": schedule_text(schedule),
        "audience_id": audience_id,
    }


def _stored(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value.strip() if isinstance(value, str) else value


def _check_going(choice: ReportChoice, schedule: ReportSchedule, audience_id: int | None) -> None:
    if choice.period != schedule.every:
        raise Refused(
            _("A report that is made by itself is of the period after which it is made. Choose the same twice.")
        )
    if schedule.folder and not _is_whole_path(schedule.folder):
        raise Refused(_("Give the whole path of the folder, from the top on."))
    if not schedule.folder and audience_id is None:
        raise Refused(_("Say where it goes when it is made by itself: a folder, an audience, or both."))
    if audience_id is not None and "pdf" not in choice.formats:
        raise Refused(_("An audience is sent the PDF. Choose it among the files."))


def _is_whole_path(folder: str) -> bool:
    """On whatever system it is that makes it."""
    return PurePosixPath(folder).is_absolute() or PureWindowsPath(folder).is_absolute()


def _audience(session: Session, name: str) -> int | None:
    if not name.strip():
        return None
    found = record_named(session, audience, name)
    if found is None:
        raise Refused(
            _("There is no audience “{name}”. Choose one that there is, or add it first.").format(name=isolated(name))
        )
    return found


def _with_news(row: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What was wrong before is tried anew with what is different now."""
    different = {name: value for name, value in after.items() if row[name] != value}
    return {**different, "trouble": ""} if different else {}
