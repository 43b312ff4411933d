"""Logging an incident from the keyboard while somebody is on the phone."""

import secrets
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.log_offers import LookedUp, log_with, look_up
from incidentdesk.desktop.detect.offers_pane import OffersPane
from incidentdesk.desktop.draft_timer import DraftTimer
from incidentdesk.desktop.drafts import drafts, forget_draft, keep_draft
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.chip import PriorityChip
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.field import LISTS, SCROLL_BARS, buddy_of, dress_fields, mark_invalid
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.widgets.time_field import TimeField
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.number import number
from incidentdesk.detect.priority import LEVEL_NAME, PRIORITY_NAME, Level, priority_of
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.refusal import Refused

_LOOK_UP_AFTER = 180
_DRAFT = "new-incident-"
_TEXT_FIELDS = ("title", "reporter", "service", "category", "subcategory", "team", "assignee", "tags")


class LogIncidentDialog(Sheet):
    """`logged` carries the id of each incident that was saved, `opened` a reference that somebody wants to see."""

    logged = Signal(int)
    opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("New incident"), parent)
        self.desk = desk
        self._draft_key = _new_key()
        self._template_name, self._filled_in = "", None
        self._saving = False
        self._names = KnownNames()
        self._errors: dict[str, QLabel] = {}
        self._build()
        self._connect()
        self.dress()
        self.clear()
        self._fit()
        self._offer_draft()
        self._load_names()

    # -- building

    def _build(self) -> None:
        desk, theme = self.desk, self.desk.theme
        self.message = MessageBar(theme)
        self.title = QLineEdit(maxLength=500)
        self.title.setPlaceholderText(_("What is wrong, in a few words"))
        self.reporter = NameField(_("Reporter"), _("Who calls; a new name is added"))
        self.channel = QComboBox()
        for channel in Channel:
            self.channel.addItem(_(channel), str(channel))
        self.service = NameField(_("Service"))
        self.category = NameField(_("Category"))
        self.subcategory = NameField(_("Subcategory"))
        levels = [(int(level), _(text)) for level, text in LEVEL_NAME.items()]
        self.impact = Chooser(theme, _("Impact"), levels)
        self.urgency = Chooser(theme, _("Urgency"), levels)
        self.chip = PriorityChip(theme)
        self.priority_name = QLabel()
        self.team = NameField(_("Team"))
        self.assignee = NameField(_("Assignee"), _("Who takes it; “me” is you"))
        self.me = Button(theme, _("&Me"), "user", description=_("Assign it to me"))
        self.me.setAutoDefault(False)
        self.tags = QLineEdit()
        self.tags.setPlaceholderText(_("network vpn"))
        self.occurred = TimeField(theme, desk.zone, _("Occurred"), placeholder=_("not known"))
        self.detected = TimeField(theme, desk.zone, _("Detected"))
        self.description = QPlainTextEdit()
        self.description.setTabChangesFocus(True)
        self.description.setPlaceholderText(_("What exactly happens, since when, what was tried"))
        self.description.setMinimumHeight(72)
        self.description.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self.message)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self._form(), 1)
        self.offers = OffersPane(desk)
        middle.addWidget(self.offers)
        self.body.addLayout(middle, 1)
        self.cancel = self.add_button(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.cancel.setToolTip(_("What is typed is kept as a draft"))
        self.keep_template = self.add_button(_("&Keep as template…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.keep_template.setToolTip(_("Offer what is typed for new incidents, to everybody at the desk"))
        self.save_and_new = self.add_button(_("Log and new"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save = self.add_button(_("Log incident"), QDialogButtonBox.ButtonRole.AcceptRole, primary=True)
        self.save.setDefault(False)
        self.save.setAutoDefault(False)
        self.save.setToolTip(_native("Ctrl+Return"))
        self.save_and_new.setToolTip(_native("Ctrl+Shift+Return"))

    def _form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        place = _Rows(self, grid)
        place.row((_("&Title"), "title", self.title, 6))
        place.row((_("&Reporter"), "reporter", self.reporter, 4), (_("C&hannel"), "channel", self.channel, 2))
        place.row(
            (_("&Service"), "service", self.service, 2),
            (_("&Category"), "category", self.category, 2),
            (_("Su&bcategory"), "subcategory", self.subcategory, 2),
        )
        place.row((_("&Impact"), "impact", self.impact, 3), (_("&Urgency"), "urgency", self.urgency, 3))
        priority = QWidget()
        row = QHBoxLayout(priority)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        row.addWidget(self.chip)
        row.addWidget(self.priority_name, 1)
        place.bare(priority)
        taking = QWidget()
        row = QHBoxLayout(taking)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.assignee, 1)
        row.addWidget(self.me)
        taking.setFocusProxy(self.assignee)
        place.row((_("T&eam"), "team", self.team, 3), (_("&Assignee"), "assignee", taking, 3))
        place.row(
            (_("Ta&gs"), "tags", self.tags, 2),
            (_("&Occurred"), "occurred", self.occurred, 2),
            (_("&Detected"), "detected", self.detected, 2),
        )
        place.row((_("Descri&ption"), "description", self.description, 6), stretch=True)
        self.form = scroll = scrolling(form, _("New incident"))
        self._grid = form
        return scroll

    def _connect(self) -> None:
        self._keeping = DraftTimer(self.keep, self)
        self._looking = QTimer(self, singleShot=True, interval=_LOOK_UP_AFTER)
        self._looking.timeout.connect(self._look_up)
        for line in (self.title, self.reporter, self.service, self.category, self.subcategory, self.team, self.tags):
            line.textChanged.connect(self._keeping.begin)
        self.assignee.textChanged.connect(self._keeping.begin)
        self.description.textChanged.connect(self._keeping.begin)
        self.channel.currentIndexChanged.connect(self._keeping.begin)
        for time in (self.occurred, self.detected):
            time.changed.connect(self._keeping.begin)
        for line in (self.title, self.reporter, self.service):
            line.textChanged.connect(self._looking.start)
        self.title.textChanged.connect(lambda: self.complain("title", ""))
        self.category.textChanged.connect(self._offer_subcategories)
        self.subcategory.textChanged.connect(lambda: self.complain("subcategory", ""))
        for chooser in (self.impact, self.urgency):
            chooser.chosen.connect(self._show_priority)
            chooser.chosen.connect(lambda _value: self._keeping.begin())
        self.me.clicked.connect(lambda: self.assignee.setText(self.desk.actor))
        self.offers.opened.connect(self._open)
        self.offers.note_wanted.connect(self._note_instead)
        self.keep_template.clicked.connect(self._ask_template_name)
        self.save_and_new.clicked.connect(lambda: self._save(and_new=True))
        for keys, run in (
            ("Ctrl+Return", self.accept),
            ("Ctrl+Enter", self.accept),
            ("Ctrl+Shift+Return", lambda: self._save(and_new=True)),
            ("Ctrl+Shift+Enter", lambda: self._save(and_new=True)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        for line in self.findChildren(QLineEdit):
            line.installEventFilter(self)

    def _fit(self) -> None:
        screen = (self.parentWidget() or self).screen() or QGuiApplication.primaryScreen()
        room = screen.availableGeometry().size()
        if self.parentWidget() is not None:
            room = room.boundedTo(self.parentWidget().window().size())
        scale = max(100, self.desk.theme.scale) / 100
        self.resize(min(room.width() - 32, round(940 * scale)), min(room.height() - 48, round(680 * scale)))

    # -- what is typed

    def clear(self) -> None:
        """An empty form, with the channel of last time."""
        for name in _TEXT_FIELDS:
            getattr(self, name).clear()
        self.description.clear()
        self.occurred.write("")
        self.detected.write("")
        self.impact.choose(int(Level.MEDIUM))
        self.urgency.choose(int(Level.MEDIUM))
        self._choose_channel(self.desk.preferences.get("log_channel"))
        self._show_priority()
        self.offers.clear()
        for name in self._errors:
            self.complain(name, "")
        self._draft_key = _new_key()
        self._template_name, self._filled_in = "", None
        self._keeping.stop()
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def values(self) -> dict[str, Any]:
        """What is typed, as it is kept in a draft."""
        values: dict[str, Any] = {name: getattr(self, name).text() for name in _TEXT_FIELDS}
        return values | {
            "channel": self.channel.currentData(),
            "impact": self.impact.value,
            "urgency": self.urgency.value,
            "occurred": self.occurred.text(),
            "detected": self.detected.text(),
            "description": self.description.toPlainText(),
        }

    def show_values(self, values: dict[str, Any]) -> None:
        """Fill the form."""
        for name in _TEXT_FIELDS:
            getattr(self, name).setText(str(values.get(name, "")))
        self.description.setPlainText(str(values.get("description", "")))
        self.occurred.write(str(values.get("occurred", "")))
        self.detected.write(str(values.get("detected", "")))
        self.impact.choose(values.get("impact", int(Level.MEDIUM)))
        self.urgency.choose(values.get("urgency", int(Level.MEDIUM)))
        self._choose_channel(values.get("channel", ""))
        self._show_priority()

    def has_text(self) -> bool:
        """Whether anything would be lost; what a template has filled in would not."""
        if self._filled_in is not None and self.values() == self._filled_in:
            return False
        return bool(self.description.toPlainText().strip()) or any(
            getattr(self, name).text().strip() for name in _TEXT_FIELDS
        )

    def _choose_channel(self, channel: str) -> None:
        self.channel.setCurrentIndex(max(0, self.channel.findData(channel)))

    def _show_priority(self, _value: object = None) -> None:
        priority = priority_of(self.impact.value, self.urgency.value)
        self.chip.show_priority(priority)
        self.priority_name.setText(
            _("Priority {name}, from impact and urgency").format(name=_(PRIORITY_NAME[priority]))
        )

    # -- drafts

    def keep(self) -> None:
        """Keep what is typed on this machine."""
        self._keeping.stop()
        place = self.desk.database.place
        if self.has_text():
            keep_draft(place, self._draft_key, self.values() | {"kept_at": clock.stored(clock.now())})
        else:
            forget_draft(place, self._draft_key)

    def _offer_draft(self) -> None:
        waiting = drafts(self.desk.database.place, _DRAFT)
        if not waiting:
            self.message.clear()
            return
        key, values = waiting[0]
        at = moment.day_and_time(int(values.get("kept_at", 0)), clock.stored(clock.now()), self.desk.zone)
        name = str(values.get("title", "")).strip() or str(values.get("description", "")).strip()[:80] or _("untitled")
        said = ngettext(
            "There is a draft from {time}: {title}",
            "There are {count} drafts, the last from {time}: {title}",
            len(waiting),
        ).format(time=at, title=isolated(name), count=len(waiting))
        self.message.say(said, "info", _("Co&ntinue draft"), lambda: self.continue_draft(key, values))

    def continue_draft(self, key: str, values: dict[str, Any]) -> None:
        """Go on with a draft; what is typed here meanwhile is kept as a draft of its own."""
        self.keep()
        self.clear()
        self._draft_key = key
        self.show_values(values)
        self.message.clear()
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- templates

    def show_template(self, template: dict[str, Any]) -> None:
        """Fill the form from a template, and go to the first of title and reporter that is empty."""
        self.show_values(template | {"channel": template["channel"] or self.channel.currentData()})
        self._template_name = template["name"]
        self._keeping.stop()
        self._filled_in = self.values()
        (self.reporter if self.title.text() else self.title).setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_template_name(self) -> None:
        ask = QInputDialog(self)
        ask.setWindowTitle(_("Keep as template"))
        ask.setLabelText(_("Name of the template; one of the same name is replaced"))
        ask.setTextValue(self._template_name or self.title.text().strip()[:80])
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ask.textValueSelected.connect(self._keep_template)
        ask.open()

    def _keep_template(self, name: str) -> None:
        self.desk.background.run(
            _keep_template,
            self.desk.database,
            self.desk.actor,
            self.values() | {"name": name},
            then=lambda gesture: self._template_kept(name, gesture),
            failed=lambda refused: self.message.say(str(refused), "danger"),
        )

    def _template_kept(self, name: str, gesture: int) -> None:
        said = _("Template “{name}” kept").format(name=isolated(name.strip()))
        self.desk.history.done(said, gesture)
        self.message.say(said, "success")

    # -- what is known

    def _load_names(self) -> None:
        self.desk.background.run(_load_names, self.desk.database, then=self._offer, failed=lambda _refused: None)

    def _offer(self, names: KnownNames) -> None:
        self._names = names
        self.reporter.offer(names.people)
        self.service.offer(names.services)
        self.category.offer(names.categories)
        self.team.offer(names.teams)
        self.assignee.offer(names.staff)
        self._offer_subcategories()

    def _offer_subcategories(self) -> None:
        wanted = self.category.text().strip().casefold()
        below = next((subs for name, subs in self._names.subcategories.items() if name.casefold() == wanted), ())
        self.subcategory.offer(below)

    def _look_up(self) -> None:
        self.desk.background.run_latest(
            f"look up for {id(self)}",
            look_up,
            self.desk.database,
            self.title.text(),
            self.reporter.text(),
            self.service.text(),
            then=self._show_found,
            failed=lambda _refused: None,
        )

    def _show_found(self, found: LookedUp) -> None:
        self.offers.show_found(found, typed=bool(self.title.text().strip()))

    def _open(self, incident_id: int) -> None:
        """Leave for another incident; what is typed is kept as a draft."""
        super().accept() if not self.has_text() else self.reject()
        self.opened.emit(number(incident_id))

    def _note_instead(self, incident_id: int) -> None:
        values = self.values()
        lines = [values["title"].strip(), values["description"].strip()]
        if values["reporter"].strip():
            lines.append(_("Reported by {name}").format(name=values["reporter"].strip()))
        text = "\n\n".join(line for line in lines if line)
        if not text:
            self.complain("title", _("Say in a few words what is wrong."))
            return
        self._begin()
        self.desk.background.run(
            _add_note,
            self.desk.database,
            self.desk.actor,
            incident_id,
            text,
            then=lambda gesture: self._noted(incident_id, gesture),
            failed=self._failed,
        )

    def _noted(self, incident_id: int, gesture: int) -> None:
        self._end()
        self.desk.history.done(_("Work note added to {number}").format(number=number(incident_id)), gesture)
        self._leave()
        self.opened.emit(number(incident_id))

    # -- saving

    def accept(self) -> None:
        self._save(and_new=False)

    def _save(self, *, and_new: bool) -> None:
        if self._saving:
            return
        facts = self._facts()
        if facts is None:
            return
        self.keep()
        self._begin()
        self.desk.background.run(
            _log,
            self.desk.database,
            self.desk.actor,
            facts,
            self.offers.taken(),
            then=lambda outcome: self._saved(*outcome, and_new=and_new),
            failed=self._failed,
        )

    def _facts(self) -> dict[str, Any] | None:
        """What log_incident takes, or None after the first field that is wrong has been marked."""
        values = self.values()
        if not values["title"].strip():
            return self._wrong("title", _("Say in a few words what is wrong."))
        if values["subcategory"].strip() and not values["category"].strip():
            return self._wrong("category", _("A subcategory needs a category."))
        times: dict[str, Any] = {}
        for name in ("occurred", "detected"):
            field: TimeField = getattr(self, name)
            try:
                times[f"{name}_at"] = field.value()
            except Refused as refused:
                return self._wrong(name, str(refused))
            if times[f"{name}_at"] is not None and times[f"{name}_at"] > clock.now():
                return self._wrong(name, _("That time is still to come."))
        occurred, detected = times["occurred_at"], times["detected_at"]
        if occurred is not None and detected is not None and occurred > detected:
            return self._wrong("occurred", _("It can't have occurred after it was detected."))
        assignee = values["assignee"].strip()
        me = assignee.casefold() in ("me", _("me").casefold())
        return times | {
            "title": values["title"],
            "description": values["description"],
            "reporter": values["reporter"],
            "channel": values["channel"],
            "service": values["service"],
            "category": values["category"],
            "subcategory": values["subcategory"],
            "impact": values["impact"],
            "urgency": values["urgency"],
            "team": values["team"],
            "assignee": self.desk.actor if me else assignee,
            "tags": [values["tags"]],
        }

    def _wrong(self, name: str, sentence: str) -> None:
        self.complain(name, sentence)
        field = getattr(self, name)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.form.ensureWidgetVisible(field)

    def complain(self, name: str, sentence: str) -> None:
        """Say below a field what is wrong with it; an empty sentence takes it away."""
        field = getattr(self, name)
        if isinstance(field, TimeField):
            if sentence:
                field.complain(sentence)
            return
        label = self._errors[name]
        if label.text() != sentence:
            label.setText(sentence)
            label.setAccessibleName(sentence)
            label.setVisible(bool(sentence))
            mark_invalid(field, bool(sentence))

    def _begin(self) -> None:
        self._saving = True
        for button in (self.save, self.save_and_new, self.offers.note_button):
            button.setEnabled(False)

    def _end(self) -> None:
        self._saving = False
        for button in (self.save, self.save_and_new):
            button.setEnabled(True)
        self.offers.settle()

    def _saved(self, incident_id: int, gesture: int, *, and_new: bool) -> None:
        self._end()
        desk = self.desk
        try:
            desk.preferences.set("log_channel", self.channel.currentData())
        except Refused as refused:
            desk.registry.refused.emit(refused)
        desk.history.done(_("{number} logged").format(number=number(incident_id)), gesture)
        if and_new:
            forget_draft(desk.database.place, self._draft_key)
            self.clear()
            self.message.say(_("{number} is logged.").format(number=number(incident_id)), "success")
            self._load_names()
        else:
            self._leave()
        self.logged.emit(incident_id)

    def _failed(self, refused: Refused) -> None:
        """Nothing was saved: everything stays as it was typed."""
        self._end()
        self.message.say(str(refused), "danger", _("Try again"), self.accept)

    def _leave(self) -> None:
        self._keeping.stop()
        forget_draft(self.desk.database.place, self._draft_key)
        super().accept()

    def reject(self) -> None:
        """Leave; what is typed is kept as a draft and offered next time."""
        self.keep()
        if self.has_text():
            self.desk.toasts.show(_("Kept as a draft. “New incident” offers it again."))
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep()
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a line goes on to the next field; only Ctrl+Enter saves."""
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QLineEdit) and _is_plain_enter(event):
            self.focusNextChild()
            return True
        return super().eventFilter(watched, event)

    # -- look

    def dress(self) -> None:
        theme = self.theme
        dress_fields(
            self,
            theme,
            LISTS
            + SCROLL_BARS
            + "#context { background: $window; border: 1px solid $border; border-radius: 8px; }"
            + "#context QListView, #offers, #offers > QWidget > QWidget { background: $window; border: none; }",
        )
        self.offers.dress()
        theme.tint(self.priority_name, "text2")
        for label in self._errors.values():
            label.setFont(theme.font("small"))
            theme.tint(label, "danger")


class _Rows:
    """Fills the grid of the form row by row: label, field, and room for a sentence about it."""

    def __init__(self, dialog: LogIncidentDialog, grid: QGridLayout) -> None:
        self._dialog, self._grid, self._row = dialog, grid, 0

    def row(self, *cells: tuple[str, str, QWidget, int], stretch: bool = False) -> None:
        column = 0
        for text, name, field, span in cells:
            label = QLabel(text)
            label.setBuddy(buddy_of(field))
            if not field.accessibleName():
                field.setAccessibleName(text.replace("&", ""))
            if not field.accessibleDescription():
                field.setAccessibleDescription(field.accessibleName())
            error = QLabel(wordWrap=True)
            error.setTextFormat(Qt.TextFormat.PlainText)
            error.hide()
            self._dialog._errors[name] = error
            self._grid.addWidget(label, self._row, column, 1, span)
            aligned = Qt.AlignmentFlag(0) if stretch else Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(field, self._row + 1, column, 1, span, aligned)
            self._grid.addWidget(error, self._row + 2, column, 1, span)
            column += span
        if stretch:
            self._grid.setRowStretch(self._row + 1, 1)
        self._grid.setRowMinimumHeight(self._row + 3, 4)
        self._row += 4

    def bare(self, widget: QWidget) -> None:
        self._grid.addWidget(widget, self._row, 0, 1, 6)
        self._row += 1


def _new_key() -> str:
    return _DRAFT + secrets.token_hex(4)


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _is_plain_enter(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
        event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    )


def _load_names(database: Any) -> KnownNames:
    with database.read() as reader:
        return known_names(reader)


def _log(
    database: Any, actor: str, facts: dict[str, Any], used: tuple[Sequence[Any], Sequence[Any]]
) -> tuple[int, int]:
    """The id of the new incident and of the gesture; `used` are the known errors and the articles that were taken."""
    with database.write(actor=actor, via="window") as session:
        return log_with(session, facts, *used), session.gesture


def _keep_template(database: Any, actor: str, template: dict[str, Any]) -> int:
    from incidentdesk.prepare.incident_template import keep_template

    with database.write(actor=actor, via="window") as session:
        keep_template(session, template)
        return session.gesture


def _add_note(database: Any, actor: str, incident_id: int, text: str) -> int:
    from incidentdesk.respond.note import add_note

    with database.write(actor=actor, via="window") as session:
        add_note(session, incident_id, text)
        return session.gesture


def open_log_dialog(desk: Desk, parent: QWidget) -> LogIncidentDialog:
    """Show the dialog over a window; connect `logged` and `opened` to go on from there."""
    dialog = LogIncidentDialog(desk, parent)
    dialog.open()
    return dialog
