"""Opening a problem, and choosing the problem behind an incident."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.problem_writing import PROBLEM_STORE, linking, opening, releasing
from incidentdesk.desktop.record_dialog import RecordDialog
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, raw, text_box
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.state_mark import PROBLEM_MARK
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.detect.priority import PRIORITIES, priority_label
from incidentdesk.investigate.problem_link import problem_of
from incidentdesk.investigate.problem_list import ProblemRow, problems
from incidentdesk.investigate.problem_state import ProblemState
from incidentdesk.investigate.subject import PROBLEM, Subject
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 720, 480
_NEW = 0
_CALM = 120  # milliseconds after the last key


def open_problem_dialog(desk: Desk, parent: QWidget, *, done: Callable[[int], None] | None = None) -> "ProblemDialog":
    """Open a new problem; `done(id)` follows when it is saved."""
    dialog = ProblemDialog(desk, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class ProblemDialog(RecordDialog):
    """A new problem; one that there is already is changed on its page."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("New problem"), PROBLEM_STORE, 0, "problem-new", parent)
        self.service, self.owner = NameField(_("Service")), NameField(_("Owner"))
        form = self.form
        form.add_row(("title", _("&Title: what keeps going wrong"), QLineEdit(maxLength=500), 6))
        form.add_row(
            ("priority", _("&Priority"), ChoiceBox([(each, priority_label(each)) for each in PRIORITIES]), 2),
            ("service", _("&Service"), self.service, 2),
            ("owner", _("&Owner"), self.owner, 2),
        )
        form.add_row(("description", _("&Description"), text_box(3), 6), stretch=2)
        form.add_row(("workaround", _("&Workaround: what helps until the cause is gone"), text_box(), 6), stretch=1)
        new = {"title": "", "priority": 3, "service": "", "owner": "", "description": "", "workaround": ""}
        self.begin(new, _WIDTH, _HEIGHT)
        desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
        self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def saving_verb(self) -> str:
        return _("Open problem")

    def said(self, created: bool) -> str:  # noqa: ARG002
        return _("Problem opened: {title}").format(title=isolated(str(raw(self.form.fields["title"])).strip()))

    def why_not(self) -> tuple[str, str]:
        return ("", "") if self.values()["title"] else ("title", _("Say in a few words what keeps going wrong."))

    def _offer(self, names: KnownNames) -> None:
        self.service.offer(names.services)
        self.owner.offer(names.staff)


@dataclass(frozen=True, slots=True)
class _Offered:
    title: str
    linked: int | None
    problems: tuple[ProblemRow, ...]


def open_problem_chooser(
    desk: Desk, parent: QWidget, incident_id: int, done: Callable[[str], None] | None = None
) -> "ProblemChooser":
    """Choose the problem behind an incident, or open one from it; `done("PRB-0003")` follows when they are linked."""
    dialog = ProblemChooser(desk, incident_id, parent.window())
    if done is not None:
        dialog.linked.connect(done)
    dialog.open()
    return dialog


