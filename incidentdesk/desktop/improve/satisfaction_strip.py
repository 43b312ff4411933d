"""How satisfied people are: the score, how many of those who were asked have answered, and from how many it comes."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.improve.survey_list import Satisfaction
from incidentdesk.language import _, ngettext

_FIGURES = ("score", "share", "rate")


class SatisfactionStrip(QFrame):
    """Three figures side by side; none of them stands without the number of answers."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("satisfaction")
        self.titles: dict[str, QLabel] = {}
        self.values: dict[str, QLabel] = {}
        self.notes: dict[str, QLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(24)
        for key, title in zip(_FIGURES, (_("Score"), _("Satisfied"), _("Response rate")), strict=True):
            row.addLayout(self._figure(key, title), 1)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_satisfaction(Satisfaction())

    def _figure(self, key: str, title: str) -> QVBoxLayout:
        self.titles[key], self.values[key] = QLabel(title), QLabel()
        self.notes[key] = QLabel(wordWrap=True)
        column = QVBoxLayout()
        column.setSpacing(2)
        for label in (self.titles[key], self.values[key], self.notes[key]):
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        column.addStretch(1)
        return column

    def show_satisfaction(self, found: Satisfaction) -> None:
        locale = QLocale()
        none = "–"
        self.values["score"].setText(
            none if found.score is None else _("{score} of 5").format(score=locale.toString(found.score, "f", 1))
        )
        self.values["share"].setText(none if found.satisfied_share is None else _percent(found.satisfied_share))
        self.values["rate"].setText(none if found.response_rate is None else _percent(found.response_rate))
        self.notes["score"].setText(_answers(found))
        self.notes["share"].setText(
            _("{satisfied} of {answered} chose 4 or 5").format(satisfied=found.satisfied, answered=found.answered)
        )
        self.notes["rate"].setText(_asked(found))
        self.setAccessibleName(_("Satisfaction of the surveys shown"))
        self.setAccessibleDescription(
            "; ".join(f"{self.titles[key].text()}: {self.values[key].text()}, {self.notes[key].text()}" for key in
                      _FIGURES)
        )  # fmt: skip

    def _dress(self) -> None:
        theme = self._theme
        self.setStyleSheet(
            theme.sheet(
                "#satisfaction { background: $surface; border: 1px solid $border; border-radius: 8px; }"
                "QLabel { background: transparent; }"
            )
        )
        for key in _FIGURES:
            self.titles[key].setFont(theme.font("base"))
            self.values[key].setFont(theme.font("h2"))
            self.notes[key].setFont(theme.font("small"))
            theme.tint(self.titles[key], "text2")
            theme.tint(self.notes[key], "text2")


def _answers(found: Satisfaction) -> str:
    said = ngettext("from {n} answer", "from {n} answers", found.answered).format(n=found.answered)
    if found.by_phone:
        phone = ngettext("{n} only by phone", "{n} only by phone", found.by_phone).format(n=found.by_phone)
        said = _("{said}, {more}").format(said=said, more=phone)
    few = _("One answer more would change it by much.") if found.few else ""
    return " · ".join(part for part in (said, few) if part)


def _asked(found: Satisfaction) -> str:
    said = _("{answered} of {sent} letters were answered").format(answered=found.answered_of_sent, sent=found.sent)
    if found.undelivered:
        lost = ngettext("{n} was not delivered", "{n} were not delivered", found.undelivered)
        said = " · ".join((said, lost.format(n=found.undelivered)))
    return said


def _percent(share: float) -> str:
    return _("{percent} %").format(percent=QLocale().toString(round(100 * share)))
