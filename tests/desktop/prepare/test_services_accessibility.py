"""Whoever needs larger text or no pointer can use services, contacts, escalation policies and policies all the same."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from incidentdesk.desktop.prepare.contact_dialog import open_contact_dialog
from incidentdesk.desktop.prepare.escalation_dialog import open_escalation_dialog
from incidentdesk.desktop.prepare.policy_asking import PublishDialog, RecordForDialog
from incidentdesk.desktop.prepare.policy_dialog import open_policy_dialog
from incidentdesk.desktop.prepare.service_dialog import open_service_dialog
from incidentdesk.desktop.record_dialog import RecordDialog
from incidentdesk.prepare.contact_change import create_contact
from incidentdesk.prepare.escalation_change import create_escalation
from incidentdesk.prepare.escalation_list import Step, steps_text
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.policy_change import create_document, publish_draft
from incidentdesk.prepare.service_change import create_service
from tests.desktop.investigate.analyses_window import act, held_clock, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls, cut_off, left_out_by_tab

__all__ = ["furnished", "held_clock", "sit_down"]
LONG = "Telefonanlage der Hauptverwaltung mit Vermittlungsplätzen und Anrufbeantwortern"
DIALOGS = {
    "service": open_service_dialog,
    "contact": open_contact_dialog,
    "escalation": open_escalation_dialog,
    "policy": open_policy_dialog,
}


@pytest.fixture
def lead(sqlite_desk, sit_down):
    """One record of each, with a row in everything that has rows and nobody who could be reached."""
    mei = act(sqlite_desk, staff_named, "محمد عبد الرحمن")
    act(sqlite_desk, create_service, name=LONG)
    act(sqlite_desk, create_service, name="البريد", needs=f"{LONG}\t{LONG}", owner="محمد عبد الرحمن")
    act(sqlite_desk, create_contact, name=LONG, service=LONG, methods=f"Phone\t0800 1\t{LONG}")
    steps = (Step("", 1, 5, person_id=mei, least_alerts=3, within=30), Step("", 2, 10))
    act(sqlite_desk, create_escalation, name=LONG, steps=steps_text(steps))
    act(sqlite_desk, publish_draft, act(sqlite_desk, create_document, name=LONG, text=LONG, owner="محمد عبد الرحمن"))
    return sit_down("service-map", size=(1280, 900))


def opened(lead, kind):
    DIALOGS[kind](lead.desk, lead.window, 1)
    lead.rest()
    return lead.wait_for(RecordDialog)


def out_of_reach(surface):
    return [
        widget.accessibleName() for widget in controls(surface) if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


@pytest.mark.parametrize("kind", DIALOGS)
def test_every_control_can_be_reached_with_tab(lead, kind):
    assert out_of_reach(opened(lead, kind)) == []


@pytest.mark.parametrize("kind", DIALOGS)
def test_the_tab_key_goes_through_the_whole_dialog(lead, kind):
    assert left_out_by_tab(lead.qtbot, opened(lead, kind)) == []


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("kind", DIALOGS)
def test_no_text_of_a_dialog_is_cut_off(lead, kind, scale):
    lead.desk.theme.choose_scale(scale)
    dialog = opened(lead, kind)
    lead.qtbot.waitUntil(lambda: list(cut_off(dialog)) == [])
    for area in dialog.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0
    lead.desk.theme.choose_scale(100)


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("reference", ["service-map", "POL-0001"])
def test_no_text_of_a_page_is_cut_off(lead, reference, scale):
    lead.desk.theme.choose_scale(scale)
    lead.window.open(reference)
    lead.rest()
    if reference == "service-map":
        lead.page.view.choose(2)
    lead.qtbot.waitUntil(lambda: list(cut_off(lead.page)) == [])
    lead.desk.theme.choose_scale(100)


def test_no_text_of_the_questions_is_cut_off(lead):
    for dialog in (
        PublishDialog(lead.desk, 2, 15, "test", lead.window),
        RecordForDialog(lead.desk, [(1, LONG)], 1, lead.window),
    ):
        dialog.open()
        lead.rest()
        assert list(cut_off(dialog)) == []
        dialog.reject()
