"""Soaking: the monitors that found the trouble pass again and again, for long enough, before service counts as back.

Counted are checks that were made after it began, one after the other, without a failure and without a time in which
nobody watched. A failure ends it; a person begins it anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.monitor import Health, monitor, monitor_state
from incidentdesk.detect.monitor_history import hold_of
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.wording import text_of
from incidentdesk.recover.proof import ProofResult, soak
from incidentdesk.recover.proof_list import Soak, soaks
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

PASSES, MINUTES = 5, 15
MOST_PASSES, MOST_MINUTES = 10_000, 7 * 24 * 60
_MINUTE = 60_000_000  # microseconds
_FAILING = (Health.SOFT, Health.DOWN, Health.FLAPPING)


@dataclass(frozen=True, slots=True)
class Progress:
    """`passed` checks in a row since `since`, the last of them at `last`; `failed` says what a failing one has found.

    Instants in microseconds since 1970.
    """

    passed: int = 0
    since: int | None = None
    last: int | None = None
    failed: str = ""
    failed_at: int | None = None

    @property
    def length(self) -> int:
        return 0 if self.since is None or self.last is None else self.last - self.since


def detecting_monitors(reader: Reader, incident_id: int) -> list[tuple[int, str]]:
    """Id and name of the monitors that opened the incident, or else of those that watch its service, and of those
    that were soaked for it."""
    own = reader.rows(
        "SELECT m.id, m.name FROM monitor m JOIN monitor_state s ON s.monitor_id = m.id"
        " WHERE s.incident_id = :id AND m.withdrawn_at IS NULL ORDER BY m.name",
        {"id": incident_id},
    ) or reader.rows(
        "SELECT m.id, m.name FROM monitor m JOIN incident i ON i.service_id = m.service_id"
        " WHERE i.id = :id AND m.withdrawn_at IS NULL ORDER BY m.name",
        {"id": incident_id},
    )
    soaked = [(each.monitor_id, each.title) for each in reversed(soaks(reader, incident_id))]
    return list(dict.fromkeys([*((int(key), str(name)) for key, name in own), *soaked]))


def begin_soak(
    session: Session, incident_id: int, monitor_id: int, *, passes: int = PASSES, minutes: int = MINUTES
) -> int:
    """Watch that a monitor passes so many times over so many minutes from now on; returns the id.

    Raises Refused for numbers that are none, a monitor that is switched off, and where one is under way.
    """
    ledger.current(session, incident, incident_id)
    if not 1 <= passes <= MOST_PASSES or not 0 <= minutes <= MOST_MINUTES:
        raise Refused(_("A soak is 1 to {passes} checks over at most a week.").format(passes=MOST_PASSES))
    row = present(session, monitor, monitor_id)
    if not row["enabled"]:
        raise Refused(_("{monitor} is switched off. Switch it on first.").format(monitor=isolated(row["name"])))
    if any(each.monitor_id == monitor_id and each.result == ProofResult.OPEN for each in _of(session, incident_id)):
        raise Refused(_("{monitor} is soaking already.").format(monitor=isolated(row["name"])))
    # What was checked before does not count: the next check begins a stretch of its own.
    session.connection.execute(
        sa.update(monitor_state).where(monitor_state.c.monitor_id == monitor_id).values(stretch_id=None)
    )
    values = {
        "key": new_key(), "incident_id": incident_id, "monitor_id": monitor_id, "passes": passes, "minutes": minutes,
        "began_at": session.at, "began_by": session.actor, "result": ProofResult.OPEN,
    }  # fmt: skip
    return ledger.insert(session, soak, values)


def stop_soak(session: Session, soak_id: int, *, reason: str) -> None:
    """End one that is under way, which then proves nothing. Raises Refused without a reason, and where it has ended."""
    row = present(session, soak, soak_id)
    why = text_of(reason).strip()
    if not why:
        raise Refused(_("Say why the soak is stopped."))
    if row["result"] != ProofResult.OPEN:
        raise Refused(_("This soak has ended already. Begin it again to have another one."))
    _end(session, soak_id, ProofResult.FAILED, _("stopped: {reason}").format(reason=isolated(why)), why)


def due_soaks(reader: Reader) -> list[int]:
    """Ids of those under way that have passed or failed by now."""
    rows = reader.rows("SELECT id, incident_id FROM soak WHERE result = :open AND withdrawn_at IS NULL ORDER BY id", {
        "open": str(ProofResult.OPEN)})  # fmt: skip
    wanted = {int(soak_id) for soak_id, _incident in rows}
    found = [each for incident_id in sorted({row[1] for row in rows}) for each in soaks(reader, incident_id)]
    return [each.id for each in found if each.id in wanted and _result(each, progress_of(reader, each)) is not None]


def move_soak(session: Session, soak_id: int) -> str:
    """End one that has passed or failed; returns a sentence of what became of it, empty where it goes on."""
    row = present(session, soak, soak_id)
    own = next((each for each in _of(session, row["incident_id"]) if each.id == soak_id), None)
    if own is None or own.result != ProofResult.OPEN:
        return ""
    progress = progress_of(session.reader, own)
    result = _result(own, progress)
    if result is None:
        return ""
    said = _passed_sentence(progress) if result == ProofResult.PASSED else progress.failed
    _end(session, soak_id, result, said, "", progress.last if result == ProofResult.PASSED else progress.failed_at)
    return _("{monitor}: {said}").format(monitor=isolated(own.title), said=said)


def progress_of(reader: Reader, own: Soak) -> Progress:
    """How far a soak is, from the checks that were made since it began."""
    until_at = own.ended_at if own.ended_at is not None else 2**62
    rows = reader.rows(
        "SELECT c.health, c.from_at, c.until_at, c.checks, c.said, m.interval, m.retry_interval, m.timeout"
        " FROM check_stretch c JOIN monitor m ON m.id = c.monitor_id"
        " WHERE c.monitor_id = :monitor AND c.from_at > :began AND c.from_at <= :until ORDER BY c.from_at, c.id",
        {"monitor": own.monitor_id, "began": own.began_at, "until": until_at},
    )
    return _counted(rows)


def progress_sentence(own: Soak, progress: Progress) -> str:
    """How far it is, for a person."""
    if own.result != ProofResult.OPEN:
        return own.said
    checks = ngettext("{passed} of {n} check passed", "{passed} of {n} checks passed", own.passes)
    minutes = ngettext("{gone} of {n} minute", "{gone} of {n} minutes", own.minutes)
    return _("{checks}, {minutes}").format(
        checks=checks.format(passed=min(progress.passed, own.passes), n=own.passes),
        minutes=minutes.format(gone=min(progress.length // _MINUTE, own.minutes), n=own.minutes),
    )


def _counted(rows: Iterable[tuple[Any, ...]]) -> Progress:
    found = Progress()
    for health, from_at, until_at, checks, said, interval, retry_interval, timeout in rows:
        if health in _FAILING:
            return Progress(found.passed, found.since, found.last, said or _(health), from_at)
        if health != Health.UP:
            # Maintenance, or behind a parent: not a failure, and no proof either.
            found = Progress()
            continue
        if found.last is None or from_at - found.last > hold_of(interval, retry_interval, timeout):
            found = Progress(0, from_at, None)
        found = Progress(found.passed + checks, found.since, until_at)
    return found


def _result(own: Soak, progress: Progress) -> ProofResult | None:
    if progress.failed_at is not None:
        return ProofResult.FAILED
    enough = progress.passed >= own.passes and progress.length >= own.minutes * _MINUTE
    return ProofResult.PASSED if enough else None


def _passed_sentence(progress: Progress) -> str:
    checks = ngettext("{n} check", "{n} checks", progress.passed).format(n=progress.passed)
    minutes = progress.length // _MINUTE
    over = ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    return _("passed {checks} in a row over {minutes}").format(checks=checks, minutes=over)


def _of(session: Session, incident_id: int) -> list[Soak]:
    return soaks(session.reader, incident_id)


def _end(session: Session, soak_id: int, result: ProofResult, said: str, reason: str, at: int | None = None) -> None:
    ended = {"result": result, "ended_at": session.at if at is None else at, "said": said}
    ledger.update(session, soak, soak_id, ended, reason=reason)
