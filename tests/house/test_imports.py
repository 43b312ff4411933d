"""Who may import whom. The contracts stand in .importlinter; here they are run, and what they can't say is checked."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "incidentdesk"

# What the window needs before its first page is painted; each of the heavy ones would delay it (speed-1).
LIGHT = (
    "incidentdesk.detect.query",
    "incidentdesk.detect.register",
    "incidentdesk.detect.state",
    "incidentdesk.detect.priority",
    "incidentdesk.detect.channel",
    "incidentdesk.store.reading",
    "incidentdesk.store.database",
    "incidentdesk.store.watching",
    "incidentdesk.schema.opening",
    "incidentdesk.desktop.main_window",
    "incidentdesk.desktop.detect.incident_list_page",
)
HEAVY = ("sqlalchemy", "alembic", "psycopg", "matplotlib", "reportlab", "xlsxwriter", "python_calamine", "pypdfium2")


def imported_by(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_the_contracts_of_the_house_are_kept():
    """Time is the import rule: a ring or a look ahead makes two phases one, and neither can be read alone."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-3000:]


def test_three_files_outside_the_window_know_qt():
    """They set text in scripts that no bundled font has, and that of diagrams; more would bring Qt everywhere."""
    outside = [path for path in PACKAGE.rglob("*.py") if "desktop" not in path.relative_to(PACKAGE).parts]
    knowing = [path.relative_to(PACKAGE).as_posix() for path in outside if "PySide6" in set(imported_by(path))]
    assert sorted(knowing) == ["paper/label.py", "paper/qt_font.py", "paper/script_text.py"]


@pytest.mark.parametrize("module", LIGHT)
def test_what_the_first_page_needs_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.strip() == "[]"
