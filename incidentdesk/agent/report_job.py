"""Reports that are made by themselves: each in a process of its own, laid down in a folder, sent to an audience.

What was made is marked in the transaction that sends it, so that neither a restart nor a second program sends it
twice; files that were laid down before are laid down again under the same names.
"""

import io
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from incidentdesk import clock
from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.agent.own_process import run_own_process
from incidentdesk.detect.attachment import attach
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.period_label import period_label
from incidentdesk.measure.report_definition import report_definition
from incidentdesk.measure.report_definition_list import DefinitionRow, definitions
from incidentdesk.measure.report_schedule import Due, due_period, zone_of
from incidentdesk.paper.file import replacing
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcing import told_keys
from incidentdesk.respond.report_sending import leave_report_out, send_report, was_told
from incidentdesk.store import ledger
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

log = logging.getLogger(__name__)

LONGEST = 600.0  # seconds for one report
# After each failed attempt; from then on every hour.
_RETRY_AFTER = (60.0, 300.0, 1800.0, 3600.0)  # seconds
_SUMMARY = "summary.txt"


class Stopped(Exception):
    """The program ends, or another one has taken over."""


@dataclass(slots=True)
class Attempts:
    """Which reports have failed how often, and until when (monotonic seconds) they are left alone.

    A report that somebody has changed is tried again at once.
    """

    failed: dict[DefinitionRow, tuple[int, float]] = field(default_factory=dict)

    def may_try(self, row: DefinitionRow) -> bool:
        return time.monotonic() >= self.failed.get(_apart(row), (0, 0.0))[1]

    def note(self, row: DefinitionRow) -> None:
        count = self.failed.get(_apart(row), (0, 0.0))[0]
        wait = _RETRY_AFTER[min(count, len(_RETRY_AFTER) - 1)]
        self.failed[_apart(row)] = (count + 1, time.monotonic() + wait)


def due_reports(reader: Reader, now: int) -> list[tuple[DefinitionRow, Due]]:
    """The reports that are due at an instant (microseconds since 1970), in the order in which they were due."""
    found = [
        (row, due)
        for row in definitions(reader)
        if not row.unreadable and (due := due_period(row.schedule, row.made_for, now)) is not None
    ]
    return sorted(found, key=lambda each: each[1].due_at)


def make_due_reports(
    database: Database,
    now: int,
    attempts: Attempts,
    *,
    still_ours: Callable[[], bool] = lambda: True,
    seconds: float = LONGEST,
) -> list[str]:
    """Make what is due, one report after another; returns a line for each.

    One that fails says why, in its line and in the list of reports, and is tried again later.
    """
    with database.read() as reader:
        due = [each for each in due_reports(reader, now) if attempts.may_try(each[0])]
    lines = []
    for row, when in due:
        try:
            lines += _make(database, row, when, still_ours, seconds)
        except Stopped:
            break
        except Refused as refused:
            lines.append(_failed(database, row, attempts, str(refused)))
        except Exception:
            # It must not keep the others from being made.
            log.exception("report %s", row.id)
            lines.append(_failed(database, row, attempts, _("it failed unexpectedly. The log says more.")))
    return lines


def _failed(database: Database, row: DefinitionRow, attempts: Attempts, trouble: str) -> str:
    attempts.note(row)
    with database.write(actor=ACTOR, via=VIA) as session:
        ledger.update(session, report_definition, row.id, {"trouble": trouble})
    return _("{report} could not be made: {reason}").format(report=isolated(row.name), reason=trouble)


def report_key(row: DefinitionRow, due: Due) -> str:
    """Under which key its announcement is known, so that it is sent once."""
    return f"report-{row.id}-{due.period.key}"


def leave_late_reports_out(session: Session, limit: int) -> None:
    """Send none of the reports that were due until an instant; those that go to a folder are made all the same."""
    for row, due in due_reports(session.reader, session.at):
        if row.audience_id is not None and due.due_at <= limit:
            leave_report_out(session, key=report_key(row, due), audience_id=row.audience_id, subject=row.name)


# -- one report


def _make(
    database: Database, row: DefinitionRow, due: Due, still_ours: Callable[[], bool], seconds: float
) -> list[str]:
    if not row.schedule.folder and row.audience_id is None:
        raise Refused(_("It goes nowhere any more: its audience was taken away. Choose another one, or a folder."))
    with TemporaryDirectory(prefix="incidentdesk-") as name:
        made = Path(name)
        if row.schedule.folder or not _is_told(database, row, due):
            _run(database, row, due, made, still_ours, seconds)
            _lay_down(made, row.schedule.folder)
        with database.write(actor=ACTOR, via=VIA) as session:
            if not still_ours():
                raise Stopped
            told = _record(session, row, due, made)
    if told is None:
        return []
    return [_line(row, due, told)]


