"""The sandbox of a drill: a desk of its own, in a SQLite file, with what is prepared and nothing that happened.

No monitor, mailbox, source of alerts, rule or report is in it, and no outlet but those that were chosen as effects of
the drill can send: so nothing leaves and nothing mixes, whatever is done in it.
"""

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from incidentdesk.improve.drill_list import DrillRow, drill_row
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.language import _, isolated
from incidentdesk.paths import data_folder
from incidentdesk.prepare.setting import set_setting, setting_of
from incidentdesk.refusal import Refused
from incidentdesk.schema.opening import open_desk
from incidentdesk.schema.tables import metadata
from incidentdesk.store.database import Database
from incidentdesk.store.ledger import insert_copies
from incidentdesk.store.session import Session
from incidentdesk.store.trouble import refusal_of

# What is prepared, as far as a response needs it.
PREPARED = frozenset(
    {
        "absence", "audience", "audience_member", "calendar", "category", "contact", "contact_method", "department",
        "escalation_policy", "escalation_step", "follow_up_template", "known_error", "message_template", "outlet",
        "person", "plan", "plan_version", "plan_rule", "role", "role_holder", "rota", "rota_layer", "rota_turn",
        "rota_override", "service", "service_dependency", "sla", "team",
    }
)  # fmt: skip
SETTINGS = (
    "attachment_limit", "category_sets", "contact_stale_days", "desk_name", "incident_templates", "logo",
    "major_children", "major_priority", "major_service_incidents", "major_service_minutes", "resolution_codes",
    "review_due_days", "sla_risk_percent", "sla_target_percent",
)  # fmt: skip
_ROWS_AT_ONCE = 2_000


def sandbox_path(database: Database, drill: DrillRow) -> Path:
    """Where the sandbox of a drill lies: beside a desk that is a file, else in the data folder of this machine."""
    folder = database.path.parent if database.path else data_folder()
    return folder / "drills" / f"{drill.number} {drill.key[:8]}.db"


def make_sandbox(database: Database, drill_id: int, path: Path) -> Database:
    """Copy what is prepared into a new desk at `path` and open it; one that was left there before is replaced.

    Raises Refused where there is no such drill and where the file can't be written; then none is left behind.
    """
    with database.read() as reader:
        row = drill_row(reader, drill_id)
    if row is None:
        raise Refused(_("There is no drill {number}.").format(number=drill_number(drill_id)))
    remove_sandbox(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sandbox = open_desk(path)
    except OSError as error:
        raise _unwritten(path, str(error.strerror)) from error
    try:
        _fill(database, sandbox, row)
    except BaseException as error:
        sandbox.close()
        remove_sandbox(path)
        refusal = refusal_of(error, str(path)) if isinstance(error, Exception) else None
        if refusal is None or refusal is error:
            raise
        raise refusal from error
    return sandbox


def open_sandbox(path: Path, drill: DrillRow) -> Database:
    """Raises Refused where the file is gone, is damaged, or is the sandbox of another drill."""
    if not path.exists():
        raise Refused(
            _(
                "The sandbox of {number} is not on this computer ({place}). End the drill: what was written down is "
                "kept, what was done in the sandbox can't be scored."
            ).format(number=drill.number, place=isolated(str(path)))
        )
    sandbox = open_desk(path, create=False)
    try:
        sandbox.refuse_damage()
        with sandbox.read() as reader:
            number = setting_of(reader, "drill")
        if number != drill.number:
            raise Refused(
                _("{place} is not the sandbox of {number}.").format(place=isolated(str(path)), number=drill.number)
            )
    except BaseException:
        sandbox.close()
        raise
    return sandbox


def remove_sandbox(path: Path) -> None:
    """Take the file away with what lies beside it; none need be there."""
    for name in (path.name, f"{path.name}-journal", f"{path.name}-wal", f"{path.name}-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(name).unlink()


def _unwritten(path: Path, reason: str) -> Refused:
    return Refused(
        _("The sandbox can't be written at {place}: {reason}. The drill has not started.").format(
            place=isolated(str(path)), reason=reason
        )
    )


# ── filling ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _fill(database: Database, sandbox: Database, row: DrillRow) -> None:
    with _snapshot(database) as source, sandbox.write(actor="Drill", via="drill") as session:
        session.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in metadata.sorted_tables:
            if table.name in PREPARED:
                _copy(source, session, table, row.effects)
        for key in SETTINGS:
            set_setting(session, key, _setting(source, key))
        set_setting(session, "drill", row.number)


@contextlib.contextmanager
def _snapshot(database: Database) -> Any:
    """All of it as it is at one instant, without keeping anybody from writing."""
    if not database.path:
        with database.engine.connect() as connection:
            yield connection.execution_options(isolation_level="REPEATABLE READ")
        return
    from incidentdesk.store.engine import connection_of

    with database.read() as reader, connection_of(reader) as connection:
        yield connection


def _copy(source: sa.Connection, session: Session, table: sa.Table, effects: Iterable[str]) -> None:
    found = source.execution_options(yield_per=_ROWS_AT_ONCE).execute(sa.select(table).order_by(*table.primary_key))
    for part in found.partitions():
        rows = [each._asdict() for each in part]
        insert_copies(session, table, [_silent(each, effects) for each in rows] if table.name == "outlet" else rows)


def _silent(outlet: dict[str, Any], effects: Iterable[str]) -> dict[str, Any]:
    """An outlet that was not chosen has no address any more, so that switching it on would not help it either."""
    if outlet["name"] in effects:
        return outlet
    return {**outlet, "enabled": False, "options": "{}", "fallback": "", "key": f"silent-{outlet['id']}"}


def _setting(source: sa.Connection, key: str) -> Any:
    from incidentdesk.store.engine import ConnectionReader

    return setting_of(ConnectionReader(source), key)
