"""The text of a version of a policy: read, compared with another version, or written where it is a draft."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.field import dress_fields
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.desktop.widgets.markdown import SilentDocument, document_of
from incidentdesk.desktop.widgets.quiet_browser import ReadingView
from incidentdesk.language import _, isolated
from incidentdesk.prepare.policy_list import PolicyVersion
from incidentdesk.prepare.text_difference import ADDED, REMOVED, differences


class PolicyText(QFrame):
    """Emits `version_chosen(id)`; `saved(text)` and `left` while it is written, `typed` for every key."""

    version_chosen = Signal(object)
    saved = Signal(str)
    left = Signal()
    typed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName("card")
        self._versions: Sequence[PolicyVersion] = ()
        self._build()
        self._connect()
        self._dress()

    def _build(self) -> None:
        theme = self.desk.theme
        self.version, self.other = ChoiceBox(), ChoiceBox()
        for box, name in ((self.version, _("Version")), (self.other, _("Compare with"))):
            box.setAccessibleName(name)
            box.setAccessibleDescription(name)
            box.setMinimumContentsLength(22)
        self._with, self.note = QLabel(_("compared with")), QLabel(wordWrap=True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.compare = Button(theme, _("What is &new"), "diff", description=_("Show what changed to another version"))
        self.compare.setCheckable(True)
        self.save = Button(theme, _("&Save the draft"), "save", description=_("Save the draft (Ctrl+S)"))
        self.cancel = Button(theme, _("Stop &writing"), description=_("What is typed is kept as a draft"))
        self.reading, self.comparing = ReadingView(_("Text of the policy")), ReadingView(_("What is new in it"))
        self.editor = QPlainTextEdit()
        self.editor.setTabChangesFocus(True)
        self.editor.setAccessibleName(_("Text of the draft in Markdown"))
        self.editor.setAccessibleDescription(_("Ctrl+S saves it, Esc stops writing"))
        self.pages = QStackedWidget()
        for page in (self.reading, self.comparing, self.editor):
            self.pages.addWidget(page)
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.version, self._with, self.other):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.compare, self.cancel, self.save):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.note)
        column.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self.version.currentIndexChanged.connect(lambda _index: self._chosen())
        self.other.currentIndexChanged.connect(lambda _index: self._show())
        self.compare.toggled.connect(lambda _on: self._show())
        self.save.clicked.connect(lambda: self.saved.emit(self.editor.toPlainText()))
        self.cancel.clicked.connect(self.left)
        self.editor.textChanged.connect(self.typed)
        keys = QShortcut(QKeySequence("Ctrl+S"), self.editor)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self.save.click)
        stop = QShortcut(QKeySequence("Escape"), self.editor)
        stop.setContext(Qt.ShortcutContext.WidgetShortcut)
        stop.activated.connect(self.left)
        self.desk.theme.changed.connect(self._dress)

    # -- what is shown

    @property
    def shown(self) -> PolicyVersion | None:
        return self._of(self.version.currentData())

    @property
    def is_writing(self) -> bool:
        return self.pages.currentWidget() is self.editor

    def _of(self, version_id: object) -> PolicyVersion | None:
        return next((each for each in self._versions if each.id == version_id), None)

    def show_versions(self, versions: Sequence[PolicyVersion], wanted: int | None = None) -> None:
        """The latest first; the one that is shown stays, unless another is `wanted`."""
        self._versions = versions
        if wanted is None and self.shown is None and versions:
            published = (each.id for each in versions if each.published_at is not None)
            wanted = next(published, versions[0].id)
        options = [(each.id, version_name(each, self.desk.zone)) for each in versions]
        self.version.blockSignals(True)
        self.version.offer(options)
        if wanted is not None:
            self.version.choose(wanted)
        self.version.blockSignals(False)
        self._offer_others()
        self._show()

    def _chosen(self) -> None:
        self._offer_others()
        self._show()
        self.version_chosen.emit(self.version.currentData())

    def _offer_others(self) -> None:
        """The version before the shown one is what one wants to compare it with."""
        shown = self.shown
        others = [each for each in self._versions if shown is None or each.id != shown.id]
        before = next((each.id for each in others if shown and each.number < shown.number), None)
        self.other.blockSignals(True)
        self.other.clear()
        self.other.offer([(each.id, version_name(each, self.desk.zone)) for each in others])
        self.other.choose(before)
        self.other.blockSignals(False)
        self.compare.setEnabled(bool(others))
        self.compare.setToolTip("" if others else _("There is only one version."))

    def _show(self) -> None:
        shown, other = self.shown, self._of(self.other.currentData())
        comparing = self.compare.isChecked() and other is not None and not self.is_writing
        for widget in (self._with, self.other):
            widget.setVisible(comparing)
        for widget in (self.save, self.cancel):
            widget.setVisible(self.is_writing)
        self.compare.setVisible(not self.is_writing)
        self.version.setEnabled(not self.is_writing)
        self.note.setText(_("New in it: {note}").format(note=isolated(shown.note)) if shown and shown.note else "")
        self.note.setVisible(bool(self.note.text()) and not self.is_writing)
        if self.is_writing or shown is None:
            return
        if comparing:
            self.comparing.show_document(difference_document(other.text, shown.text, self.desk.theme))
            self.pages.setCurrentWidget(self.comparing)
        else:
            self.reading.show_document(document_of(shown.text, self.desk.theme))
            self.pages.setCurrentWidget(self.reading)

    # -- writing

    def write(self, text: str) -> None:
        """Begin to write."""
        if not self.is_writing:
            self.editor.blockSignals(True)
            self.editor.setPlainText(text)
            self.editor.blockSignals(False)
            self.pages.setCurrentWidget(self.editor)
            self._show()
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop_writing(self) -> None:
        self.pages.setCurrentWidget(self.reading)
        self._show()

    def _dress(self) -> None:
        theme = self.desk.theme
        dress_fields(
            self, theme, "#card { background: $surface; border: 1px solid $border; border-radius: 8px; }"
            "QTextBrowser { border: none; background: $surface; }",
        )  # fmt: skip
        self.note.setFont(theme.font("small"))
        for label in (self.note, self._with):
            theme.tint(label, "text2")
        self._show()


def version_name(version: PolicyVersion, zone: ZoneInfo) -> str:
    """ "Version 3, draft" or "Version 2, 3 Nov"."""
    if version.published_at is None:
        return _("Version {number}, draft").format(number=version.number)
    now = clock.stored(clock.now())
    day = moment.day(version.published_at, now, zone)
    return _("Version {number}, {day}").format(number=version.number, day=day)


def difference_document(before: str, after: str, theme: Theme) -> SilentDocument:
    """One text in which what is new is underlined and what is gone struck through; read without the colours as well."""
    document = SilentDocument()
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(theme.font("base"))
    cursor = QTextCursor(document)
    for piece in differences(before, after):
        style = QTextCharFormat()
        style.setForeground(theme.colour("text"))
        if piece.kind == ADDED:
            style.setForeground(theme.colour("success"))
            style.setBackground(theme.colour("success_bg"))
            style.setFontUnderline(True)
            style.setFontWeight(QFont.Weight.DemiBold)
        elif piece.kind == REMOVED:
            style.setForeground(theme.colour("danger"))
            style.setBackground(theme.colour("danger_bg"))
            style.setFontStrikeOut(True)
        cursor.insertText(piece.text, style)
    return document
