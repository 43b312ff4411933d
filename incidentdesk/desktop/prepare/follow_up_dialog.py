"""The dialog of one follow-up template: what is done how long after the resolution, by whom, for which incidents."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.detect.priority import priority_label
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.follow_up_template import FollowUpDoer
from incidentdesk.prepare.follow_up_template_change import (
    MOST_DAYS,
    change_follow_up_template,
    create_follow_up_template,
    give_up_follow_up_template,
    withdraw_follow_up_template,
)
from incidentdesk.prepare.follow_up_template_list import FollowUpTemplateRow, follow_up_templates
from incidentdesk.prepare.known_names import names_in
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT = 720, 600
_FACTS = (
    "title", "instructions", "days", "doer", "category", "service", "priority", "only_major", "enabled",
)  # fmt: skip


def open_follow_up_dialog(
    desk: Desk, parent: QWidget, template_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "FollowUpDialog":
    """Show a template, or write a new one; `done(id)` follows when it is saved."""
    dialog = FollowUpDialog(desk, template_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class FollowUpDialog(RecordDialog):
    def __init__(self, desk: Desk, template_id: int, parent: QWidget | None) -> None:
        title = _("Follow-up") if template_id else _("New follow-up")
        super().__init__(desk, title, TEMPLATE_STORE, template_id, f"follow-up-{template_id or 'new'}", parent)
        self._build()
        new: Facts = {
            "title": "", "instructions": "", "days": "1", "doer": str(FollowUpDoer.ASSIGNEE), "category": "",
            "service": "", "priority": 5, "only_major": False, "enabled": True,
        }  # fmt: skip
        self.begin(new, _WIDTH, _HEIGHT)
        desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
        if not template_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        form, theme = self.form, self.theme
        days = QLineEdit(maxLength=3)
        days.setAccessibleDescription(_("Days of the calendar after the resolution; 0 is at once"))
        self.category = NameField(_("Category"), _("Only incidents of this category; empty for any"))
        self.service = NameField(_("Service"), _("Only incidents of this service; empty for any"))
        priorities = [(5, _("Any"))] + [(each, _least(each)) for each in (1, 2, 3, 4)]
        form.add_row(("title", _("&What is to be done"), QLineEdit(maxLength=500), 6))
        form.add_row(("instructions", _("&How"), text_box(3), 6), stretch=1)
        form.add_row(
            ("days", _("Days &after the resolution"), days, 2),
            ("doer", _("Who &does it"), ChoiceBox([(str(each), _(each)) for each in FollowUpDoer]), 4),
        )
        form.add_row(
            ("category", _("&Category"), self.category, 2), ("service", _("&Service"), self.service, 2),
            ("priority", _("&Priority"), ChoiceBox(priorities), 2),
        )  # fmt: skip
        kinds = [(False, _("All incidents")), (True, _("Only major ones"))]
        states = [(True, _("On")), (False, _("Off"))]
        form.add_row(
            ("only_major", _("&For"), Chooser(theme, _("For"), kinds), 4),
            ("enabled", _("Sta&te"), Chooser(theme, _("State"), states), 2),
        )

    def _offer(self, names: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        self.category.offer(names[0])
        self.service.offer(names[1])

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["title"])).strip())
        return (_("Follow-up added: {name}") if created else _("Follow-up changed: {name}")).format(name=name)

    def words(self, field: str, value: Any) -> str | None:
        if field in ("only_major", "enabled"):
            return _("yes") if value else _("no")
        if field == "priority":
            return _("Any") if value == 5 else _least(value)
        return _(str(value)) if field == "doer" else None

    def why_not(self) -> tuple[str, str]:
        if not self.values()["title"]:
            return "title", _("A follow-up needs a title: what is to be done?")
        days = self.values()["days"].strip()
        if not (days.isascii() and days.isdecimal() and int(days) <= MOST_DAYS):
            return "days", _("Write a whole number from 0 to {most}.").format(most=MOST_DAYS)
        return "", ""


def after_text(days: int) -> str:
    """ "at once", "7 days later"."""
    return ngettext("{days} day later", "{days} days later", days).format(days=days) if days else _("at once")


def whom_text(row: FollowUpTemplateRow) -> str:
    """For which incidents it is, in words."""
    parts = [isolated(each) for each in (row.category, row.service) if each]
    parts += [_least(row.priority)] if row.priority < 5 else []
    parts += [_("only major ones")] if row.only_major else []
    return " · ".join(parts) or _("all incidents")


def _least(priority: int) -> str:
    if priority == 1:
        return priority_label(1)
    return _("{priority} or higher").format(priority=priority_label(priority))


def _load_names(database: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    with database.read() as reader:
        return names_in(reader, "category"), names_in(reader, "service")


def _read(reader: Reader, template_id: int) -> Facts:
    row = next((row for row in follow_up_templates(reader) if row.id == template_id), None)
    if row is None:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    return {name: getattr(row, name) for name in _FACTS} | {"days": str(row.days)}


def _stored(facts: Facts) -> Facts:
    """With the days as the number that they are typed as."""
    return {**facts, "days": int(facts["days"])} if str(facts.get("days", "")).strip() else facts


TEMPLATE_STORE = RecordStore(
    noun="follow_up_template",
    read=_read,
    create=lambda session, facts: create_follow_up_template(session, **_stored(facts)),
    change=lambda session, template_id, changes, seen: change_follow_up_template(
        session, template_id, _stored(changes), seen=_stored(seen)
    ),
    give_up=lambda session, key, given_up: give_up_follow_up_template(session, key, _stored(given_up)),
    withdraw=withdraw_follow_up_template,
)
