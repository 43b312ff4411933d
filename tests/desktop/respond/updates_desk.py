"""Audiences, outlets and messages for the tests of updates and of the command view."""

import shiboken6
from PySide6.QtWidgets import QApplication, QDialog

from incidentdesk.prepare.audience import Form, audience, audience_member
from incidentdesk.prepare.outlet import OutletKind, outlet
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.respond.status_update import StatusUpdate, UpdateText, send_update
from incidentdesk.respond.status_update_list import announcements, update_basis
from incidentdesk.respond.update_cadence import updates_of
from incidentdesk.store import ledger


def act(database, use_case, *arguments, actor="Mei Okafor", **named):
    with database.write(actor=actor) as session:
        return use_case(session, *arguments, **named)


def make_outlet(database):
    return act(database, ledger.insert, outlet, {"key": new_key(), "name": "Mail", "kind": OutletKind.EMAIL})


def make_audience(database, name, form=Form.EXECUTIVE, people=1, cadence=30):
    with database.write(actor="Mei Okafor") as session:
        audience_id = ledger.insert(session, audience, {"name": name, "form": form, "cadence": cadence})
        for position in range(people):
            member = {"key": new_key(), "audience_id": audience_id, "position": position}
            ledger.insert(session, audience_member, {**member, "address": f"{name.lower()}{position}@example.org"})
    return audience_id


def tell(database, incident_id, audience_id, phase="Started", body="Mail is down.", actor="Bo Diaz", **fields):
    with database.read() as reader:
        last = {each.id: each.last_id for each in update_basis(reader, incident_id).audiences}
    text = UpdateText(f"[{phase}] Mail", body, 30, seen_id=last[audience_id])
    act(database, send_update, incident_id, StatusUpdate(phase, fields, {audience_id: text}), actor=actor)


def told(database, incident_id):
    with database.read() as reader:
        return announcements(reader, incident_id)


def schedules(database, incident_id, now=0):
    with database.read() as reader:
        return updates_of(reader, incident_id, now)


def plain(text):
    """A sentence without the marks around what people have named."""
    return text.replace("\u2068", "").replace("\u2069", "")


def dialog(qtbot, kind=QDialog):
    """The dialog that is open, as soon as it has the keyboard."""

    def found():
        return [
            each
            for each in QApplication.topLevelWidgets()
            if isinstance(each, kind) and shiboken6.isValid(each) and each.isVisible()
        ]

    qtbot.waitUntil(lambda: bool(found()))
    (opened,) = found()
    qtbot.waitUntil(lambda: opened.isActiveWindow() and QApplication.focusWidget() is not None)
    return opened
