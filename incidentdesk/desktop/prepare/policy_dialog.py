"""The dialog of what is known about a policy document, and of a new one with its first text."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import RecordDialog, RecordStore
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import put, raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import KnownNames, known_names, names_in
from incidentdesk.prepare.policy_change import change_document, create_document, give_up_document, withdraw_document
from incidentdesk.prepare.policy_file import PolicyText
from incidentdesk.prepare.policy_list import DocumentRow, document_facts, document_row
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT, _LOWER = 720, 640, 380


def open_policy_dialog(
    desk: Desk,
    parent: QWidget,
    document_id: int = 0,
    *,
    read: PolicyText | None = None,
    done: Callable[[int], None] | None = None,
) -> "PolicyDialog":
    """Show what is known of a policy, or write a new one, of a file that was `read`; `done(id)` follows."""
    dialog = PolicyDialog(desk, document_id, read, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class PolicyDialog(RecordDialog):
    def __init__(self, desk: Desk, document_id: int, read: PolicyText | None, parent: QWidget | None) -> None:
        title = _("Policy") if document_id else _("New policy")
        # What a file says is not to mix with what was typed before.
        key = f"policy-{document_id or ('file-' + read.name if read else 'new')}"
        super().__init__(desk, title, POLICY_STORE, document_id, key, parent)
        self._build()
        self.begin(dict.fromkeys(self.form.fields, ""), _WIDTH, _LOWER if document_id else _HEIGHT)
        if not document_id:
            desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)
        if read is not None:
            put(self.form.fields["name"], read.name)
            put(self.form.fields["text"], read.text)

    def _build(self) -> None:
        self.owner, self.team, self.department = (
            NameField(_("Owner")),
            NameField(_("Team")),
            NameField(_("Department")),
        )
        for field in (self.team, self.department):
            field.setPlaceholderText(_("everybody"))
        form = self.form
        form.add_row(("name", _("&Name"), QLineEdit(maxLength=200), 4), ("owner", _("&Owner"), self.owner, 2))
        form.add_row(
            ("team", _("Read by the &team"), self.team, 2),
            ("department", _("and the &department"), self.department, 2),
            ("review_by", _("&Review by"), DayField(self.theme, self.desk.zone, _("Review by")), 2),
        )
        form.add_row(("description", _("What it is &for"), text_box(), 6), stretch=1)
        if not self.record_id:
            form.add_row(("text", _("Te&xt of the first draft, in Markdown"), text_box(6), 6), stretch=4)

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Policy drafted: {name}") if created else _("Policy changed: {name}")).format(name=name)

    def why_not(self) -> tuple[str, str]:
        return ("", "") if self.values()["name"] else ("name", _("A policy needs a name, such as Acceptable use."))

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}",
            _load_policy,
            self.desk.database,
            self.record_id,
            then=self._loaded_policy,
            failed=self.fail,
        )

    def _loaded_policy(self, found: tuple[DocumentRow, KnownNames, tuple[str, ...]]) -> None:
        row, *offered = found
        self._offer(offered)
        self._loaded(document_facts(row))

    def _offer(self, offered: Any) -> None:
        names, departments = offered
        self.owner.offer(names.staff)
        self.team.offer(names.teams)
        self.department.offer(departments)


def _row(reader: Reader, document_id: int) -> DocumentRow:
    found = document_row(reader, document_id)
    if found is None:
        raise Refused(_("The policy is not there any more; somebody has taken it away."))
    return found


POLICY_STORE = RecordStore(
    noun="policy_document",
    read=lambda reader, key: document_facts(_row(reader, key)),
    create=lambda session, facts: create_document(session, **facts),
    change=lambda session, key, changes, seen: change_document(session, key, changes, seen=seen),
    give_up=give_up_document,
    withdraw=withdraw_document,
)


def _load_policy(database: Any, document_id: int) -> tuple[DocumentRow, KnownNames, tuple[str, ...]]:
    with database.read() as reader:
        return _row(reader, document_id), known_names(reader), names_in(reader, "department")


def _load_names(database: Any) -> tuple[KnownNames, tuple[str, ...]]:
    with database.read() as reader:
        return known_names(reader), names_in(reader, "department")