def _run(
    database: Database, row: DefinitionRow, due: Due, folder: Path, still_ours: Callable[[], bool], seconds: float
) -> None:
    until, minutes = time.monotonic() + seconds, max(1, round(seconds / 60))

    def look(_said: Path) -> None:
        if not still_ours():
            raise Stopped
        if time.monotonic() > until:
            raise Refused(
                ngettext("It took longer than {n} minute.", "It took longer than {n} minutes.", minutes).format(
                    n=minutes
                )
            )

    wanted = ["--period", due.period.key, "--folder", str(folder), "--summary", str(folder / _SUMMARY)]
    run_own_process(database, ["report", "run", *wanted, "--", row.name], zone=str(zone_of(row.schedule)), look=look)


def _files(made: Path) -> list[Path]:
    return sorted(each for each in made.iterdir() if each.name != _SUMMARY)


def _lay_down(made: Path, folder: str) -> None:
    """Copy the files to where they are to lie; each is there whole or not at all."""
    if not folder:
        return
    where = Path(folder)
    if not where.is_absolute():
        raise Refused(_("{folder} is no folder of this machine.").format(folder=isolated(folder)))
    for each in _files(made):
        with replacing(where / each.name) as file:
            file.write(each.read_bytes())


def _is_told(database: Database, row: DefinitionRow, due: Due) -> bool:
    with database.read() as reader:
        return report_key(row, due) in told_keys(reader, [report_key(row, due)])


def _record(session: Session, row: DefinitionRow, due: Due, made: Path) -> int | None:
    """Send it and mark it as made; returns how many messages those are, None where somebody was faster."""
    stored = ledger.current(session, report_definition, row.id)
    if stored["withdrawn_at"] is not None or stored["made_for"] != row.made_for:
        return None
    key, told = report_key(row, due), 0
    if row.audience_id is not None and not was_told(session, key):
        told = _send(session, row, due, made, key)
    ledger.update(session, report_definition, row.id, {"made_for": due.period.key, "trouble": ""})
    return told


def _send(session: Session, row: DefinitionRow, due: Due, made: Path, key: str) -> int:
    pdf = next(each for each in _files(made) if each.suffix == ".pdf")
    data = pdf.read_bytes()
    attachment_id = attach(session, None, pdf.name, io.BytesIO(data), size=len(data))
    summary = made / _SUMMARY
    sentences = summary.read_text(encoding="utf-8").strip() if summary.exists() else ""
    return send_report(
        session,
        key=key,
        audience_id=row.audience_id or 0,
        subject=_("{report}: {period}").format(report=row.name, period=period_label(due.period)),
        body="\n\n".join([*_late(due), *([sentences] if sentences else []), _where(pdf.name)]),
        attachment_id=attachment_id,
    )


def _where(name: str) -> str:
    return _(
        "The whole report is the file {name}. It goes along with e-mails, and lies at the desk on the page Outbox."
    ).format(name=isolated(name))


def _late(due: Due) -> list[str]:
    if not due.late:
        return []
    at = clock.instant(due.due_at).astimezone(due.period.zone).strftime("%Y-%m-%d %H:%M %Z")
    said = [_("Late: this was due at {time} and could not be made then.").format(time=at)]
    return [" ".join([*said, *_missed(due)])]


def _missed(due: Due) -> list[str]:
    if not due.missed:
        return []
    sentence = ngettext(
        "{n} period before it was missed; its report can be made by hand.",
        "{n} periods before it were missed; their reports can be made by hand.",
        due.missed,
    )
    return [sentence.format(n=due.missed)]


def _line(row: DefinitionRow, due: Due, told: int) -> str:
    name, period = isolated(row.name), period_label(due.period)
    said = [_("{report} of {period} made").format(report=name, period=period)]
    if row.schedule.folder:
        said.append(_("in {folder}").format(folder=isolated(row.schedule.folder)))
    if told:
        said.append(ngettext("{n} message queued", "{n} messages queued", told).format(n=told))
    if due.late:
        said.append(_("late"))
    if due.missed:
        said.append(
            ngettext("{n} period before it was missed", "{n} periods before it were missed", due.missed).format(
                n=due.missed
            )
        )
    return ", ".join(said)


def _apart(row: DefinitionRow) -> DefinitionRow:
    """The report without what an attempt changes."""
    return replace(row, trouble="", version=0)
