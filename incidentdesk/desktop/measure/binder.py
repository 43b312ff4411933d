"""The crisis binder in the window: as pages to print, and as a file that is kept up to date by itself."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from incidentdesk import clock
from incidentdesk.desktop.binder_folder import binder_file, kept_at
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.own_command import run_own_command
from incidentdesk.desktop.printable import PrintableReport
from incidentdesk.language import _
from incidentdesk.refusal import Refused

# The rota in it looks two weeks ahead, so it is never left longer than this.
_OLDEST = timedelta(hours=24)
# News of these are in the binder.
NOUNS = frozenset({
    "person", "contact_method", "absence", "team", "rota", "rota_layer", "rota_turn", "rota_override", "contact",
    "escalation_policy", "escalation_step", "service", "service_dependency", "plan", "plan_version", "role",
    "role_holder", "department", "setting", "policy_version", "acknowledgement", "training_requirement",
    "training_result", "drill",
})  # fmt: skip


def printable_binder() -> PrintableReport:
    title = _("Crisis binder")
    return PrintableReport(title, title, _write)


def keep_binder(desk: Desk, folder: Path, *, changed: bool, paper: str) -> Path | None:
    """Write the newest copy where it is missing, outdated or `changed`; returns its path where it was written.

    For a worker; a process of its own makes it. Raises Refused where it can't be written.
    """
    file = binder_file(folder)
    if not changed and _is_young(file):
        return None
    if not folder.is_dir():
        raise Refused(
            _("The folder of the crisis binder is not there: {folder}. Plug it in, or choose another one.").format(
                folder=folder
            )
        )
    command = ["report", "binder", str(file), "--page-size", paper, "--made-by", desk.actor]
    run_own_command(desk.database, command, zone=desk.zone)
    return file


def _is_young(file: Path) -> bool:
    made = kept_at(file)
    return made is not None and abs(clock.now() - made) < _OLDEST


def _write(desk: Any, path: Path, page_size: str, cancelled: Callable[[], bool]) -> None:
    from incidentdesk.measure.binder_report import binder_report, gather_binder

    with desk.database.read() as reader:
        binder = gather_binder(reader, at=clock.stored(clock.now()), zone=desk.zone, page_size=page_size)
    binder_report(binder, path, zone=desk.zone, made_by=desk.actor, page_size=page_size, cancelled=cancelled)
