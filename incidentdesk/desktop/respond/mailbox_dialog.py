"""The dialog of one mailbox: where mail is read, and what its incidents get; the password stands in no database."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.respond.mailbox_reading import keep_secret, test_now
from incidentdesk.desktop.vault import VaultSheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box, when_changed
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.detect.mailbox_change import (
    DEFAULT_PORT,
    Way,
    change_mailbox,
    checked_options,
    create_mailbox,
    give_up_mailbox,
    withdraw_mailbox,
)
from incidentdesk.detect.mailbox_list import MailboxRow, mailbox_of
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.prepare.outlet_change import Security
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT = 720, 700
_OWN = ("host", "port", "security", "user", "way", "folder", "moved_to", "token_url", "client_id", "authority")
_TOKEN = ("token_url", "client_id")
_USUAL = {
    "security": str(Security.TLS),
    "port": str(DEFAULT_PORT[Security.TLS]),
    "way": str(Way.PASSWORD),
    "folder": "INBOX",
}


def open_mailbox_dialog(
    desk: Desk, parent: QWidget, mailbox_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "MailboxDialog":
    """Show a mailbox, or set up a new one; `done(id)` follows when it is saved."""
    dialog = MailboxDialog(desk, mailbox_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class MailboxDialog(RecordDialog):
    def __init__(self, desk: Desk, mailbox_id: int, parent: QWidget | None) -> None:
        title = _("Mailbox") if mailbox_id else _("New mailbox")
        super().__init__(desk, title, MAILBOX_STORE, mailbox_id, f"mailbox-{mailbox_id or 'new'}", parent)
        self._build()
        new: Facts = dict.fromkeys(("name", "address", "service", "team", "category", *_OWN), "")
        self.begin({**new, **_USUAL, "interval": "60", "enabled": "on"}, _WIDTH, _HEIGHT)
        desk.background.run(load_names, desk.database, then=self._offer, failed=self.fail)
        self._arrange()
        if not mailbox_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        form = self.form
        self.security = ChoiceBox([(str(each), _(each)) for each in Security])
        self.way = ChoiceBox([(str(each), _(each)) for each in Way])
        switched = ChoiceBox([("on", _("on")), ("off", _("off"))])
        form.add_row(("name", _("&Name"), QLineEdit(maxLength=200), 4), ("enabled", _("Is s&witched"), switched, 2))
        form.add_row(("host", _("IMAP &server"), QLineEdit(maxLength=253), 4), ("port", _("&Port"), QLineEdit(), 2))
        form.add_row(("security", _("&Encryption"), self.security, 3), ("way", _("Signs &in with"), self.way, 3))
        form.add_row(("user", _("&User"), QLineEdit(), 6))
        form.add_whole(self._secret())
        form.add_whole(self._test_row())
        form.add_row(
            ("token_url", _("Tokens are fetched &from"), QLineEdit(), 4), ("client_id", _("C&lient ID"), QLineEdit(), 2)
        )
        moved = QLineEdit()
        moved.setPlaceholderText(_("stays, marked as read"))
        moved.setAccessibleDescription(_("A folder; without one a mail stays where it is and is marked as read"))
        form.add_row(("folder", _("&Folder"), QLineEdit(), 3), ("moved_to", _("What was taken in &goes to"), moved, 3))
        interval = QLineEdit(maxLength=6)
        interval.setAccessibleDescription(_("Seconds between looks where the server does not tell of new mail"))
        interval.setToolTip(interval.accessibleDescription())
        address = QLineEdit()
        address.setAccessibleDescription(_("To which people write, and to which answers come"))
        form.add_row(("address", _("&Address of the desk"), address, 4), ("interval", _("Look every … s"), interval, 2))
        self.names = {name: NameField(_(text)) for name, text in _names()}
        form.add_whole(QLabel(_("Incidents that come by it get:")))
        form.add_row(
            ("service", _("Ser&vice"), self.names["service"], 2), ("team", _("&Team"), self.names["team"], 2),
            ("category", _("Categor&y"), self.names["category"], 2),
        )  # fmt: skip
        form.add_row(("authority", _("Certificates of your own aut&hority (PEM)"), text_box(2), 6), stretch=1)
        self.security.currentIndexChanged.connect(lambda _index: self._propose_port())
        self.way.currentIndexChanged.connect(lambda _index: self._arrange())
        for field in form.fields.values():
            when_changed(field, self._refresh_test)

    def _secret(self) -> QWidget:
        """Not one of the fields: what is typed here goes into no draft and into no database."""
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText(_("unchanged") if self.record_id else "")
        self.secret.setAccessibleDescription(_("Is kept in the keyring of this account, or in a vault file"))
        self.secret.textChanged.connect(lambda _text: self._refresh_test())
        self.secret_label = QLabel()
        self.secret_label.setBuddy(self.secret)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addWidget(self.secret_label)
        column.addWidget(self.secret)
        return box

    def _test_row(self) -> QWidget:
        self.try_it = Button(self.theme, _("&Test"), "test-now", description=_("Sign in and look, and read nothing"))
        self.try_it.setAutoDefault(False)
        self.try_it.clicked.connect(self._test)
        below = QWidget()
        row = QHBoxLayout(below)
        row.setContentsMargins(0, 0, 0, 8)
        row.addWidget(self.try_it)
        row.addStretch(1)
        return below

    # -- what is seen of it

    def _arrange(self) -> None:
        """Show the fields that this way of signing in has."""
        token = raw(self.way) == str(Way.XOAUTH2)
        for name in _TOKEN:
            for widget in (self.form.fields[name], self.form.labels[name]):
                widget.setVisible(token)
        text = _("To&ken") if token else _("Pass&word")
        self.secret_label.setText(text)
        self.secret.setAccessibleName(text.replace("&", ""))
        self._refresh_test()

    def _propose_port(self) -> None:
        port = self.form.fields["port"]
        if raw(port) in {str(each) for each in DEFAULT_PORT.values()} and raw(self.security):
            port.setText(str(DEFAULT_PORT[Security(raw(self.security))]))

    def _refresh_test(self) -> None:
        if not hasattr(self, "try_it"):
            return
        unsaved = not self.record_id or bool(self.changes()) or bool(self.secret.text())
        self.try_it.setEnabled(not unsaved)
        self.try_it.setToolTip(_("Save it first.") if unsaved else "")

    def _offer(self, names: KnownNames) -> None:
        for name, offered in (("service", names.services), ("team", names.teams), ("category", names.categories)):
            self.names[name].offer(offered)

    def show_facts(self, facts: Facts) -> None:
        super().show_facts(facts)
        self._arrange()

    # -- saving

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Mailbox added: {name}") if created else _("Mailbox changed: {name}")).format(name=name)

    def words(self, field: str, value: Any) -> str | None:
        return {"on": _("on"), "off": _("off")}.get(str(value)) if field == "enabled" else None

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("A mailbox needs a name.")
        for name in ("host", "user"):
            try:
                checked_options({**dict.fromkeys(_OWN, ""), "user": "x", name: values[name], "host": values["host"]})
            except Refused as refused:
                return name, str(refused)
        try:
            checked_options(values)
        except Refused as refused:
            return "port", str(refused)
        return "", ""

    def _saved(self, record_id: int) -> None:
        if not self.secret.text():
            super()._saved(record_id)
            return
        # A second try saves the secret of the same mailbox.
        self.record_id = record_id
        if not self.desk.vault.is_locked():
            self._keep_secret(record_id)
            return
        sheet = VaultSheet(self.theme, self.desk.background, self.desk.vault, self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.accepted.connect(lambda: self._keep_secret(record_id))
        sheet.rejected.connect(lambda: self._secret_not_kept(Refused(_("The vault stayed shut."))))
        sheet.open()

    def _keep_secret(self, record_id: int) -> None:
        self.desk.background.run(
            keep_secret, self.desk.database, self.desk.vault, record_id, self.secret.text(),
            then=lambda _nothing: self._secret_kept(record_id), failed=self._secret_not_kept,
        )  # fmt: skip

    def _secret_kept(self, record_id: int) -> None:
        self.secret.clear()
        super()._saved(record_id)

    def _secret_not_kept(self, refused: Refused) -> None:
        self._set_busy(False)
        self.load()
        said = _("The mailbox was saved, but not its password: {reason}")
        self.message.say(said.format(reason=str(refused)), "danger")

    # -- trying

    def _test(self) -> None:
        self.try_it.setEnabled(False)
        self.message.say(_("The mailbox is being tried…"), "info", dismissable=False)
        self.desk.background.run(
            test_now, self.desk, self.record_id, then=lambda said: self._tested(said, "success"),
            failed=lambda refused: self._tested(str(refused), "danger"),
        )  # fmt: skip

    def _tested(self, sentence: str, kind: str) -> None:
        self.message.say(sentence, kind)
        self._refresh_test()


def _names() -> tuple[tuple[str, str], ...]:
    return ("service", _("Service")), ("team", _("Team")), ("category", _("Category"))


def load_names(database: Any) -> KnownNames:
    with database.read() as reader:
        return known_names(reader)


def _flat(row: MailboxRow) -> Facts:
    """The facts with each option as a field of its own."""
    options = {name: str(row.options.get(name, _USUAL.get(name, ""))) for name in _OWN}
    facts = {name: getattr(row, name) for name in ("name", "address", "service", "team", "category")}
    return {**facts, "interval": str(row.interval), "enabled": "on" if row.enabled else "off", **options}


def _nested(facts: Mapping[str, Any], options: Mapping[str, Any]) -> Facts:
    """The facts as they are stored; of the fields of options, `options` are those that were seen."""
    found = {name: value for name, value in facts.items() if name not in _OWN}
    changed = {name: value for name, value in facts.items() if name in _OWN}
    if changed:
        found["options"] = {**options, **changed}
    if "enabled" in found:
        found["enabled"] = found["enabled"] in ("on", True)
    return found


def _read(reader: Reader, mailbox_id: int) -> Facts:
    row = mailbox_of(reader, mailbox_id)
    if row is None:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    return _flat(row)


def _change(session: Any, mailbox_id: int, changes: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    row = mailbox_of(session.reader, mailbox_id)
    before = dict(row.options) if row is not None else {}
    as_seen = {name: type(before.get(name, ""))(seen[name]) for name in before if seen.get(name)}
    stored = {**before, **as_seen}
    whole = {name: value for name, value in _nested(seen, {}).items() if name != "options"}
    if "interval" in whole:
        whole["interval"] = int(whole["interval"])
    change_mailbox(session, mailbox_id, _nested(changes, stored), seen={**whole, "options": stored})


MAILBOX_STORE = RecordStore(
    noun="mailbox",
    read=_read,
    create=lambda session, facts: create_mailbox(session, **_nested(facts, {})),
    change=_change,
    give_up=lambda session, mailbox_id, given_up: give_up_mailbox(session, mailbox_id, _nested(given_up, {})),
    withdraw=withdraw_mailbox,
)
