"""The dialog of one monitor: its kind first, then what this kind needs, and what it will do as a sentence."""

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog
from incidentdesk.desktop.respond.monitor_option_fields import OptionFields
from incidentdesk.desktop.respond.monitor_record import (
    MONITOR_STORE,
    NEW_MONITOR,
    NUMBERS,
    SPANS,
    Offer,
    load_offer,
    monitor_facts,
    number_in,
)
from incidentdesk.desktop.respond.monitor_trying import keep_secret, try_facts
from incidentdesk.desktop.vault import VaultSheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, when_changed
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.detect.check import Outcome
from incidentdesk.detect.monitor import MonitorKind, OnRecovery
from incidentdesk.detect.monitor_entry import TARGETS, USUAL_INTERVAL, seconds_of, seconds_text
from incidentdesk.detect.monitor_option import checked_options, checked_target
from incidentdesk.detect.monitor_sentence import monitor_sentence
from incidentdesk.detect.priority import LEVEL_NAME, Level
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 780, 700


def open_monitor_dialog(
    desk: Desk, parent: QWidget, monitor_id: int = 0, *, done: Callable[[int], None] | None = None
) -> "MonitorDialog":
    """Show a monitor, or set up a new one; `done(id)` follows when it is saved."""
    dialog = MonitorDialog(desk, monitor_id, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class MonitorDialog(RecordDialog):
    def __init__(self, desk: Desk, monitor_id: int, parent: QWidget | None) -> None:
        title = _("Monitor") if monitor_id else _("New monitor")
        super().__init__(desk, title, MONITOR_STORE, monitor_id, f"monitor-{monitor_id or 'new'}", parent)
        self._build()
        self.begin(dict(NEW_MONITOR), _WIDTH, _HEIGHT)
        self._arrange()
        desk.background.run(load_offer, desk.database, monitor_id, then=self._offer, failed=self.fail)
        if not monitor_id:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    # -- fields

    def _build(self) -> None:
        form, theme = self.form, self.theme
        self.kind = ChoiceBox([(str(each), _(each)) for each in MonitorKind])
        self.target = QLineEdit(maxLength=2000)
        form.add_row(("kind", _("&Kind"), self.kind, 2), ("name", _("&Name"), QLineEdit(maxLength=200), 4))
        self.meaning = QLabel(wordWrap=True)
        form.add_whole(self.meaning)
        form.add_row(("target", _("Target"), self.target, 6))
        self.options = OptionFields(theme, MonitorKind.PING)
        form.add_row(("options", "", self.options, 6))
        form.labels["options"].hide()
        form.add_whole(self._secret())
        self._build_times()
        self._build_incident()
        self.body.addWidget(self._trial())
        self.kind.currentIndexChanged.connect(lambda _index: self._kind_changed())
        self.target.editingFinished.connect(self._complete_address)
        for field in form.fields.values():
            when_changed(field, self._say_what_it_does)

    def _build_times(self) -> None:
        form, spans = self.form, _("A length of time such as 30 s, 5 min or 1 h")
        interval, retry, timeout = (_line(spans) for _each in range(3))
        form.add_row(
            ("interval", _("Look &every"), interval, 2), ("failures", _("&Failures in a row"), _line(), 2),
            ("recoveries", _("Successes until it is &well"), _line(), 2),
        )  # fmt: skip
        form.add_row(
            ("retry_interval", _("After a failure, look &again in"), retry, 2),
            ("timeout", _("&Wait for an answer"), timeout, 2),
            ("enabled", _("Is s&witched"), ChoiceBox([(True, _("on")), (False, _("off"))]), 2),
        )
        inside = [(False, _("are not looked at")), (True, _("may be looked at"))]
        self.parent_box = ChoiceBox([("", _("none"))])
        self.parent_box.setAccessibleDescription(_("While the parent is down, this one opens no incident"))
        self.parent_box.setToolTip(_("While the parent is down, this one opens no incident and is no downtime"))
        form.add_row(
            ("parent", _("Stands behind the monitor (&parent)"), self.parent_box, 3),
            ("inside_allowed", _("Addresses &inside this network"), ChoiceBox(inside), 3),
        )

    def _build_incident(self) -> None:
        form, theme = self.form, self.theme
        levels = [(int(level), _(LEVEL_NAME[level])) for level in Level]
        self.service = NameField(_("Service"), _("Of which service the incident is"))
        self.team = NameField(_("Team"), _("To which team the incident goes"))
        form.add_row(("service", _("&Service"), self.service, 3), ("team", _("&Team"), self.team, 3))
        form.add_row(
            ("impact", _("I&mpact"), Chooser(theme, _("Impact"), levels), 3),
            ("urgency", _("&Urgency"), Chooser(theme, _("Urgency"), levels), 3),
        )
        recovery = [(str(each), _(each)) for each in OnRecovery]
        again = _line(_("Fails it again sooner, the same incident is reopened; later a new one is linked to it"))
        form.add_row(
            ("on_recovery", _("When it is well again, the incid&ent"), ChoiceBox(recovery), 3),
            ("reopen_within", _("Reopen the same incident wit&hin"), again, 3),
        )

    def _secret(self) -> QWidget:
        """Not one of the fields: what is typed here goes into no draft and into no database."""
        self.secret = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText(_("unchanged") if self.record_id else "")
        self.secret.setAccessibleName(_("Password"))
        self.secret.setAccessibleDescription(_("Is kept in the keyring of this account, or in a vault file"))
        label = QLabel(_("Pass&word of the user"))
        label.setBuddy(self.secret)
        self.secret_box = QWidget()
        grid = QGridLayout(self.secret_box)
        grid.setContentsMargins(0, 0, 0, 8)
        grid.setVerticalSpacing(4)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.secret, 1, 0)
        return self.secret_box

    def _trial(self) -> QWidget:
        """What it will do in words, and a look at once."""
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.outcome = MessageBar(self.theme)
        self.try_it = Button(self.theme, _("Test no&w"), "test-now", description=_("Look at once, without saving"))
        self.try_it.setAutoDefault(False)
        self.try_it.clicked.connect(self._try)
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.addWidget(self.sentence, 0, 0)
        grid.addWidget(self.try_it, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.outcome, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        return box

    # -- what is seen of it

    def _chosen(self) -> MonitorKind:
        return MonitorKind(raw(self.kind) or MonitorKind.HTTP)

    def _kind_changed(self) -> None:
        """Another kind has another usual interval, unless somebody has chosen one."""
        interval = self.form.fields["interval"]
        usual = {seconds_text(USUAL_INTERVAL.get(each, 60)) for each in MonitorKind}
        if not self.record_id and raw(interval) in usual:
            interval.setText(seconds_text(USUAL_INTERVAL.get(self._chosen(), 60)))
        self._arrange()

    def _complete_address(self) -> None:
        typed = self.target.text().strip()
        if self._chosen() == MonitorKind.HTTP and typed and "://" not in typed:
            self.target.setText(f"https://{typed}")

    def _arrange(self) -> None:
        """Show the fields that this kind has."""
        kind = self._chosen()
        target = TARGETS[kind]
        self.meaning.setText(_(target.meaning))
        label = self.form.labels["target"]
        label.setText(_(target.label))
        self.target.setAccessibleName(_(target.label) or _("Target"))
        self.target.setPlaceholderText(target.example)
        for widget in (label, self.target):
            widget.setVisible(bool(target.label))
        self.options.show_kind(kind)
        for widget in (self.form.labels["inside_allowed"], self.form.fields["inside_allowed"]):
            widget.setVisible(target.inside)
        self.secret_box.setVisible(self.options.value("user") is not None)
        heartbeat = kind == MonitorKind.HEARTBEAT
        self.form.labels["interval"].setText(_("A call is due &every") if heartbeat else _("Look &every"))
        for widget in (self.try_it, self.form.labels["timeout"], self.form.fields["timeout"]):
            widget.setVisible(not heartbeat)
        self._say_what_it_does()

    def _say_what_it_does(self) -> None:
        self.outcome.clear()
        self.secret.setEnabled(bool(self.options.value("user")))
        try:
            self.sentence.setText(monitor_sentence(self._facts()))
        except (Refused, ValueError):
            self.sentence.setText(_("Complete the fields that are marked to see what it will do."))
        self.sentence.setAccessibleName(self.sentence.text())

    def _offer(self, offer: Offer) -> None:
        self.service.offer(offer.services)
        self.team.offer(offer.teams)
        self.parent_box.offer([("", _("none")), *((name, name) for name in offer.monitors)])

    def show_facts(self, facts: Facts) -> None:
        # The options are put into the fields of their own kind.
        if "kind" in facts:
            self.options.show_kind(str(facts["kind"]))
        super().show_facts(facts)
        self._arrange()

    def dress(self) -> None:
        super().dress()
        self.theme.tint(self.meaning, "text2")
        self.sentence.setFont(self.theme.font("strong"))

    # -- saving

    def said(self, created: bool) -> str:
        name = isolated(str(raw(self.form.fields["name"])).strip())
        return (_("Monitor added: {name}") if created else _("Monitor changed: {name}")).format(name=name)

    def removed_sentence(self) -> str:
        return _("Monitor moved to the trash")

    def words(self, field: str, value: Any) -> str | None:
        if field in ("impact", "urgency"):
            return _(LEVEL_NAME[Level(value)])
        if field in ("enabled", "inside_allowed"):
            return _("yes") if value else _("no")
        return _(str(value)) if field in ("kind", "on_recovery") else None

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["name"]:
            return "name", _("A monitor needs a name.")
        if TARGETS[self._chosen()].label and not values["target"]:
            return "target", _("Say what is to be looked at, such as {example}.").format(
                example=isolated(TARGETS[self._chosen()].example)
            )
        if self.options.why_not():
            return "options", ""
        name, sentence = self._why_no_number(values)
        return (name, sentence) if name else self._why_no_target(values)

    def _why_no_target(self, values: Facts) -> tuple[str, str]:
        try:
            checked_target(self._chosen(), values["target"], {})
        except Refused as refused:
            return "target", str(refused)
        try:
            checked_options(self._chosen(), json.loads(values["options"]))
        except Refused as refused:
            return "options", str(refused)
        return "", ""

    def _why_no_number(self, values: Facts) -> tuple[str, str]:
        for name in (*SPANS, *NUMBERS):
            try:
                seconds_of(values[name]) if name in SPANS else number_in(values[name])
            except Refused as refused:
                return name, str(refused)
        return "", ""

    def complain(self, name: str, sentence: str) -> None:
        """What is wrong with an option stands below it already, or is said of all of them together."""
        if name != "options":
            super().complain(name, sentence)
        elif sentence:
            self.message.say(sentence, "danger")

    def _facts(self) -> Facts:
        """What is typed, as it is stored; raises Refused for what makes no sense."""
        return monitor_facts({name: raw(field) for name, field in self.form.fields.items()})

    def _saved(self, record_id: int) -> None:
        if not self.secret.text() or not self.options.value("user"):
            super()._saved(record_id)
            return
        # A second try saves the secret of the same monitor.
        self.record_id = record_id
        self._with_vault(lambda: self._keep_secret(record_id), self._secret_not_kept)

    def _with_vault(self, go_on: Callable[[], None], failed: Callable[[Refused], None]) -> None:
        if not self.desk.vault.is_locked():
            go_on()
            return
        sheet = VaultSheet(self.theme, self.desk.background, self.desk.vault, self)
        sheet.accepted.connect(go_on)
        sheet.rejected.connect(lambda: failed(Refused(_("The vault stayed shut."))))
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
        self.message.say(_("The monitor was saved, but not its password: {reason}").format(reason=str(refused)))

    # -- trying

    def _try(self) -> None:
        """Look at what is typed, before it is saved."""
        try:
            values = self.values()
        except Refused:
            return
        name, sentence = self.why_not()
        if name and name != "name":
            self.complain(name, sentence)
            return
        self.try_it.setEnabled(False)
        self.outcome.say(_("Testing…"), "info")
        self.desk.background.run(
            try_facts, self.desk.database, self.desk.vault, self.record_id, monitor_facts(values), self.secret.text(),
            then=self._tried, failed=self._not_tried,
        )  # fmt: skip

    def _tried(self, outcome: Outcome) -> None:
        self.try_it.setEnabled(True)
        self.outcome.say(outcome.said, "success" if outcome.ok else "danger")

    def _not_tried(self, refused: Refused) -> None:
        self.try_it.setEnabled(True)
        self.outcome.say(str(refused), "danger")


def _line(description: str = "") -> QLineEdit:
    line = QLineEdit(maxLength=40)
    if description:
        line.setAccessibleDescription(description)
        line.setToolTip(description)
    return line
