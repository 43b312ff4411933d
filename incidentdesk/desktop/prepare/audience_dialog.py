"""The dialog of one audience: who is in it, how often and in which form it is told, and whom that reaches now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.desktop.widgets.line_rows import LineRows
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.prepare.audience import Form
from incidentdesk.prepare.audience_change import (
    audience_facts,
    change_audience,
    create_audience,
    give_up_audience,
    withdraw_audience,
)
from incidentdesk.prepare.audience_list import ADDRESS, KINDS
from incidentdesk.respond.recipient import Recipient, recipients_of
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT = 720, 640
_MOST_NAMED = 12
KIND_NAME = {
    "person": N_("Person"),
    "team": N_("Team"),
    "role": N_("Role"),
    "contact": N_("Contact"),
    "outlet": N_("Outlet"),
    ADDRESS: N_("E-mail address"),
}


@dataclass(frozen=True, slots=True)
class _Offer:
    """The names that complete a member's, and whom the audience reaches now."""

    names: tuple[str, ...]
    reached: tuple[Recipient, ...]


def open_audience_dialog(
    desk: Desk, parent: QWidget, audience_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "AudienceDialog":
    """Show an audience, or make a new one; `done(id)` follows when it is saved."""
    dialog = AudienceDialog(desk, audience_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class AudienceDialog(RecordDialog):
    def __init__(self, desk: Desk, audience_id: int, parent: QWidget | None) -> None:
        title = _("Audience") if audience_id else _("New audience")
        super().__init__(desk, title, AUDIENCE_STORE, audience_id, f"audience-{audience_id or 'new'}", parent)
        self._names: tuple[str, ...] = ()
        self._build()
        new: Facts = {"name": "", "description": "", "form": str(Form.EXECUTIVE), "cadence": "30", "members": ""}
        self.begin(new, _WIDTH, _HEIGHT)
        desk.background.run(_load_offer, desk.database, audience_id, then=self._offer, failed=self.fail)
        if not audience_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        cadence = QLineEdit(maxLength=6)
        cadence.setAccessibleDescription(_("Minutes between updates; 0 is only when there is news"))
        cadence.setToolTip(cadence.accessibleDescription())
        self.members = LineRows(self.theme, _("Member"), _("Add a member"), self._member_cells, sorted_by_hand=True)
        forms = [(str(each), _(each)) for each in Form]
        form = self.form
        form.add_row(
            ("name", _("&Name"), QLineEdit(maxLength=200), 4), ("cadence", _("Update every … &min"), cadence, 2)
        )
        form.add_row(("form", _("Is told in this &form"), Chooser(self.theme, _("Form"), forms), 6))
        form.add_row(("description", _("&Description"), text_box(), 6), stretch=1)
        form.add_row(("members", _("Mem&bers"), self.members, 6))
        self.reached = QLabel(wordWrap=True)
        self.reached.setTextFormat(Qt.TextFormat.PlainText)
        self.reached.hide()
        form.add_whole(self.reached)

    def _member_cells(self) -> list[tuple[QWidget, int]]:
        kind = ChoiceBox([(each, _(KIND_NAME[each])) for each in (*KINDS, ADDRESS)])
        kind.setAccessibleName(_("Kind"))
        name = NameField(_("Name or address"))
        name.setPlaceholderText(_("Name or address"))
        name.offer(self._names)
        return [(kind, 1), (name, 3)]

    def _offer(self, offer: _Offer) -> None:
        self._names = offer.names
        for row in self.members.rows:
            row.cells[1].offer(offer.names)
        text = reached_text(offer.reached) if self.record_id else ""
        self.reached.setText(text)
        self.reached.setVisible(bool(text))

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Audience added: {name}") if created else _("Audience changed: {name}")).format(name=name)

    def words(self, field: str, value: Any) -> str | None:
        if field != "members":
            return None
        lines = [line.partition("\t") for line in str(value).splitlines()]
        return "\n".join(f"{_(KIND_NAME.get(kind, kind))}: {name}" for kind, _tab, name in lines)

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("An audience needs a name, such as Management.")
        if not str(values["cadence"]).isdecimal():
            return "cadence", _("Give whole minutes; 0 is only when there is news.")
        return "", ""


def reached_text(reached: tuple[Recipient, ...]) -> str:
    """Whom an audience reaches now, and who of them must be told by hand."""
    if not reached:
        return _("At the moment this audience reaches nobody.")
    names = ", ".join(each.name for each in reached[:_MOST_NAMED])
    count = len(reached)
    more = ngettext("and {count} more", "and {count} more", count - _MOST_NAMED).format(count=count - _MOST_NAMED)
    told = _("At the moment it reaches {names}.").format(names=f"{names} {more}" if count > _MOST_NAMED else names)
    by_hand = ", ".join(each.name for each in reached if each.by_hand)
    return f"{told} {_('To be told by hand: {names}.').format(names=by_hand)}" if by_hand else told


def _load_offer(database: Any, audience_id: int) -> _Offer:
    with database.read() as reader:
        names = {
            str(name)
            for kind in KINDS
            for (name,) in reader.rows(f'SELECT name FROM "{kind}" WHERE withdrawn_at IS NULL')
        }
        reached = recipients_of(reader, audience_id, None, clock.stored(clock.now())) if audience_id else []
        return _Offer(tuple(sorted(names, key=str.casefold)), tuple(reached))


def _read(reader: Reader, audience_id: int) -> Facts:
    facts = audience_facts(reader, audience_id)
    return {**facts, "cadence": str(facts["cadence"])}


def _change(session: Any, audience_id: int, changes: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    as_stored = {**seen, "cadence": int(seen["cadence"])} if "cadence" in seen else seen
    change_audience(session, audience_id, changes, seen=as_stored)


AUDIENCE_STORE = RecordStore(
    noun="audience",
    read=_read,
    create=lambda session, facts: create_audience(session, **facts),
    change=_change,
    give_up=give_up_audience,
    withdraw=withdraw_audience,
)