class ProblemChooser(Sheet):
    """`linked` carries the number of the problem."""

    linked = Signal(str)

    def __init__(self, desk: Desk, incident_id: int, parent: QWidget | None = None) -> None:
        self._incident = number(incident_id)
        super().__init__(desk.theme, _("Problem behind {number}").format(number=self._incident), parent)
        self.desk, self._incident_id = desk, incident_id
        self._offered = _Offered("", None, ())
        self.message = MessageBar(desk.theme)
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.line = QLineEdit(placeholderText=_("Search problems, or type the title of a new one"))
        self.line.setAccessibleName(_("Problem"))
        self.line.setAccessibleDescription(_("Typing narrows the list; arrows choose, Enter links"))
        self.list = TwoLineList(desk.theme, _("Problems"), most=6, marked=True)
        self.list.setAccessibleDescription(_("Enter links the incident to the chosen problem"))
        for widget in (self.message, self.sentence, self.line, self.list):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        role = QDialogButtonBox.ButtonRole
        self.cancel = self.add_button(_("Cancel"), role.RejectRole)
        self.release = self.add_button(_("&Release"), role.ActionRole)
        self.save = self.add_button(_("Link"), role.AcceptRole, primary=True)
        self.release.hide()
        self._connect()
        self.dress()
        self.resize(min(640, (parent.width() if parent else 700) - 32), 460)
        self.line.setFocus()
        desk.background.run(_load, desk.database, incident_id, then=self._take, failed=self.fail)

    def _connect(self) -> None:
        self._calm = QTimer(self, singleShot=True, interval=_CALM)
        self._calm.timeout.connect(self._fill)
        self.line.textChanged.connect(lambda _text: self._calm.start())
        self.line.installEventFilter(self)
        self.list.itemActivated.connect(lambda _item: self.accept())
        self.list.currentItemChanged.connect(lambda *_items: self._name_button())
        self.release.clicked.connect(self._release)

    # -- what is offered

    def _take(self, offered: _Offered) -> None:
        self._offered = offered
        if offered.linked is None:
            said = _("Which problem is the cause of “{title}”?").format(title=isolated(offered.title))
        else:
            linked = Subject(PROBLEM, offered.linked).number
            said = _("“{title}” is linked to {number}. Choosing another one moves it there.").format(
                title=isolated(offered.title), number=linked
            )
            self.release.setText(_("&Release from {number}").format(number=linked))
            self.release.setAccessibleName(self.release.text().replace("&", ""))
        self.release.setVisible(offered.linked is not None)
        self.sentence.setText(said)
        self._fill()

    def _fill(self) -> None:
        words = self.line.text().casefold().split()
        title = self.line.text().strip() or self._offered.title
        plus = self.theme.pixmap("plus", "accent", 14, self.devicePixelRatioF())
        new = {"key": _NEW, "head": _("New problem from {number}").format(number=self._incident), "text": title}
        found = [row for row in self._offered.problems if all(word in _searched(row) for word in words)]
        self.list.show_items([new | {"mark": plus}, *(self._item(row) for row in found)])
        first = 1 if self.list.count() > 1 and (words or self._offered.linked is not None) else 0
        self.list.setCurrentRow(first)

    def _item(self, row: ProblemRow) -> dict[str, Any]:
        linked = ngettext("{count} incident", "{count} incidents", row.incidents).format(count=row.incidents)
        parts = [row.number, _(row.state), row.service, linked]
        head = " · ".join(part for part in parts if part)
        note = _("linked now") if row.id == self._offered.linked else ""
        mark = PROBLEM_MARK[ProblemState(row.state)]
        return {"key": row.id, "head": head, "text": row.title, "note": note, "mark": mark}

    def _chosen(self) -> int | None:
        return self.list.key()

    def _name_button(self) -> None:
        chosen = self._chosen()
        verb = _("Open problem") if chosen == _NEW else _("Move") if self._offered.linked else _("Link")
        self.save.setText(verb)
        self.save.setAccessibleName(verb)
        same = chosen is not None and chosen == self._offered.linked
        self.save.setEnabled(chosen is not None and not same)
        self.save.setToolTip(_("The incident is linked to this problem already.") if same else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down in the line choose in the list."""
        if watched is self.line and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(event.key())
            if step is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    # -- doing

    def accept(self) -> None:
        chosen = self._chosen()
        if chosen is None or not self.save.isEnabled():
            return
        self.save.setEnabled(False)
        if chosen == _NEW:
            act, said = opening(self._incident_id, self.line.text()), _("Problem opened from {incident}")
        else:
            act = linking(chosen, [self._incident_id], move=True)
            said = _("{incident} linked to {problem}")
        problem = Subject(PROBLEM, chosen).number
        write(
            self.desk,
            self,
            act,
            said.format(incident=self._incident, problem=problem),
            then=lambda made: self._done(made or chosen),
            failed=self.fail,
            toast=True,
        )

    def _done(self, problem_id: int) -> None:
        super().accept()
        self.linked.emit(Subject(PROBLEM, problem_id).number)

    def _release(self) -> None:
        said = _("{incident} released from {problem}").format(
            incident=self._incident, problem=Subject(PROBLEM, self._offered.linked).number
        )
        act = releasing(self._offered.linked, [self._incident_id])
        write(self.desk, self, act, said, then=lambda _none: self.reject(), failed=self.fail, toast=True)

    def fail(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")
        self._name_button()


def _searched(row: ProblemRow) -> str:
    return f"{row.number} {row.title} {row.service} {row.owner}".casefold()


def _load(database: Any, incident_id: int) -> _Offered:
    """The incident, the problem that it is linked to, and all problems: those of its service first."""
    with database.read() as reader:
        rows = reader.rows(
            "SELECT i.title, s.name FROM incident i LEFT JOIN service s ON s.id = i.service_id WHERE i.id = :id",
            {"id": incident_id},
        )
        if not rows:
            raise Refused(_("There is no incident {number}.").format(number=number(incident_id)))
        title, service = str(rows[0][0]), rows[0][1] or ""
        found = sorted(problems(reader), key=lambda row: (not row.open, not (service and row.service == service)))
        return _Offered(title, problem_of(reader, incident_id), tuple(found))


def _load_names(database: Any) -> KnownNames:
    with database.read() as reader:
        return known_names(reader)
