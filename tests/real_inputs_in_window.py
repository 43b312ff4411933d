"""Takes real exports in through the import wizard, twice each: python tests/real_inputs_in_window.py FOLDER.

The command line takes the same files in tests/real_inputs.py, which looks at every fact of them; here it is held that
the wizard comes to the same counts by its buttons alone, and that the second time nothing changes.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.desk import Desk, furnish
from incidentdesk.desktop.detect.importing.wizard import OUTCOME, ImportWizard
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.schema.opening import open_desk

INCIDENTS = {
    "uci_incident_event_log_first300.csv": 300,
    "llm_status_raw_characterai_202406_202408.csv": 8,
    "servicenow_rest_incidents.csv": 67,
    "glpi_en.csv": 5,
    "github_incidents_20240917.json": 2,
}
_PATIENCE, _STEP = 60_000, 20  # milliseconds


def main() -> int:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    folder = Path(sys.argv[1])
    files = sorted((*folder.glob("tickets/*"), *folder.glob("statuspage/*")))
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        theme = Theme("light")
        theme.apply(app)
        database = open_desk(Path(place) / "desk.db")
        desk = furnish(database, actor="Mei Okafor", preferences=Preferences(Path(place) / "settings"), theme=theme)
        for file in files:
            expected = INCIDENTS[file.name]
            wrong += _differs(file, "created", _take(desk, file), (expected, 0, 0, 0))
            wrong += _differs(file, "again", _take(desk, file), (0, 0, expected, 0))
        desk.background.stop()
        database.close()
    print("the window takes all of them in" if not wrong else f"{wrong} differences")
    return 1 if wrong else 0


def _take(desk: Desk, file: Path) -> tuple[int, int, int, int]:
    """Press Next until it is done; created, updated, unchanged and refused."""
    wizard = ImportWizard(desk)
    wizard.show()
    wizard.open_file(str(file))
    _wait(lambda: wizard.next.isEnabled() or bool(wizard.message.text))
    while not (wizard.stack.currentIndex() == OUTCOME and wizard._outcome is not None):
        before = wizard.stack.currentIndex()
        wizard.next.click()
        _wait(lambda before=before: wizard._job is None and wizard.stack.currentIndex() != before)
    if wizard.next.isVisible():
        wizard.next.click()
        _wait(lambda: wizard._job is None and not wizard._outcome.dry_run)
    outcome = wizard._outcome
    wizard.close()
    return outcome.created, outcome.updated, outcome.unchanged, outcome.refused_count


def _wait(condition) -> None:
    for _look in range(_PATIENCE // _STEP):
        if condition():
            return
        QTest.qWait(_STEP)
    raise SystemExit("the wizard did not go on")


def _differs(file: Path, what: str, found: tuple[int, ...], expected: tuple[int, ...]) -> bool:
    print(f"{'ok   ' if found == expected else 'WRONG'} {file.name}: {what} = {found}")
    return found != expected


if __name__ == "__main__":
    sys.exit(main())
