"""The one dialog by which evidence is added, from wherever it comes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QProgressBar, QWidget

from incidentdesk import clock
from incidentdesk.desktop.background import Job
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.investigate.evidence_content import (
    ENTRY,
    FILE,
    LINK,
    TEXT,
    Content,
    as_file,
    content_of,
    is_content,
    likely_type,
)
from incidentdesk.desktop.investigate.evidence_source import EvidenceSource
from incidentdesk.desktop.investigate.evidence_writing import Added, EvidenceOffer, add_evidence, load_offer
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.field import LISTS, dress_fields
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.time_field import TimeField
from incidentdesk.detect.typed_time import written_time
from incidentdesk.investigate.evidence_list import EvidenceType, Stance
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused

Done = Callable[[int], None]
_WIDTH = 640


def open_evidence_dialog(
    desk: Desk,
    parent: QWidget,
    subject: Subject,
    cause_key: str = "",
    dropped: QMimeData | None = None,
    done: Done | None = None,
) -> "EvidenceDialog":
    """Ask for evidence of an incident or a problem, and add it.

    With a cause it is also asked whether it supports or contradicts that cause, which must be saved by then. `dropped`
    is what was dropped or pasted; `done(id)` follows for each new piece.
    """
    dialog = EvidenceDialog(desk, subject, cause_key, done, parent.window())
    content = content_of(dropped, desk.zone)
    if content is not None:
        dialog.take(content)
    dialog.open()
    return dialog


class EvidenceDialog(GestureDialog):
    """`recorded(gesture)` when it has been written, for whoever takes gestures back by themselves."""

    recorded = Signal(object)

    def __init__(
        self, desk: Desk, subject: Subject, cause_key: str, done: Done | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, _("Add evidence to {number}").format(number=subject.number), _("Add evidence"), parent)
        self._subject, self._cause_key, self._done = subject, cause_key, done
        self._job: Job | None = None
        self.kinds = Chooser(
            desk.theme,
            _("What it is"),
            [(FILE, _("File or picture")), (TEXT, _("Text")), (LINK, _("Link")), (ENTRY, _("Timeline entry"))],
        )
        self.source = EvidenceSource(desk)
        self.type = QComboBox()
        self.title_field = QLineEdit()
        self.source_field = QLineEdit(placeholderText=_("as “core-sw-1, /var/log/messages”"))
        self.who = NameField(_("Collected by"))
        self.when = TimeField(desk.theme, desk.zone, _("When"))
        self.remark = QLineEdit(placeholderText=_("What to look for in it"))
        self.stance = Chooser(
            desk.theme,
            _("What it says"),
            [(Stance.SUPPORTS, _("+ supports it")), (Stance.CONTRADICTS, _("− contradicts it"))],
        )
        self.cause_label = QLabel(wordWrap=True)
        self.cause_label.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self._chosen_type = False
        self._build()
        self._connect()
        self.setAcceptDrops(True)
        self.setMinimumWidth(_WIDTH)
        self.ready()
        self._follow()
        self.kinds.button(FILE).setFocus()
        desk.background.run(load_offer, desk.database, subject, cause_key, then=self._offer, failed=self.fail)

    def _build(self) -> None:
        for kind in EvidenceType:
            if kind != EvidenceType.ENTRY:
                self.type.addItem(_(kind), kind)
        self._body.addWidget(self.kinds)
        self._body.addSpacing(4)
        self._body.addWidget(self.source, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._labels: dict[QWidget, QLabel] = {}
        for place, (text, field, description) in enumerate(
            (
                (_("T&ype"), self.type, _("What kind of evidence it is")),
                (_("&Title"), self.title_field, _("How it is called; empty is as it calls itself")),
                (_("&Source"), self.source_field, _("Where it comes from")),
                (_("Collected &by"), self.who, _("Who took it; empty is you")),
                (_("&When"), self.when, _("When it was taken; empty is now")),
                (_("&Remark"), self.remark, _("Why it matters")),
            )
        ):
            self._put(grid, place, text, field, description)
        self._body.addSpacing(8)
        self._body.addLayout(grid)
        self._body.addSpacing(8)
        for widget in (self.cause_label, self.stance):
            self._body.addWidget(widget)
            widget.setVisible(bool(self._cause_key))
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(_("Progress"))
        self.bar.setAccessibleDescription(_("How much of the files is hashed; Esc stops it"))
        self.bar.hide()
        self._body.addSpacing(8)
        self._body.addWidget(self.bar)

    def _put(self, grid: QGridLayout, place: int, text: str, field: QWidget, description: str) -> None:
        label = QLabel(text)
        label.setBuddy(field)
        if field is not self.when:
            field.setAccessibleName(text.replace("&", ""))
            field.setAccessibleDescription(description)
        row, column = divmod(place, 2)
        if row:
            grid.setRowMinimumHeight(3 * row - 1, 4)
        grid.addWidget(label, 3 * row, column)
        grid.addWidget(field, 3 * row + 1, column, Qt.AlignmentFlag.AlignTop)
        self._labels[field] = label

    def _connect(self) -> None:
        self.kinds.chosen.connect(self._show_kind)
        self.source.changed.connect(self._follow)
        self.type.activated.connect(self._choose_type)
        self.when.changed.connect(self.check)
        self.title_field.textChanged.connect(self.check)
        self.wanted.connect(self._add)

    def _offer(self, offer: EvidenceOffer) -> None:
        self.who.offer(offer.staff)
        self.source.file.limit(offer.limit)
        self.source.entry.offer(offer.entries)
        self.cause_label.setText(
            _("What it says of “{cause}”").format(cause=isolated(offer.cause_text)) if offer.cause_text else ""
        )
        self.cause_label.setAccessibleName(self.cause_label.text())
        self.check()
        self.grow()

    # -- what is to be added

    def take(self, content: Content) -> None:
        """Fill in what was dropped or pasted."""
        self.kinds.choose(content.kind)
        self.source.take(content)
        carried = content.carried
        if carried is not None and content.kind == TEXT:
            self.source_field.setText(carried.source)
            self.who.setText(carried.who)
            self.when.write(written_time(clock.instant(carried.at), self._desk.zone))
        focus = self.title_field if content.kind == FILE else self.source_field
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_kind(self, kind: str) -> None:
        self.source.show_kind(kind)

    def _follow(self) -> None:
        """What is asked for and offered goes by what is to be added."""
        kind, content = self.source.kind, self.source.content()
        self._show_type(kind, likely_type(content))
        several = len(content.files) > 1
        title = _("each is called after its file") if several else self.source.title()
        self.title_field.setPlaceholderText(title[:200])
        self.title_field.setEnabled(not several)
        self._enable(self.type, kind != ENTRY)
        self._enable(self.remark, kind in (FILE, LINK))
        own = bool(content.attachment_id) or kind == ENTRY
        self.who.setPlaceholderText(_("as recorded") if own else self._desk.actor)
        self.when.field.setPlaceholderText(_("as recorded") if own else _("now"))
        self.check()

    def _choose_type(self, _place: int) -> None:
        self._chosen_type = True

    def _show_type(self, kind: str, likely: str) -> None:
        """An entry of the timeline is nothing else; of others the likely type is chosen until a person chooses."""
        place = self.type.findData(EvidenceType.ENTRY)
        if kind == ENTRY and place < 0:
            self.type.addItem(_(EvidenceType.ENTRY), EvidenceType.ENTRY)
        elif kind != ENTRY and place >= 0:
            self.type.removeItem(place)
        if kind == ENTRY or not self._chosen_type:
            self.type.setCurrentIndex(max(0, self.type.findData(likely)))

    def _enable(self, field: QWidget, enabled: bool) -> None:
        field.setEnabled(enabled)
        self._labels[field].setEnabled(enabled)

    def why_not(self) -> str:
        if self._job is not None:
            return _("It is being added.")
        try:
            self.when.value()
        except Refused as refused:
            return str(refused)
        if len(self.title_field.text()) > 200:
            return _("The title has at most {most} characters.").format(most=200)
        return self.source.why_not()

    def label(self) -> Any:
        """An investigate.evidence_adding.Label."""
        from incidentdesk.investigate.evidence_adding import Label

        kind = self.source.kind
        several = len(self.source.content().files) > 1
        return Label(
            type=self.type.currentData(),
            title="" if several else self.title_field.text(),
            source=self.source_field.text(),
            text=self.source.text.toPlainText() if kind == TEXT else self.remark.text() if kind != ENTRY else "",
            collected_at=self.when.value(),
            collected_by=self.who.text(),
        )

    # -- adding

    def _add(self) -> None:
        from incidentdesk.investigate.evidence_adding import LONGEST_TEXT

        label, content = self.label(), self.source.content()
        if content.kind == TEXT and len(content.text) > LONGEST_TEXT:
            content = as_file(content, _("Excerpt.txt"))
            label = replace(label, text="")
        desk = self._desk
        self._job = desk.background.run(
            add_evidence, desk.database, desk.actor, self._subject, label, content, self._cause_key,
            str(self.stance.value), then=self._added, failed=self._failed, progress=True,
            title=_("Adding evidence to {number}").format(number=self._subject.number),
        )  # fmt: skip
        self._job.progressed.connect(self._move)
        self._busy(True)

    def _move(self, done: int, total: int) -> None:
        self.bar.setVisible(self._job is not None)
        self.bar.setMaximum(1_000)
        self.bar.setValue(1_000 * done // max(1, total))

    def _added(self, added: Added) -> None:
        self._job = None
        count = len(added.ids)
        said = ngettext("Evidence added to {number}", "{count} pieces of evidence added to {number}", count)
        self._desk.history.done(said.format(count=count, number=self._subject.number), added.gesture, toast=False)
        done = self._done
        self.recorded.emit(added.gesture)
        self.accept()
        for evidence_id in added.ids if done else ():
            done(evidence_id)

    def _failed(self, refused: Refused) -> None:
        self._job = None
        self._busy(False)
        self.fail(refused)
        self.grow()

    def _busy(self, busy: bool) -> None:
        self.bar.setVisible(False)
        self.bar.setValue(0)
        for part in (self.kinds, self.source, *self._labels, self.stance):
            part.setEnabled(not busy)
        if not busy:
            self._follow()

    def reject(self) -> None:
        """Esc and Cancel first stop what is under way."""
        if self._job is None:
            super().reject()
            return
        self._job.cancel()
        self._job = None
        self._busy(False)
        self.message.say(_("Stopped. Nothing was added."), "info", dismissable=False)
        self.check()

    # -- dropping and pasting

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._job is None and is_content(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        content = content_of(event.mimeData(), self._desk.zone)
        if content is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.take(content)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self._job is None:
            content = content_of(QGuiApplication.clipboard().mimeData(), self._desk.zone)
            if content is not None:
                self.take(content)
                return
        super().keyPressEvent(event)

    def grow(self) -> None:
        """Become as high as the texts need now."""
        self.resize(self.size().expandedTo(self.sizeHint()))

    def _dress(self) -> None:
        super()._dress()
        dress_fields(self, self._desk.theme, "QDialog { background: $window; }" + LISTS)
        self.source.text.setFont(self._desk.theme.font("mono"))
