"""The versions of a plan, who made and approved them, and what changed between any two."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.plan_difference_text import difference_document
from incidentdesk.desktop.prepare.plan_head import PLAN_MARK
from incidentdesk.desktop.prepare.plan_reading import PlanSheet
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.form_grid import ChoiceBox
from incidentdesk.desktop.widgets.quiet_browser import ReadingView
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_difference import Change, difference_markdown, plan_difference
from incidentdesk.prepare.plan_version import Version

_WIDTH, _HEIGHT, _LIST = 1040, 640, 300
_MOST = 9
_NOTHING = 0


class PlanVersionsSheet(Sheet):
    def __init__(self, desk: Desk, sheet: PlanSheet, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Versions of {name}").format(name=isolated(sheet.row.name)), parent)
        self.desk, self.versions = desk, sheet.versions
        self.changes: list[Change] = []
        self._build()
        self._connect()
        self._fill()
        self.dress()
        self.fit(_WIDTH, _HEIGHT)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        theme = self.desk.theme
        self.list = TwoLineList(theme, _("Versions"), most=_MOST, marked=True)
        self.list.setAccessibleDescription(_("Each shows what changed to the version before it"))
        self.before, self.after = ChoiceBox(), ChoiceBox()
        for box, name in ((self.before, _("From version")), (self.after, _("To version"))):
            box.setAccessibleName(name)
            box.setAccessibleDescription(_("What changed between the two is shown below"))
            box.setMinimumContentsLength(20)
        self.note, self.counted = QLabel(wordWrap=True), QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.text = ReadingView(_("What changed"))
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for widget in (QLabel(_("From")), self.before, QLabel(_("to")), self.after):
            bar.addWidget(widget)
        bar.addWidget(self.counted, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(bar)
        right.addWidget(self.note)
        right.addWidget(self.text, 1)
        left = QVBoxLayout()
        left.addWidget(self.list)
        left.addStretch(1)
        whole = QHBoxLayout()
        whole.setSpacing(16)
        whole.addLayout(left)
        whole.addLayout(right, 1)
        self.body.addLayout(whole, 1)
        role = QDialogButtonBox.ButtonRole
        self.copy = self.add_button(
            _("&Copy as Markdown"),
            role.ActionRole,
            description=_("Copy what changed as a text for a message or a wiki"),
        )
        self.add_close_button(_("Close"))

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._step)
        self.before.currentIndexChanged.connect(lambda _at: self._show())
        self.after.currentIndexChanged.connect(lambda _at: self._show())
        self.copy.clicked.connect(self._copy)

    def _fill(self) -> None:
        now = clock.stored(clock.now())
        options = [(each.id, _version_words(each)) for each in self.versions]
        self.after.offer(options)
        self.before.offer([*options, (_NOTHING, _("an empty plan"))])
        self.list.show_items([
            {
                "key": each.id, "head": _version_words(each), "text": each.note or _("no note"),
                "note": moment.day_and_time(each.approved_at or each.created_at, now, self.desk.zone),
                "mark": PLAN_MARK[each.state],
            }
            for each in self.versions
        ])  # fmt: skip
        self.list.setCurrentRow(0)

    def _step(self, row: int) -> None:
        """A version against the one before it."""
        if row < 0:
            return
        for box in (self.before, self.after):
            box.blockSignals(True)
        self.after.choose(self.versions[row].id)
        before = self.versions[row + 1].id if row + 1 < len(self.versions) else _NOTHING
        self.before.setCurrentIndex(self.before.findData(before))
        for box in (self.before, self.after):
            box.blockSignals(False)
        self._show()

    def _version(self, version_id: object) -> Version | None:
        return next((each for each in self.versions if each.id == version_id), None)

    def _show(self) -> None:
        before, after = self._version(self.before.currentData()), self._version(self.after.currentData())
        if after is None:
            return
        self.changes = plan_difference(before.content if before else PlanContent(), after.content)
        self.note.setText(self._who(after))
        count = len(self.changes)
        self.counted.setText(ngettext("{count} change", "{count} changes", count).format(count=count))
        self.text.show_document(difference_document(self.changes, self.theme))
        self.copy.setEnabled(bool(self.changes))

    def _who(self, version: Version) -> str:
        now, zone = clock.stored(clock.now()), self.desk.zone
        told = _("Begun by {name}, {time}").format(
            name=isolated(version.created_by), time=moment.day_and_time(version.created_at, now, zone)
        )
        if version.approved_at is not None:
            told += " · " + _("approved by {name}, {time}").format(
                name=isolated(version.approved_by), time=moment.day_and_time(version.approved_at, now, zone)
            )
        return f"{told}\n{version.note}" if version.note else told

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(difference_markdown(self.changes))
        self.desk.toasts.show(_("Copied what changed"))

    def dress(self) -> None:
        super().dress()
        scale = max(100, self.theme.scale) / 100
        self.list.setFixedWidth(round(_LIST * scale))
        for label in (self.note, self.counted):
            label.setFont(self.theme.font("small"))
            self.theme.tint(label, "text2")
        if self.versions and self.after.count():
            self._show()


def _version_words(version: Version) -> str:
    return _("Version {number} · {state}").format(number=version.number, state=_(version.state))
