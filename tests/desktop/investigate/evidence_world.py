"""What the tests of evidence in the window have in common: causes, a window, and a look into the database."""

import io

from PySide6.QtCore import QMimeData, QUrl

from incidentdesk.investigate.cause_editing import add_below, add_category
from incidentdesk.investigate.cause_graph import CauseGraph, applied
from incidentdesk.investigate.cause_record import save_changes
from incidentdesk.investigate.evidence_adding import Label, add_file, add_text
from incidentdesk.investigate.evidence_list import custody_of, evidence_of


def act(database, function, *args, actor="Mei Okafor", **named):
    with database.write(actor=actor) as session:
        return function(session, *args, **named)


def add_causes(database, subject, *texts):
    """Causes on one bone; their keys."""
    bone = add_category(CauseGraph(), "Technology")
    graph, gesture, keys = applied(CauseGraph(), bone.gesture), bone.gesture, []
    for text in texts:
        made = add_below(graph, bone.key, text)
        graph, gesture = applied(graph, made.gesture), (*gesture, *made.gesture)
        keys.append(made.key)
    act(database, save_changes, subject, gesture)
    return keys


def put_file(database, subject, name="syslog.txt", content=b"12:00 down\n", **label):
    return act(database, add_file, subject, Label(**label), name, io.BytesIO(content), size=len(content))


def put_text(database, subject, text="08:09 reset", **label):
    return act(database, add_text, subject, Label(text=text, **label))


def pieces(database, subject):
    with database.read() as reader:
        return evidence_of(reader, subject)


def acts(database, evidence_id):
    with database.read() as reader:
        return [line.act for line in custody_of(reader, evidence_id)]


def of_paths(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def of_text(text):
    data = QMimeData()
    data.setText(text)
    return data
