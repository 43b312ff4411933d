"""The inspector beside the canvas: everything that is known about what is chosen, to be read and written."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.cause_draft import Typed
from incidentdesk.desktop.investigate.field_keeper import FieldKeeper
from incidentdesk.desktop.investigate.inspector_evidence import EvidencePart
from incidentdesk.desktop.investigate.inspector_hint import hints_for
from incidentdesk.desktop.investigate.inspector_measures import MeasuresPart
from incidentdesk.desktop.investigate.inspector_part import GrowingText, Part, quiet
from incidentdesk.desktop.investigate.status_icon import SIZE, status_pixmap
from incidentdesk.desktop.widgets.button import Button, IconButton
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.field import dress_fields
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.investigate.cause_graph import EFFECT, LONGEST_CAUSE, Cause, CauseGraph, Kind, Role, Status, Voting
from incidentdesk.investigate.evidence_list import Piece
from incidentdesk.language import _, isolated, ngettext

# How near to the longest text a count is shown.
_NEAR = 20


class Inspector(QScrollArea):
    """It changes nothing by itself: `written(key, field, value, seen)` for a field, `typing(Typed)` while a text is
    written and `typed` when no more, `vote_wanted(by)`, `why_wanted`, and what its parts say."""

    written = Signal(str, str, object, object)
    typing = Signal(object)
    typed = Signal()
    status_wanted = Signal(str)
    vote_wanted = Signal(int)
    why_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.key: str | None = None
        self._graph = CauseGraph()
        theme = desk.theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Inspector"))
        self.place = QLabel(wordWrap=True)
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.text = GrowingText(_("Text"), _("The text of the label, at most 200 characters"), 2, 6)
        self.length = QLabel()
        self.hints = QLabel(wordWrap=True)
        self.hints.setTextFormat(Qt.TextFormat.PlainText)
        self.hints.setObjectName("hints")
        self.status = Chooser(theme, _("Status"), [(status, _(status)) for status in Status])
        self.status_name = QLabel()
        self.role = QComboBox()
        self.role.setAccessibleName(_("Role"))
        self.role.setAccessibleDescription(_("What the cause is to the incident"))
        self.role.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.role.setMinimumContentsLength(8)
        for role in Role:
            self.role.addItem(_(role) if role else _("No special role"), str(role))
        self.evidence = EvidencePart(theme)
        self.note = GrowingText(_("Note"), _("Details that do not fit into a label"), 3, 14)
        self.votes = QLabel()
        self.vote_up = IconButton(theme, "chevron-up", _("Vote for it"), description=_("Vote for it (+)"))
        self.vote_down = IconButton(theme, "chevron-down", _("Take a vote back"), description=_("Take a vote back (−)"))
        self.owner = NameField(_("Owner"), _("Who looks after this cause"))
        self.stop_reason = QLineEdit()
        self.accepted_reason = QLineEdit()
        self.measures = MeasuresPart(theme)
        self.why = Button(theme, _("Why?"), "whys", description=_("Ask why, in the 5-Whys (W)"))
        self.keepers: dict[str, FieldKeeper] = {}
        self._build()
        self._connect()
        theme.changed.connect(self._dress)
        self._dress()

    # -- building

    def _build(self) -> None:
        theme = self._desk.theme
        for field, name, hint in (
            (self.stop_reason, _("Why the branch ends"), _("as “log is clean”")),
            (self.accepted_reason, _("Accepted, because"), _("instead of a counter-measure")),
        ):
            field.setAccessibleName(name)
            field.setAccessibleDescription(hint)
            field.setPlaceholderText(hint)
        status = Part(theme, _("Status"))
        status.line.addWidget(self.status_name)
        status.column.addWidget(self.status)
        votes = Part(theme, _("Votes"))
        line = QHBoxLayout()
        line.addWidget(self.vote_up)
        line.addWidget(self.vote_down)
        line.addWidget(self.votes, 1)
        votes.column.addLayout(line)
        why = QHBoxLayout()
        why.addWidget(self.why)
        why.addStretch(1)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        text = QVBoxLayout()
        text.setSpacing(4)
        for widget in (self.place, self.text, self.length, self.hints):
            text.addWidget(widget)
        column.addLayout(text)
        self._of_cause: list[QWidget] = [status]
        for heading, field in (
            (_("Role"), self.role), ("", self.evidence), (_("Note"), self.note), ("", votes),
            (_("Owner"), self.owner), (_("Why the branch ends"), self.stop_reason),
            (_("Accepted, because"), self.accepted_reason), ("", self.measures),
        ):  # fmt: skip
            self._of_cause.append(self._part(heading, field) if heading else field)
        for part in self._of_cause:
            column.addWidget(part)
        column.addLayout(why)
        column.addStretch(1)
        self.setWidget(inner)

    def _part(self, heading: str, field: QWidget) -> Part:
        part = Part(self._desk.theme, heading)
        part.column.addWidget(field)
        return part

    def _connect(self) -> None:
        for name, field in (
            ("text", self.text), ("note", self.note), ("owner", self.owner), ("stop_reason", self.stop_reason),
            ("accepted_reason", self.accepted_reason),
        ):  # fmt: skip
            keeper = self.keepers[name] = FieldKeeper(field)
            keeper.typed.connect(lambda text, seen, name=name: self._typed(name, text, seen))
            keeper.kept.connect(lambda text, seen, name=name: self._kept(name, text, seen))
        self.text.textChanged.connect(self._count)
        self.status.chosen.connect(lambda status: self.status_wanted.emit(str(status)))
        self.role.activated.connect(lambda _row: self._write("role", self.role.currentData()))
        self.vote_up.clicked.connect(lambda: self.vote_wanted.emit(1))
        self.vote_down.clicked.connect(lambda: self.vote_wanted.emit(-1))
        self.why.clicked.connect(self.why_wanted)

    def _typed(self, name: str, text: str, seen: str) -> None:
        if self.key is not None:
            self.typing.emit(Typed(self.key, text, seen, name))

    def _kept(self, name: str, text: str, seen: str) -> None:
        if self.key is not None:
            self.written.emit(self.key, name, text, seen)
        self.typed.emit()

    def _write(self, name: str, value: Any) -> None:
        if self.key is not None and self.key in self._graph.causes:
            self.written.emit(self.key, name, value, getattr(self._graph.causes[self.key], name))

    # -- showing

    def keep(self) -> None:
        """Have everything that was typed written."""
        for keeper in self.keepers.values():
            keeper.keep()
        self.measures.keep()

    def show_key(self, graph: CauseGraph, key: str | None, chosen: int, voter: str, why_fixed: str) -> None:
        """Show what is known about one key; `chosen` is how many are chosen in all."""
        if key != self.key:
            self.keep()
        self._graph, self.key = graph, key
        cause = graph.causes.get(key) if key else None
        self.widget().setEnabled(key is not None)
        self._show_kind(cause is not None and cause.kind == Kind.CAUSE)
        self.place.setText(self._where(graph, key, cause, chosen))
        for field in (self.text, self.note, self.owner, self.stop_reason, self.accepted_reason):
            field.setReadOnly(bool(why_fixed))
            field.setToolTip(why_fixed)
        self.keepers["text"].show(cause.text if cause else graph.effect.text if key == EFFECT else "")
        self.text.setVisible(key is not None)
        self._count()
        if cause is not None:
            self._show_cause(graph, cause, voter, why_fixed)

    def _show_kind(self, is_cause: bool) -> None:
        for part in self._of_cause:
            part.setVisible(is_cause)
        self.hints.hide()
        self.why.setVisible(is_cause)

    def _where(self, graph: CauseGraph, key: str | None, cause: Cause | None, chosen: int) -> str:
        if key is None:
            return _("Choose a cause to see what is known about it.")
        if chosen > 1:
            return ngettext(
                "{count} chosen; this is the last one", "{count} chosen; this is the last one", chosen
            ).format(count=chosen)
        if key == EFFECT:
            return _("Problem")
        if cause is None:
            return ""
        if cause.kind == Kind.CATEGORY:
            return _("Category")
        return self.place_of(graph, cause)

    @staticmethod
    def place_of(graph: CauseGraph, cause: Cause) -> str:
        """Where a cause stands in the fishbone; the page of another diagram puts its own words here."""
        category = graph.category_of(cause.key)
        if category is None:
            return _("On no bone")
        return _("Level {level} of {category}").format(level=graph.depth(cause.key), category=isolated(category.text))

    def _show_cause(self, graph: CauseGraph, cause: Cause, voter: str, why_fixed: str) -> None:
        self.status.choose(Status(cause.status))
        self.status.setEnabled(not why_fixed)
        self.status_name.setText(_(cause.status))
        with QSignalBlocker(self.role):
            self.role.setCurrentIndex(self.role.findData(str(cause.role)))
        self.role.setEnabled(not why_fixed)
        for name in ("note", "owner", "stop_reason", "accepted_reason"):
            self.keepers[name].show(getattr(cause, name))
        self._show_votes(graph, cause, voter, why_fixed)
        hints = hints_for(graph, cause)
        self.hints.setText("\n".join(hints))
        self.hints.setAccessibleName(self.hints.text())
        self.hints.setVisible(bool(hints))
        root = cause.status == Status.ROOT_CAUSE
        measures = graph.measures_of(cause.key)
        self.accepted_reason.parentWidget().setVisible(root and not measures)
        ended = cause.status == Status.RULED_OUT or bool(cause.stop_reason)
        self.stop_reason.parentWidget().setVisible(ended)
        self.measures.show_measures(measures, self.owner.offered(), why_fixed)

    def _show_votes(self, graph: CauseGraph, cause: Cause, voter: str, why_fixed: str) -> None:
        votes, left = graph.votes_of(cause.key, voter), graph.dots_left(voter)
        closed = graph.effect.voting == Voting.CLOSED
        said = _("{votes} here").format(votes=votes)
        if graph.effect.voting == Voting.HIDDEN:
            said = _("{votes} of yours here").format(votes=votes)
        dots = ngettext("{count} dot left", "{count} dots left", left).format(count=left)
        self.votes.setText(said if closed else f"{said} · {dots}")
        self.votes.setAccessibleName(self.votes.text())
        self.vote_up.setEnabled(not why_fixed and not closed and left > 0)
        self.vote_down.setEnabled(not why_fixed and not closed)

    def show_evidence(self, pieces: Sequence[Piece], why_fixed: str) -> None:
        self.evidence.show_pieces(self.key or "", pieces, why_fixed)

    def offer_names(self, names: Sequence[str]) -> None:
        self.owner.offer(names)

    def _count(self) -> None:
        count = len(" ".join(self.text.toPlainText().split()))
        near = self.key != EFFECT and count > LONGEST_CAUSE - _NEAR
        self.length.setVisible(near)
        over = _("{count} of {most} characters. The whole text goes into the note.")
        text = over if count > LONGEST_CAUSE else _("{count} of {most} characters")
        self.length.setText(text.format(count=count, most=LONGEST_CAUSE))
        self.length.setWordWrap(True)

    # -- look

    def _dress(self) -> None:
        theme = self._desk.theme
        dress_fields(
            self,
            theme,
            "QScrollArea, QScrollArea > QWidget > QWidget { background: $surface; }"
            "#hints { background: $warning_bg; color: $text; border-radius: 6px; padding: 6px 8px; }"
            "QListWidget { background: $surface; border: 1px solid $border; border-radius: 6px; }",
        )
        for label in (self.place, self.length, self.status_name, self.votes):
            quiet(label, theme)
        ratio = self.devicePixelRatioF()
        for status in Status:
            button = self.status.button(status)
            button.setText("")
            button.setIcon(QIcon(status_pixmap(theme, status, ratio)))
            button.setIconSize(QSize(SIZE, SIZE))
            button.setMinimumWidth(36)
        self.text.fit()
        self.note.fit()
