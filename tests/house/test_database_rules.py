"""Only SQLite touches the database's file, and no statement is glued together from what users type (safe-6)."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "incidentdesk"

# Where a connection to SQLite may be made, and to what.
CONNECTING = {
    "store/reading.py": "the live file",
    "store/backup.py": "the copy that is being made",
    "detect/transfer/packing.py": "a backup in a temporary folder, which is packed",
    "detect/transfer/history.py": "a temporary file of its own",
}
# The full-text index names its table inside quotes, as FTS5 wants it.
NAMES_IN_QUOTES = {"store/search.py"}
STATEMENT = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|WITH)\b", re.IGNORECASE)


@cache
def sources():
    """The path and the nodes of every module: calls, and strings that are formatted."""
    return [(path.relative_to(PACKAGE).as_posix(), nodes_of(path)) for path in sorted(PACKAGE.rglob("*.py"))]


def nodes_of(path):
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [node for node in nodes if isinstance(node, ast.Call | ast.JoinedStr)]


def called(node):
    """What a call calls, in dotted names; where they hang on no name, they begin with a dot."""
    names = []
    node = node.func if isinstance(node, ast.Call) else None
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join(reversed([*names, node.id if isinstance(node, ast.Name) else ""]))


def test_connections_to_sqlite_are_made_in_few_files():
    """A second library, or an open() and close() of the live file, drops its locks (sqlite.org/howtocorrupt.html)."""
    making = {name for name, nodes in sources() for node in nodes if called(node) == "sqlite3.connect"}
    assert making <= CONNECTING.keys()


def test_qt_has_no_hand_in_the_database():
    for path in PACKAGE.rglob("*.py"):
        assert "QtSql" not in path.read_text(encoding="utf-8"), path


def test_the_store_opens_no_file_by_itself():
    """Backups are copied by SQLite; `_sync` only asks the disk to keep a finished copy."""
    forbidden = {"open", "shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copyfileobj", "shutil.move"}
    found = []
    for name, nodes in sources():
        if not name.startswith(("store/", "schema/")):
            continue
        for node in nodes:
            if called(node) in forbidden or called(node).endswith((".read_bytes", ".write_bytes")):
                found.append(f"{name}:{node.lineno}")
    assert found == []


def test_no_statement_has_a_value_written_into_it():
    """What is formatted into a statement are names and marks that the program made; values are bound. So nothing
    formatted stands in quotes, and nothing is made fit with repr() or str()."""
    found = [
        f"{name}:{node.lineno}"
        for name, nodes in sources()
        for node in nodes
        if name not in NAMES_IN_QUOTES and isinstance(node, ast.JoinedStr) and _has_a_value(node)
    ]
    assert found == []


def _has_a_value(formatted):
    text = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in formatted.values)
    return bool(STATEMENT.match(text)) and ("'{}'" in text or any(map(_makes_a_value, formatted.values)))


def _makes_a_value(part):
    if not isinstance(part, ast.FormattedValue):
        return False
    return part.conversion == ord("r") or called(part.value) in ("str", "repr")


WATCHED = """
import os, sys, tempfile
from pathlib import Path
place = str(Path(tempfile.mkdtemp()) / "desk.db")
opened = []

def watch(event, arguments):
    if event == "open" and str(arguments[0]) == place:
        opened.append(event)

sys.addaudithook(watch)
from incidentdesk.detect.intake import log_incident
from incidentdesk.respond.timeline import timeline
from incidentdesk.schema.opening import open_desk
from incidentdesk.schema.soundness import examine
from incidentdesk.store.backup import back_up, restore
desk = open_desk(place)
with desk.write(actor="Mei") as session:
    made = log_incident(session, title="VPN down", reporter="Ann")
with desk.read() as reader:
    timeline(reader, made)
examine(desk)
back_up(desk, Path(place).with_name("backup.db"))
restore(Path(place).with_name("backup.db"), Path(place).with_name("restored.db"))
desk.close()
print(len(opened))
"""


def test_a_working_day_opens_the_live_file_through_sqlite_only():
    run = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.strip() == "0"
