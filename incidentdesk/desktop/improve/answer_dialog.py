"""Writing down what somebody says on the phone: how satisfied they are, or whether it is solved."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, text_field
from incidentdesk.desktop.improve.follow_up_words import SCORE_WORDS
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.improve.follow_up import ConfirmationAnswer
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.follow_up_template_list import FollowUpTemplateRow


class SurveyAnswerDialog(GestureDialog):
    """`said` is what `answer_by_phone` is given to."""

    def __init__(self, desk: Desk, number: str, reporter: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Survey of {number} by phone").format(number=number), _("Write down"), parent)
        self.score = Chooser(desk.theme, _("Score"), [(score, str(score)) for score in sorted(SCORE_WORDS)])
        self._chosen = False
        self.word = QLabel(wordWrap=True)
        self.comment, self.who = text_field(88), QLineEdit(reporter, maxLength=200)
        self.add_field(_("&How satisfied are you with how it was handled?"), self.score, _("1 to 5; a digit chooses"))
        self._body.addWidget(self.word)
        self.add_field(_("&What should we know?"), self.comment)
        self.add_field(_("Wh&o says so"), self.who, _("Whoever reported it, if nobody else is named"))
        self.score.chosen.connect(self._choose)
        # Nothing is chosen before somebody has said something.
        self.score.clear()
        self.word.setText(_("1 is very dissatisfied, 5 is very satisfied."))
        self.ready()
        self.score.setFocus()

    def _choose(self, score: int) -> None:
        self._chosen = True
        self.word.setText(_("{score} of 5, {word}").format(score=score, word=SCORE_WORDS[score]()))
        self.check()

    def why_not(self) -> str:
        return "" if self._chosen else _("Choose a score from 1 to 5.")

    def said(self) -> dict[str, Any]:
        return {"score": self.score.value, "comment": self.comment.toPlainText(), "by": self.who.text()}


class ConfirmationDialog(GestureDialog):
    """`said` is what `confirm_by_phone` is given to."""

    def __init__(self, desk: Desk, number: str, reporter: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Is {number} solved?").format(number=number), _("Write down"), parent)
        self.answer = Chooser(desk.theme, _("Answer"), [(each, _(each)) for each in ConfirmationAnswer])
        self.comment, self.who = text_field(88), QLineEdit(reporter, maxLength=200)
        self.add_field(_("&What do they say?"), self.answer, _("Not solved opens the incident again"))
        self.add_field(_("What is &still wrong?"), self.comment)
        self.add_field(_("Wh&o says so"), self.who)
        self._chosen = False
        self.answer.clear()
        self.answer.chosen.connect(self._choose)
        self.comment.textChanged.connect(self.check)
        self.ready()
        self.answer.setFocus()

    def _choose(self, _answer: str) -> None:
        self._chosen = True
        self.check()

    def why_not(self) -> str:
        if not self._chosen:
            return _("Choose what they say.")
        missing = self.answer.value == ConfirmationAnswer.NOT_SOLVED and not self.comment.toPlainText().strip()
        return _("Say what is still wrong, so that somebody can go on with it.") if missing else ""

    def said(self) -> dict[str, Any]:
        return {"answer": self.answer.value, "comment": self.comment.toPlainText(), "by": self.who.text()}


class FollowUpChoice(GestureDialog):
    """Which templates are added as tasks; `chosen` are their ids."""

    def __init__(
        self, desk: Desk, number: str, templates: tuple[FollowUpTemplateRow, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, _("Follow-ups for {number}").format(number=number), _("Add"), parent)
        self.list = QListWidget()
        self.list.setMinimumHeight(160)
        for each in templates:
            item = QListWidgetItem(f"{each.title} · {days_text(each.days)}")
            item.setData(Qt.ItemDataRole.UserRole, each.id)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.itemChanged.connect(lambda _item: self.check())
        self.add_field(_("&Follow-ups"), self.list, _("Space ticks one"))
        self.ready()
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def chosen(self) -> list[int]:
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked]

    def why_not(self) -> str:
        return "" if self.chosen() else _("Tick at least one.")


def days_text(days: int) -> str:
    """ "at once", "1 day later"."""
    if not days:
        return _("at once")
    return ngettext("{days} day later", "{days} days later", days).format(days=days)
