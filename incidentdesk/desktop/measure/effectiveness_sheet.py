"""The numbers behind the verdict on a corrective action: before and after in 30, 60 and 90 days."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.state_mark import EFFECT_MARK, state_mark
from incidentdesk.language import _, ngettext
from incidentdesk.measure.effectiveness import VERDICT_NAME, Effectiveness, Window, window_sentence

_WIDTH, _HEIGHT = 720, 240


class EffectivenessSheet(Sheet):
    """Emits `wanted(reference)` for the incidents behind a number, and closes."""

    wanted = Signal(str)

    def __init__(self, desk: Desk, title: str, effect: Effectiveness, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Does it work?"), parent)
        self.effect = effect
        self._strong: list[QLabel] = []
        self._quiet: list[QLabel] = []
        self.heading = _text(title)
        self.verdict = _text(effect.name)
        self.sentence = _text(effect.sentence)
        self.marks: list[tuple[QLabel, tuple[str, str]]] = []
        self.numbers: dict[tuple[int, str], LinkButton] = {}
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._mark(EFFECT_MARK[effect.verdict]))
        line.addWidget(self.verdict, 1)
        self.body.addWidget(self.heading)
        self.body.addLayout(line)
        self.body.addWidget(self.sentence)
        self._strong.append(self.verdict)
        if effect.counted:
            self.body.addLayout(self._table())
            self.body.addWidget(self._quietly(effect.counted))
            self.body.addWidget(self._quietly(_about()))
        self.body.addStretch(1)
        self.add_close_button(_("Close"))
        self.fit(_WIDTH, _HEIGHT)
        self.dress()

    # -- the table

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(5, 1)
        headings = ("", _("Before"), _("After"), _("In 30 days"), _("By chance"), _("Verdict"))
        for column, text in enumerate(headings):
            grid.addWidget(self._quietly(text, wrap=False), 0, column, _side(column))
        for row, window in enumerate(self.effect.windows, start=1):
            for column, cell in enumerate(self._cells(window)):
                grid.addWidget(cell, row, column, _side(column))
        return grid

    def _cells(self, window: Window) -> Sequence[QWidget]:
        days = ngettext("{count} day", "{count} days", window.days).format(count=window.days)
        verdict = QWidget()
        line = QHBoxLayout(verdict)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._mark(EFFECT_MARK[window.verdict]))
        name = _text(_(VERDICT_NAME[window.verdict]), wrap=False)
        name.setAccessibleDescription(window_sentence(window))
        verdict.setToolTip(window_sentence(window))
        line.addWidget(name, 1)
        return (
            _text(days, wrap=False),
            self._number(window, "before", window.before, window.before_ids),
            self._number(window, "after", window.after, window.after_ids),
            _text(_rates(window), wrap=False),
            _text(_chance(window), wrap=False),
            verdict,
        )

    def _number(self, window: Window, side: str, count: int | None, ids: Sequence[int]) -> QWidget:
        if not ids:
            return _text("–" if count is None else "0", wrap=False)
        shown = QLocale().toString(len(ids))
        if count is None:
            shown = _("{count} so far").format(count=shown)
        words = {
            "before": _("Show the incidents of the {days} days before"),
            "after": _("Show the incidents of the {days} days after"),
        }[side]
        link = LinkButton(self.theme, shown, description=words.format(days=window.days))
        link.setAutoDefault(False)
        link.clicked.connect(lambda: self._go(ids))
        self.numbers[window.days, side] = link
        return link

    def _go(self, ids: Sequence[int]) -> None:
        """To the list of just these, whatever else has changed about them."""
        self.wanted.emit(f"incidents#id:{','.join(str(each) for each in ids)}")
        self.accept()

    # -- looks

    def _mark(self, mark: tuple[str, str]) -> QLabel:
        label = QLabel()
        label.setAccessibleName(_("Verdict"))
        self.marks.append((label, mark))
        return label

    def _quietly(self, text: str, *, wrap: bool = True) -> QLabel:
        label = _text(text, wrap=wrap)
        self._quiet.append(label)
        return label

    def dress(self) -> None:
        super().dress()
        self.heading.setFont(self.theme.font("h2"))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        for label in (self.heading, self.verdict, self.sentence, *self._quiet):
            label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        for label in self._strong:
            label.setFont(self.theme.font("strong"))
        for label in self._quiet:
            label.setFont(self.theme.font("small"))
            self.theme.tint(label, "text2")
        for label, mark in self.marks:
            label.setPixmap(state_mark(mark, self.theme, self.devicePixelRatioF()))


def _text(text: str, *, wrap: bool = True) -> QLabel:
    label = QLabel(text, wordWrap=wrap)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _side(column: int) -> Qt.AlignmentFlag:
    """Numbers stand at the trailing edge of their column."""
    side = Qt.AlignmentFlag.AlignTrailing if 1 <= column <= 4 else Qt.AlignmentFlag.AlignLeading
    return side | Qt.AlignmentFlag.AlignVCenter


def _rates(window: Window) -> str:
    before = QLocale().toString(window.rate_before, "f", 1)
    after = "–" if window.rate_after is None else QLocale().toString(window.rate_after, "f", 1)
    return f"{before} → {after}"


def _chance(window: Window) -> str:
    """How likely such a drop is without any change; where there is none, there is nothing to explain."""
    if window.chance is None or window.after is None or window.after >= window.before:
        return "–"
    percent = 100 * window.chance
    return _("< 1 %") if percent < 0.5 else _("{percent} %").format(percent=round(percent))


def _about() -> str:
    return _(
        "Equal times before and after it was done are compared by when the incidents were logged. “By chance” says "
        "how often so few afterwards would come if nothing had changed (exact conditional test for two Poisson rates, "
        "Przyborowski and Wilenski 1940); up to 5 % it is called effective. A family counts once; duplicates and "
        "canceled incidents do not count."
    )
