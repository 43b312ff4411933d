from datetime import UTC

import pytest
from pypdf import PdfReader

from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.cause_editing import add_below
from incidentdesk.investigate.cause_graph import applied
from incidentdesk.investigate.cause_record import save_changes, starting
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.measure.diagram_report import FISHBONE, WHYS, diagram_report, gather_diagram
from incidentdesk.refusal import Refused


@pytest.fixture
def subject(desk):
    with desk.write(actor="Mei Okafor") as session:
        incident_id = log_incident(session, title="Mail is down", reporter="A. Lindqvist", team="Network")
    return Subject(INCIDENT, incident_id)


@pytest.fixture
def with_causes(desk, subject):
    from incidentdesk.investigate.cause_graph import CauseGraph

    start = starting(subject, "Mail is down", ("People", "Process"))
    graph = applied(CauseGraph(), start)
    step = add_below(graph, graph.categories[0].key, "Nobody looked")
    with desk.write(actor="Mei Okafor") as session:
        save_changes(session, subject, step.gesture, start=start)
    return subject


@pytest.mark.parametrize("kind", [FISHBONE, WHYS])
def test_the_diagram_stands_on_paper_with_whose_it_is(desk, with_causes, kind, tmp_path):
    with desk.read() as reader:
        report = gather_diagram(reader, with_causes)
    path = tmp_path / "diagram.pdf"
    why = diagram_report(report, kind, path, zone=UTC, made_by="Mei Okafor", made_at=1_774_690_920_000_000)
    reader = PdfReader(path)
    assert why
    text = reader.pages[0].extract_text()
    assert "INC-0001" in text
    assert "Mail is down" in reader.metadata.title
    assert "Network" in text
    assert "Mei Okafor" in text
    if kind == FISHBONE:
        assert "Nobody looked" in text
        assert "People" in text
    assert reader.outline[0].title == reader.metadata.title


def test_where_nothing_was_investigated_there_is_nothing_to_print(desk, subject):
    with desk.read() as reader, pytest.raises(Refused, match="Nothing has been investigated"):
        gather_diagram(reader, subject)


def test_a_subject_that_is_not_there_is_refused(desk):
    with desk.read() as reader, pytest.raises(Refused, match="There is no PRB-0007"):
        gather_diagram(reader, Subject("problem", 7))
