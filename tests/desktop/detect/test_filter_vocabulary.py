"""What the filter field offers comes from the desk."""

from incidentdesk.desktop.detect.filter_vocabulary import load_vocabulary
from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.cause_editing import add_below, add_category, set_facts
from incidentdesk.investigate.cause_graph import CauseGraph, applied
from incidentdesk.investigate.cause_record import save_changes
from incidentdesk.investigate.subject import Subject
from incidentdesk.prepare.setting import set_setting


def test_resolution_codes_and_root_causes_are_offered(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        set_setting(session, "resolution_codes", ["Solved", "Duplicate"])
        subject = Subject("incident", log_incident(session, title="Mail is slow"))
        graph = CauseGraph()
        bone = add_category(graph, "Firmware")
        graph = applied(graph, bone.gesture)
        root = add_below(graph, bone.key, "Rollback  not tested")
        graph = applied(graph, root.gesture)
        settled = set_facts(graph, [root.key], status="Root cause")
        save_changes(session, subject, (*bone.gesture, *root.gesture, *settled))
    offered = load_vocabulary(sqlite_desk)
    assert offered["code"] == ("Solved", "Duplicate")
    assert offered["root-cause"] == ("Rollback not tested",)
