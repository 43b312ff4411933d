"""What the record says, beside the text: numbers, timeline, causes, actions, lessons; it changes while it is open."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.diagram_thumbnail import DiagramThumbnail
from incidentdesk.desktop.improve.review_adherence import show_adherence
from incidentdesk.desktop.improve.review_loading import FISHBONE, WHYS, Loaded
from incidentdesk.desktop.improve.star_list import StarList
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.state_mark import EFFECT_MARK
from incidentdesk.improve.lesson_list import LessonRow
from incidentdesk.improve.review_cause import PART_NAME, found_causes
from incidentdesk.improve.review_number import Span
from incidentdesk.investigate.action_hint import likely_type, reminder_hint, reminders_only
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.cause_graph import STATUS_GLYPH, CauseGraph, Status
from incidentdesk.language import _
from incidentdesk.measure.judged_action import effect_of

WIDTH = 320  # logical pixels at the usual text size
_TIMELINE_HEIGHT = 260
_MOST_CAUSES = 12
_SHOWN = 36  # characters of the title of a lesson


class Group(QFrame):
    """A heading, lines that come and go, and in `column` below them what stays."""

    def __init__(self, desk: Desk, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._name = heading
        self.heading = QLabel(heading)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        self.column.addWidget(self.heading)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.column.addLayout(self._rows)
        self.lines: list[QWidget] = []
        desk.theme.changed.connect(self.dress)
        self.dress()

    def entitle(self, more: str) -> None:
        self.heading.setText(_("{what} · {more}").format(what=self._name, more=more) if more else self._name)

    def clear(self) -> None:
        for line in self.lines:
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = []

    def say(self, text: str, role: str = "text", font: str = "base", tooltip: str = "") -> QLabel:
        label = QLabel(text, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setToolTip(tooltip)
        self._dress_line(label, role, font)
        label.setProperty("look", (role, font))
        self.add(label)
        return label

    def add(self, line: QWidget, align: Qt.AlignmentFlag = Qt.AlignmentFlag(0)) -> None:
        self.lines.append(line)
        self._rows.addWidget(line, 0, align)

    def _dress_line(self, label: QLabel, role: str, font: str) -> None:
        label.setFont(self._desk.theme.font(font))
        self._desk.theme.tint(label, role)

    def dress(self) -> None:
        self.heading.setFont(self._desk.theme.font("strong"))
        for line in self.lines:
            if isinstance(line, QLabel) and line.property("look"):
                self._dress_line(line, *line.property("look"))


class ReviewSide(QScrollArea):
    """Emits `opened(what)` for "fishbone", "whys" or "actions", `star_wanted(entry id, starred)`, `lesson_opened(id)`
    `lesson_wanted` and `improvement_wanted` for a new one, and `change_wanted` for a change to the plan."""

    opened = Signal(str)
    star_wanted = Signal(int, bool)
    lesson_opened = Signal(int)
    lesson_wanted = Signal()
    change_wanted = Signal()
    improvement_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._fixed = True
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("What the record says"))
        self.setObjectName("review_side")
        inner = QWidget()
        inner.setObjectName("review_side_inner")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(24)
        self.numbers, self.timeline = Group(desk, _("Numbers")), Group(desk, _("Timeline"))
        self.causes, self.actions = Group(desk, _("Causes")), Group(desk, _("Corrective actions"))
        self.plan, self.lessons = Group(desk, _("Plan")), Group(desk, _("Lessons"))
        for group in (self.timeline, self.numbers, self.plan, self.causes, self.actions, self.lessons):
            column.addWidget(group)
        column.addStretch(1)
        self._add_parts()
        self.setWidget(inner)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _add_parts(self) -> None:
        desk = self._desk
        self.stars = StarList(desk)
        self.stars.setFixedHeight(_TIMELINE_HEIGHT)
        self.stars.star_wanted.connect(self.star_wanted)
        self.timeline.column.addWidget(self.stars)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self.numbers.column.addLayout(self._grid)
        self.links: dict[str, LinkButton] = {}
        self.thumbnails: dict[str, DiagramThumbnail] = {}
        for key, name, text, icon in (
            (FISHBONE, _("Fishbone"), _("Open the fishbone"), "fishbone"),
            (WHYS, _("5-Whys"), _("Open the 5-Whys"), "whys"),
        ):
            self.thumbnails[key] = DiagramThumbnail(desk, name)
            self.thumbnails[key].clicked.connect(lambda _checked=False, key=key: self.opened.emit(key))
            self.links[key] = self._link(self.causes, text, icon)
            self.links[key].clicked.connect(lambda _checked=False, key=key: self.opened.emit(key))
            self.causes.column.addWidget(self.thumbnails[key])
        self._link(self.actions, _("Open the actions"), "action").clicked.connect(lambda: self.opened.emit("actions"))
        self.propose = self._link(self.plan, _("Propose a change to the plan"), "proposal")
        self.propose.clicked.connect(self.change_wanted)
        self._link(self.lessons, _("New lesson"), "plus").clicked.connect(self.lesson_wanted)
        self.improve = self._link(self.lessons, _("New improvement"), "improvement")
        self.improve.clicked.connect(self.improvement_wanted)

    def _link(self, group: Group, text: str, icon: str) -> LinkButton:
        link = LinkButton(self._desk.theme, text, icon)
        group.column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        return link

    # -- showing

    def show_loaded(self, loaded: Loaded, writable: bool) -> None:
        record = loaded.record
        entries = [fact for fact in record.facts if fact.entry_id is not None]
        self.stars.show_facts(record.facts, writable)
        starred = _("{starred} of {all} starred").format(starred=len(record.starred), all=len(entries))
        self.timeline.entitle(starred if entries else _("nothing was written"))
        self.stars.setVisible(bool(entries))
        self._show_numbers(record.spans)
        show_adherence(self.plan, record.adherence)
        self.plan.setVisible(bool(record.adherence))
        self._show_causes(record.graph)
        for key, thumbnail in self.thumbnails.items():
            thumbnail.show_drawing(loaded.drawings.get(key))
        self._show_actions(record.actions)
        self._show_lessons(record.lessons)

    def _show_numbers(self, spans: Sequence[Span]) -> None:
        self.numbers.clear()
        for row, span in enumerate(spans):
            name = QLabel(span.name, wordWrap=True)
            value = QLabel(span.text)
            for label, role in ((name, "text2"), (value, "text" if span.length is not None else "hint")):
                label.setToolTip("\n".join(filter(None, (span.definition, span.why, span.note))))
                label.setProperty("look", (role, "base" if label is name else "strong"))
                self.numbers._dress_line(label, *label.property("look"))
                self.numbers.lines.append(label)
            value.setAccessibleName(f"{span.name}: {span.text}")
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTrailing)

    def _show_causes(self, graph: CauseGraph | None) -> None:
        self.causes.clear()
        if graph is None:
            self.causes.say(_("Nobody has looked for causes yet."), "text2")
            return
        found = [(part, cause) for part, causes in found_causes(graph).parts.items() for cause in causes]
        for part, cause in found[:_MOST_CAUSES]:
            self.causes.say(f"{STATUS_GLYPH[Status(cause.status)]} {cause.text}")
            self.causes.say(_(PART_NAME[part]), "text2", "small").setContentsMargins(0, 0, 0, 4)
        if len(found) > _MOST_CAUSES:
            self.causes.say(_("and {count} more").format(count=len(found) - _MOST_CAUSES), "text2", "small")
        if not found:
            self.causes.say(_("Nothing was verified yet."), "text2")

    def _show_actions(self, actions: Sequence[ActionRow]) -> None:
        self.actions.clear()
        today = clock.now().astimezone(self._desk.zone).date().isoformat()
        for action in actions:
            self.actions.say(action.text)
            told = [_(action.state), action.owner or _("nobody yet"), action.due_on]
            late = action.overdue(today)
            self.actions.say(
                " · ".join(filter(None, [*told, _("overdue") if late else ""])), "danger" if late else "text2", "small"
            )
            effect = effect_of(action)
            if effect is not None:
                self.actions.say(f"{effect.name}: {effect.sentence}", EFFECT_MARK[effect.verdict][1], "small")
        kinds = [likely_type(each.type, each.text) for each in actions if each.state != ActionState.DROPPED]
        if reminders_only(kinds):
            self.actions.say(reminder_hint(), "warning", "small")
        if not actions:
            self.actions.say(_("Nothing is planned yet."), "text2")

    def _show_lessons(self, lessons: Sequence[LessonRow]) -> None:
        self.lessons.clear()
        for lesson in lessons:
            title = lesson.title if len(lesson.title) <= _SHOWN else lesson.title[: _SHOWN - 1].rstrip() + "…"
            link = LinkButton(self._desk.theme, title, "lesson", description=lesson.title)
            link.clicked.connect(lambda _checked=False, lesson_id=lesson.id: self.lesson_opened.emit(lesson_id))
            self.lessons.add(link, Qt.AlignmentFlag.AlignLeading)

    # -- look

    def fix_width(self, fixed: bool) -> None:
        self._fixed = fixed
        width = WIDTH * max(100, self._desk.theme.scale) // 100
        self.setMinimumWidth(width if fixed else 0)
        self.setMaximumWidth(width if fixed else (1 << 24) - 1)

    def _dress(self) -> None:
        theme = self._desk.theme
        self.fix_width(self._fixed)
        self.setStyleSheet(
            theme.sheet(
                "#review_side { background: $surface; border: none; border-left: 1px solid $border; }"
                "#review_side_inner { background: $surface; } QLabel { background: transparent; }" + SCROLL_BARS
            )
        )
