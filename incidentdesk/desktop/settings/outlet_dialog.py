"""The dialog of one outlet: where messages leave the desk, with a secret that never stands in the database."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.vault import Vault, VaultSheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.outlet import OutletKind
from incidentdesk.prepare.outlet_change import (
    DEFAULT_PORT,
    SECRET_LABEL,
    Security,
    WebhookForm,
    change_outlet,
    checked_options,
    create_outlet,
    give_up_outlet,
    withdraw_outlet,
)
from incidentdesk.prepare.outlet_list import OutletRow, outlet_of, outlets
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT = 680, 640
_OPTIONS = {
    OutletKind.EMAIL: ("host", "port", "security", "user", "sender", "sender_name", "authority"),
    OutletKind.WEBHOOK: ("form", "authority"),
}
_OWN = tuple(dict.fromkeys(name for names in _OPTIONS.values() for name in names))
_USUAL = {"security": str(Security.STARTTLS), "form": str(WebhookForm.GENERIC)}
_MEANING = {
    OutletKind.EMAIL: N_("Messages go by SMTP to the e-mail addresses of people and contacts."),
    OutletKind.APPRISE: N_(
        "One address of Apprise, such as slack://… or matrix://…; it reaches a room or a service. The address is a"
        " secret."
    ),
    OutletKind.WEBHOOK: N_("A message is posted to one address of your chat or your own program. It is a secret."),
    OutletKind.DESKTOP: N_("A notification on the desktop of whoever is told, where a window is open."),
    OutletKind.COPY: N_("Somebody copies the text and sends it from a phone or another program."),
}
_OF_SAMPLE = N_(
    "This outlet came with the sample: all that goes by it counts as sent, and nothing leaves. Set up one of your own."
)


def open_outlet_dialog(
    desk: Desk, parent: QWidget, outlet_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "OutletDialog":
    """Show an outlet, or set up a new one; `done(id)` follows when it is saved."""
    dialog = OutletDialog(desk, outlet_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class OutletDialog(RecordDialog):
    def __init__(self, desk: Desk, outlet_id: int, parent: QWidget | None) -> None:
        title = _("Outlet") if outlet_id else _("New outlet")
        super().__init__(desk, title, OUTLET_STORE, outlet_id, f"outlet-{outlet_id or 'new'}", parent)
        self._of_sample = False
        self._build()
        new: Facts = dict.fromkeys(("name", "fallback", *_OWN), "")
        port = str(DEFAULT_PORT[Security.STARTTLS])
        new |= {**_USUAL, "kind": str(OutletKind.EMAIL), "port": port, "enabled": "on"}
        self.begin(new, _WIDTH, _HEIGHT)
        self.kind.setEnabled(not outlet_id)
        desk.background.run(_load_offer, desk.database, outlet_id, then=self._offer, failed=self.fail)
        self._arrange()
        if not outlet_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        form = self.form
        self.kind = ChoiceBox([(str(each), _(each)) for each in OutletKind])
        self.fallback = ChoiceBox([("", _("nothing"))])
        self.security = ChoiceBox([(str(each), _(each)) for each in Security])
        form.add_row(("name", _("&Name"), QLineEdit(maxLength=200), 3), ("kind", _("&Kind"), self.kind, 3))
        self.meaning = QLabel(wordWrap=True)
        form.add_whole(self.meaning)
        form.add_row(("host", _("Mail &server"), QLineEdit(maxLength=253), 4), ("port", _("&Port"), QLineEdit(), 2))
        form.add_row(("security", _("&Encryption"), self.security, 3), ("user", _("&User"), QLineEdit(), 3))
        sender_name = QLineEdit(maxLength=100)
        sender_name.setPlaceholderText(_("IT desk"))
        form.add_row(
            ("sender", _("Messages come &from"), QLineEdit(), 3), ("sender_name", _("Un&der the name"), sender_name, 3)
        )
        forms = [(str(each), _(each)) for each in WebhookForm]
        form.add_row(("form", _("What is &posted"), ChoiceBox(forms), 6))
        form.add_whole(self._secret())
        form.add_row(
            ("enabled", _("Is s&witched"), ChoiceBox([("on", _("on")), ("off", _("off"))]), 2),
            ("fallback", _("Where it can't de&liver, then"), self.fallback, 4),
        )
        form.add_row(("authority", _("Certificates of your own aut&hority (PEM)"), text_box(2), 6), stretch=1)
        form.add_whole(self._test())
        self.kind.currentIndexChanged.connect(lambda _index: self._arrange())
        self.security.currentIndexChanged.connect(lambda _index: self._propose_port())

    def _secret(self) -> QWidget:
        """Not one of the fields: what is typed here goes into no draft and into no database."""
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText(_("unchanged") if self.record_id else "")
        self.secret.setAccessibleDescription(_("Is kept in the keyring of this account, or in a vault file"))
        self.secret_label = QLabel()
        self.secret_label.setBuddy(self.secret)
        self.secret_box = QWidget()
        grid = QGridLayout(self.secret_box)
        grid.setContentsMargins(0, 0, 0, 8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.secret_label, 0, 0)
        grid.addWidget(self.secret, 1, 0)
        return self.secret_box

    def _test(self) -> QWidget:
        self.address = QLineEdit()
        self.address.setPlaceholderText("you@example.com")
        self.address.setAccessibleName(_("Address of the test"))
        self.address.setAccessibleDescription(_("To whom a test message goes"))
        self.try_it = Button(self.theme, _("Send a &test"), "send", description=_("Send a short message at once"))
        self.try_it.setAutoDefault(False)
        self.try_it.clicked.connect(self._send_test)
        self.test_box = QWidget()
        grid = QGridLayout(self.test_box)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.addWidget(self.address, 0, 0)
        grid.addWidget(self.try_it, 0, 1)
        grid.setColumnStretch(0, 1)
        return self.test_box

    # -- what is seen of it

    def _chosen(self) -> OutletKind:
        return OutletKind(raw(self.kind) or OutletKind.EMAIL)

    def _arrange(self) -> None:
        """Show the fields that this kind of outlet has."""
        kind = self._chosen()
        shown = _OPTIONS.get(kind, ())
        for name in _OWN:
            for widget in (self.form.fields[name], self.form.labels[name]):
                widget.setVisible(name in shown)
        self.meaning.setText(_(_OF_SAMPLE if self._of_sample else _MEANING[kind]))
        label = SECRET_LABEL.get(kind)
        self.secret_box.setVisible(label is not None)
        self.secret_label.setText(_(label) if label else "")
        self.secret.setAccessibleName(_(label) if label else _("Secret"))
        self.address.setVisible(kind == OutletKind.EMAIL)
        self.test_box.setVisible(kind != OutletKind.COPY)

    def _propose_port(self) -> None:
        port = self.form.fields["port"]
        usual = {str(each) for each in DEFAULT_PORT.values()}
        if raw(port) in usual and raw(self.security):
            port.setText(str(DEFAULT_PORT[Security(raw(self.security))]))

    def _offer(self, offer: tuple[list[tuple[str, str]], str, bool]) -> None:
        names, address, self._of_sample = offer
        self._arrange()
        self.fallback.offer([("", _("nothing")), *names])
        if not self.address.text():
            self.address.setText(address)

    def show_facts(self, facts: Facts) -> None:
        super().show_facts(facts)
        self._arrange()

    # -- saving

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Outlet added: {name}") if created else _("Outlet changed: {name}")).format(name=name)

    def words(self, field: str, value: Any) -> str | None:
        return "\n".join(f"{name}: {each}" for name, each in value.items()) if field == "options" else None

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("An outlet needs a name.")
        try:
            checked_options(values["kind"], values)
        except Refused as refused:
            return _wrong_field(values), str(refused)
        return "", ""

    def _saved(self, record_id: int) -> None:
        if not self.secret.text():
            super()._saved(record_id)
            return
        # A second try saves the secret of the same outlet.
        self.record_id = record_id
        if self.desk.vault.is_locked():
            sheet = VaultSheet(self.theme, self.desk.background, self.desk.vault, self)
            sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            sheet.accepted.connect(lambda: self._keep_secret(record_id))
            sheet.rejected.connect(lambda: self._secret_not_kept(Refused(_("The vault stayed shut."))))
            sheet.open()
            return
        self._keep_secret(record_id)

    def _keep_secret(self, record_id: int) -> None:
        self.desk.background.run(
            _keep_secret,
            self.desk.database,
            self.desk.vault,
            record_id,
            self.secret.text(),
            then=lambda _nothing: self._secret_kept(record_id),
            failed=self._secret_not_kept,
        )

    def _secret_kept(self, record_id: int) -> None:
        self.secret.clear()
        super()._saved(record_id)

    def _secret_not_kept(self, refused: Refused) -> None:
        self._set_busy(False)
        self.load()
        self.message.say(_("The outlet was saved, but not its secret: {reason}").format(reason=str(refused)), "danger")

    # -- trying

    def _send_test(self) -> None:
        if self._chosen() == OutletKind.DESKTOP:
            from incidentdesk.desktop.notification import Notifications

            Notifications(self.parentWidget()).show(_("Test of IncidentDesk"), _("Notifications are shown here."), "")
            return
        try:
            typed = self.values()
        except Refused:
            return
        field, why = self.why_not()
        if why:
            self.complain(field, why)
            return
        self.try_it.setEnabled(False)
        self.message.say(_("A test message is under way…"), "info")
        self.desk.background.run(
            _send_test,
            self.desk,
            self.record_id,
            typed,
            self.secret.text(),
            self.address.text().strip(),
            then=lambda _nothing: self._tested(_("The test message was taken. Look whether it arrives."), "success"),
            failed=lambda refused: self._tested(str(refused), "danger"),
        )

    def _tested(self, sentence: str, kind: str) -> None:
        self.message.say(sentence, kind)
        self.try_it.setEnabled(True)


def _load_offer(database: Any, outlet_id: int) -> tuple[list[tuple[str, str]], str, bool]:
    """The outlets that can stand in, the address of whoever works here, and whether it is one of the sample."""
    from incidentdesk.prepare.account import desktop_account

    with database.read() as reader:
        rows = outlets(reader)
        others = [(row.key, row.name) for row in rows if row.id != outlet_id]
        of_sample = any(row.options.get("nowhere") for row in rows if row.id == outlet_id)
        found = reader.rows("SELECT email FROM person WHERE account = :account", {"account": desktop_account()})
        return others, str(found[0][0]) if found else "", of_sample


def _keep_secret(database: Any, vault: Vault, outlet_id: int, secret: str) -> None:
    vault.set_secret(_row(database, outlet_id).secret_name, secret)


def _send_test(desk: Desk, outlet_id: int, typed: Facts, secret: str, address: str) -> None:
    """As it stands in the dialog, saved or not; a secret that was not typed is the one that is kept."""
    from incidentdesk.agent.delivery import Post, test_outlet

    saved = _row(desk.database, outlet_id) if outlet_id else None
    options = {**typed, "nowhere": saved is not None and saved.options.get("nowhere")}
    kind, key = str(typed["kind"]), saved.key if saved else ""
    row = OutletRow(outlet_id, key, str(typed["name"]), kind, checked_options(kind, options), True, "", 0)
    kept = desk.vault.secret_of if saved else lambda _name: None
    post = Post(secret_of=(lambda _name: secret) if secret else kept, zone=desk.zone, actor=desk.actor)
    test_outlet(row, address, post)


def _wrong_field(values: Facts) -> str:
    """The field with which it would be refused no more, if another value stood there."""
    good = {"host": "mail.example.org", "port": "25", "sender": "it@example.org", "authority": "", "user": ""}
    for name, value in good.items():
        try:
            checked_options(values["kind"], {**values, name: value})
        except Refused:
            continue
        return name
    # More than one is wrong; the first of them is where it begins.
    return "host" if not values["host"] else "sender"


def _row(database: Any, outlet_id: int) -> OutletRow:
    with database.read() as reader:
        row = outlet_of(reader, outlet_id)
    if row is None:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    return row


def _flat(row: OutletRow) -> Facts:
    """The facts with each option as a field of its own."""
    options = {name: str(row.options.get(name, _USUAL.get(name, ""))) for name in _OWN}
    enabled = "on" if row.enabled else "off"
    return {"name": row.name, "kind": row.kind, "enabled": enabled, "fallback": row.fallback, **options}


def _nested(facts: Mapping[str, Any], options: Mapping[str, Any]) -> Facts:
    """The facts as they are stored; of the fields of options, `options` are those that were seen."""
    found = {name: value for name, value in facts.items() if name not in _OWN and name != "enabled"}
    changed = {name: value for name, value in facts.items() if name in _OWN}
    if changed and "options" not in found:
        found["options"] = {**options, **changed}
    if "enabled" in facts:
        found["enabled"] = facts["enabled"] in ("on", True)
    return found


def _read(reader: Reader, outlet_id: int) -> Facts:
    row = outlet_of(reader, outlet_id)
    if row is None:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    return _flat(row)


def _change(session: Any, outlet_id: int, changes: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    row = outlet_of(session.reader, outlet_id)
    before = dict(row.options) if row is not None else {}
    seen_options = {name: type(before.get(name, ""))(seen[name]) for name in before if seen.get(name)}
    as_seen = {**_nested(seen, {}), "options": {**before, **seen_options}}
    change_outlet(session, outlet_id, _nested(changes, as_seen["options"]), seen=as_seen)


OUTLET_STORE = RecordStore(
    noun="outlet",
    read=_read,
    create=lambda session, facts: create_outlet(session, **_nested(facts, {})),
    change=_change,
    give_up=lambda session, outlet_id, given_up: give_up_outlet(session, outlet_id, _nested(given_up, {})),
    withdraw=withdraw_outlet,
)
