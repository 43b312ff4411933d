"""Beside a policy: who has read the version that is shown, and who has not."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.policy_list import PolicyVersion
from incidentdesk.prepare.policy_sheet import PolicySheet

_WIDTH, _MOST = 300, 8


class PolicySide(QFrame):
    """Emits `copying`, and `recording(person id)` with 0 where nobody is chosen."""

    copying = Signal()
    recording = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName("side")
        theme = desk.theme
        self.heading, self.hint, self._missing_title, self._read_title = (QLabel(wordWrap=True) for _label in range(4))
        self.missing = TwoLineList(theme, _("Who has not read it"), most=_MOST, marked=True)
        self.missing.setAccessibleDescription(_("Enter records it for somebody, with a reason"))
        self.read = TwoLineList(theme, _("Who has read it"), most=_MOST)
        self.copy = LinkButton(theme, _("Copy who is missing"), "copy", description=_("Copy the names for a mail"))
        self.record = LinkButton(
            theme, _("Record for somebody…"), "assign", description=_("As where it was signed on paper")
        )
        self.copy.clicked.connect(self.copying)
        self.record.clicked.connect(lambda: self.recording.emit(self.missing.key() or 0))
        self.missing.opened.connect(self.recording)
        inner = QWidget()
        inner.setObjectName("inner")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for widget in (self.heading, self.hint, self._missing_title, self.missing):
            column.addWidget(widget)
        for button in (self.copy, self.record):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addSpacing(8)
        column.addWidget(self._read_title)
        column.addWidget(self.read)
        column.addStretch(1)
        scroll = scrolling(inner, _("Acknowledgements"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(scroll)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_sheet(self, sheet: PolicySheet, version: PolicyVersion | None, why_not_recorded: str) -> None:
        """Who has read `version`; only for the one that is published somebody is missing."""
        read = sheet.read_by.get(version.id, ()) if version else ()
        current = version is not None and sheet.published is not None and version.id == sheet.published.id
        missing = sheet.row.missing if current else ()
        self.heading.setText(self._heading(sheet, version, current, len(read)))
        self.hint.setText(_("Nobody is asked to read a draft.") if version and version.published_at is None else "")
        self.hint.setVisible(bool(self.hint.text()))
        count = ngettext("{count} person is missing", "{count} people are missing", len(missing))
        self._missing_title.setText(count.format(count=len(missing)))
        self.missing.show_items(
            [{"key": key, "head": _("not yet"), "text": name, "mark": ("ring", "warning")} for key, name in missing]
        )
        for widget in (self._missing_title, self.missing, self.copy, self.record):
            widget.setVisible(bool(missing))
        self.record.setEnabled(not why_not_recorded)
        self.record.setToolTip(why_not_recorded or self.record.accessibleDescription())
        self._read_title.setText(_("Read by"))
        now = clock.stored(clock.now())
        self.read.show_items([
            {"key": each.person_id, "head": moment.day_and_time(each.at, now, self.desk.zone), "text": each.name,
             "note": f"{isolated(each.by)}: {each.reason}" if each.reason else "",
             "mark": ("check", "success")}
            for each in read
        ])  # fmt: skip
        for widget in (self._read_title, self.read):
            widget.setVisible(bool(read))

    def _heading(self, sheet: PolicySheet, version: PolicyVersion | None, current: bool, read: int) -> str:
        if version is None:
            return _("No text yet")
        if version.published_at is None:
            return _("Draft")
        if current:
            done, asked = len(sheet.row.acknowledged), len(sheet.row.asked)
            return _("{count} of {all} have read it").format(count=done, all=asked)
        return ngettext("{count} person had read it", "{count} people had read it", read).format(count=read)

    def _dress(self) -> None:
        theme = self.desk.theme
        self.setFixedWidth(round(_WIDTH * max(100, theme.scale) / 100))
        self.heading.setFont(theme.font("h2"))
        for label in (self._missing_title, self._read_title):
            label.setFont(theme.font("strong"))
        theme.tint(self.hint, "text2")
        self.setStyleSheet(
            theme.sheet(
                "#side { background: $surface; border: 1px solid $border; border-radius: 8px; }"
                "#inner, QScrollArea { background: transparent; }" + SCROLL_BARS
            )
        )
