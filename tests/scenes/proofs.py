"""Scenes of proofs: exit criteria, backups, verifications, monitors that soak, and the gate before Resolved."""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog

from tests.scenes.desks import LONG_SERVICES, LONG_TITLES
from tests.scenes.stage import Scene, Stage

RUNNING = "ERP night job for invoices has not finished"
DONE = "Branch offices lost WAN access"
_FOLDER = Path(tempfile.gettempdir()) / "incidentdesk-tour"


def _recovery(stage: Stage, title: str) -> Any:
    stage.go(f"INC-{stage.id_of(title):04d}#recovery", 0.6)
    return next(each for each in stage.window.page.more_parts if each.key == "recovery")


def _proofs(part: Any) -> Any:
    return part.proofs.itemAt(0).widget()


def _at(title: str, section: str, then: str = "") -> Callable[[Stage], None]:
    """A section of the proofs in view, and a command given there."""

    def show(stage: Stage) -> None:
        part = _recovery(stage, title)
        bar = part.scroll.verticalScrollBar()
        wanted = getattr(_proofs(part), section)
        bar.setValue(wanted.mapTo(part.scroll.widget(), wanted.rect().topLeft()).y() - 12)
        stage.wait(0.2)
        if then:
            stage.run(then, 0.5)

    return show


def _pressed(title: str, section: str, key: str) -> Callable[[Stage], None]:
    """A button of the first card that has it."""

    def show(stage: Stage) -> None:
        _at(title, section)(stage)
        proofs = _proofs(next(each for each in stage.window.page.more_parts if each.key == "recovery"))
        card = next(each for each in getattr(proofs, section).cards if key in each.buttons)
        card.buttons[key].click()
        stage.wait(0.5)

    return show


def _dialog(stage: Stage) -> Any:
    return next(each for each in stage.window.findChildren(QDialog) if each.isVisible())


def _compared(wrong: bool) -> Callable[[Stage], None]:
    """Restored files of which one is another; or held against what belongs to another backup."""

    def show(stage: Stage) -> None:
        _at(RUNNING, "verifications", "proof.files")(stage)
        dialog = _dialog(stage)
        dialog.name.setText("ERP, printed invoices")
        dialog.place.setText(str(_tree()))
        dialog.manifest.setText(str(_FOLDER / ("other.sha256" if wrong else "invoices.sha256")))
        dialog.compare()
        stage.wait(0.5)

    return show


def _tree() -> Path:
    place = _FOLDER / "invoices"
    place.mkdir(parents=True, exist_ok=True)
    lines = []
    for number in range(24):
        name, content = f"2026-11-{number + 1:02}.pdf", f"invoice {number}".encode()
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        (place / name).write_bytes(b"?" if number == 7 else content)
    (_FOLDER / "invoices.sha256").write_text("".join(lines))
    (_FOLDER / "other.sha256").write_text("".join(line.replace("2026-11", "mail") for line in lines))
    return place


def _rows(stage: Stage) -> None:
    _at(RUNNING, "verifications", "proof.rows")(stage)
    dialog = _dialog(stage)
    _FOLDER.mkdir(exist_ok=True)
    (_FOLDER / "before.csv").write_text("table,rows\ninvoice_head,3870\ninvoice_line,21406\n")
    (_FOLDER / "after.csv").write_text("table,rows\ninvoice_head,1204\ninvoice_line,6655\n")
    dialog.name.setText("Invoices of the night")
    dialog.expected.setText(str(_FOLDER / "before.csv"))
    dialog.actual.setText(str(_FOLDER / "after.csv"))
    stage.wait(0.6)


def _long(stage: Stage) -> None:
    """Long texts in every section."""
    from incidentdesk.recover.backup_checking import record_backup_check
    from incidentdesk.recover.recovery_change import begin_recovery
    from incidentdesk.recover.verification_change import answer_point, begin_checklist, finish_checklist
    from incidentdesk.respond.exit_criterion_change import add_criterion, waive_criterion

    with stage.desk.database.write(actor="Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Sr.") as session:
        if not session.reader.rows("SELECT 1 FROM recovery"):
            begin_recovery(session, 1)
            for title in LONG_TITLES[1:4]:
                waive_criterion(session, add_criterion(session, 1, kind="Other", text=title), reason=title * 2)
            record_backup_check(session, 1, name=LONG_TITLES[0], location=LONG_TITLES[3], test_restore=LONG_TITLES[1])
            for service in LONG_SERVICES[:3]:
                checklist = begin_checklist(session, 1, title=service, points=LONG_TITLES[:3])
                for place in range(3):
                    answer_point(session, checklist, place, place != 1, note=LONG_TITLES[0])
                finish_checklist(session, checklist)
    _at(LONG_TITLES[0][:40], "criteria")(stage)


def _long_lower(stage: Stage) -> None:
    _long(stage)
    _at(LONG_TITLES[0][:40], "backups")(stage)


def _begun(stage: Stage) -> None:
    """The recovery of an incident of which nothing is known yet."""
    from incidentdesk.recover.recovery_change import begin_recovery

    with stage.desk.database.write(actor="Mei Okafor") as session:
        if not session.reader.rows("SELECT 1 FROM recovery"):
            begin_recovery(session, 1)
    _at("Printer jams", "criteria")(stage)


SCENES = (
    Scene("proofs of what runs", _at(RUNNING, "criteria")),
    Scene("proofs below", _at(RUNNING, "backups"), half=True),
    Scene("proofs of what is done", _at(DONE, "criteria")),
    Scene("proofs failed and passed", _at(DONE, "verifications"), half=True),
    Scene("proofs of one", _begun, ("one",), half=True),
    Scene("proofs long", _long, ("long",)),
    Scene("proofs long below", _long_lower, ("long",), half=True),
    Scene("proofs waive", _pressed(RUNNING, "criteria", "waive"), half=True),
    Scene("proofs details", _pressed(DONE, "verifications", "details"), half=True),
    Scene("proofs backup check", _at(RUNNING, "backups", "proof.backup"), half=True),
    Scene("proofs files changed", _compared(False)),
    Scene("proofs files of another", _compared(True), half=True),
    Scene("proofs row counts", _rows, half=True),
    Scene("proofs checklist new", _at(RUNNING, "verifications", "proof.checklist"), half=True),
    Scene("proofs checklist", _pressed(RUNNING, "verifications", "answer")),
    Scene("proofs criterion", _at(RUNNING, "criteria", "proof.criterion"), half=True),
    Scene("proofs soak", _at(RUNNING, "soaks", "proof.soak"), half=True),
)
