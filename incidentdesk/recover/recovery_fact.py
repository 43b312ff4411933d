"""The facts of a recovery and of its restore tasks as a person sees them: names, lengths as "4 h", times in a zone."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.typed_time import typed_time, written_time
from incidentdesk.language import N_, _
from incidentdesk.prepare.fact import Fact, chosen, line, named, one_of, text
from incidentdesk.prepare.minutes import minutes_of, minutes_text
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.record_name import existing
from incidentdesk.prepare.service import service
from incidentdesk.recover.recovery import RestorePhase, restore_task
from incidentdesk.refusal import Refused
from incidentdesk.store.session import Session

RECOVERY_FACTS: Mapping[str, Fact] = {
    "coordinator": named("coordinator_id", person, staff_named),
    "rollback": text("rollback"),
    "change_ref": text("change_ref"),
}
NEW_RESTORE_TASK: Mapping[str, Any] = {
    "phase": str(RestorePhase.RECOVER), "title": "", "instructions": "", "service": "", "owner": "", "needs": "",
    "rto": "", "rpo": "", "rollback": "", "change_ref": "",
}  # fmt: skip


def restore_facts_in(zone: tzinfo = UTC) -> Mapping[str, Fact]:
    """The facts of a restore task by their names; `needs` are ids of other tasks or a text of them, lengths texts."""
    return {
        "phase": chosen("phase", one_of(tuple(RestorePhase), N_("A phase is Prepare, Recover or Validate."))),
        "title": line("title", N_("A restore task needs a title: what is to be restored?")),
        "instructions": text("instructions"),
        "service": existing("service_id", service, N_("There is no service “{name}”. Add it first.")),
        "owner": named("owner_id", person, staff_named),
        "needs": Fact("needs", _keys, _ids),
        "rto": _length("rto"),
        "rpo": _length("rpo"),
        "result": text("result"),
        "data_until": Fact("data_until", _instant_in(zone), _shown_in(zone)),
        "rollback": text("rollback"),
        "change_ref": text("change_ref"),
    }


def _length(column: str) -> Fact:
    def store(_session: Session, value: Any) -> int | None:
        return value if isinstance(value, int) else minutes_of(str(value or ""))

    return Fact(column, store, lambda _session, value: minutes_text(value))


def _keys(session: Session, value: Iterable[int] | str) -> str:
    ids = [int(each) for each in (value.split() if isinstance(value, str) else value)]
    rows = session.connection.execute(
        sa.select(restore_task.c.key).where(restore_task.c.id.in_(ids)).order_by(restore_task.c.position)
    )
    return json.dumps([key for (key,) in rows])


def _ids(session: Session, value: str) -> str:
    rows = session.connection.execute(
        sa.select(restore_task.c.id)
        .where(restore_task.c.key.in_(json.loads(value)), restore_task.c.withdrawn_at.is_(None))
        .order_by(restore_task.c.position, restore_task.c.id)
    )
    return " ".join(str(key) for (key,) in rows)


def _instant_in(zone: tzinfo) -> Callable[[Session, Any], int | None]:
    def store(session: Session, value: Any) -> int | None:
        return past_instant(session, value, zone)

    return store


def _shown_in(zone: tzinfo) -> Callable[[Session, int | None], str]:
    return lambda _session, stored: "" if stored is None else written_time(clock.instant(stored), zone)


def past_instant(session: Session, value: Any, zone: tzinfo = UTC) -> int | None:
    """Microseconds from an instant given as such, as an aware datetime, or as a text in `zone`; None for nothing.

    Raises Refused for a time that can't be read or is still to come.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        value = typed_time(value, clock.now(), zone) or clock.now()
    at = clock.stored(value) if isinstance(value, datetime) else int(value)
    if at > session.at + 60_000_000:  # the clocks of two machines may differ by a minute
        raise Refused(_("That time is still to come. Say until when the data is there that came back."))
    return at
