"""The dialog of one known error."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.form_grid import raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.state_bar import StateBar
from incidentdesk.desktop.widgets.state_mark import KNOWN_ERROR_MARK
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_error_list import KnownErrorRow, known_error_row
from incidentdesk.prepare.known_error_state import FOLLOWING, KnownErrorState, known_error_number
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT = 720, 620
VERB = {
    KnownErrorState.DRAFT: lambda: _("Make it a draft"),
    KnownErrorState.PUBLISHED: lambda: _("Publish"),
    KnownErrorState.RETIRED: lambda: _("Retire"),
}


def open_known_error_dialog(
    desk: Desk,
    parent: QWidget,
    known_error_id: int = 0,
    *,
    done: Callable[[int], None] | None = None,
    opened: Callable[[str], None] | None = None,
) -> "KnownErrorDialog":
    """Show a known error, or draft a new one; `done(id)` follows when it is saved.

    `opened(reference)` goes to the problem that it has come from.
    """
    dialog = KnownErrorDialog(desk, known_error_id, opened, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class KnownErrorDialog(RecordDialog):
    def __init__(
        self, desk: Desk, known_error_id: int, opened: Callable[[str], None] | None, parent: QWidget | None
    ) -> None:
        title = known_error_number(known_error_id) if known_error_id else _("New known error")
        super().__init__(
            desk, title, KNOWN_ERROR_STORE, known_error_id, f"known-error-{known_error_id or 'new'}", parent
        )
        self._opened = opened
        self._row: KnownErrorRow | None = None
        self._problem = ""
        self._build()
        self.begin(dict.fromkeys(("title", "symptom", "cause", "workaround", "service"), ""), _WIDTH, _HEIGHT)
        if not known_error_id:
            desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.states = StateBar(self.theme)
        self.states.wanted.connect(self.go)
        self.problem_link = LinkButton(self.theme, "", "problem", description=_("Open the problem it has come from"))
        self.problem_link.setAutoDefault(False)
        self.problem_link.clicked.connect(self._go_to_problem)
        self.problem_link.hide()
        self.states.row.insertWidget(2, self.problem_link)
        self.body.insertWidget(1, self.states)
        self.service = NameField(_("Service"))
        form = self.form
        form.add_row(
            ("title", _("&Title: what people see"), QLineEdit(maxLength=500), 4),
            ("service", _("&Service"), self.service, 2),
        )
        form.add_row(("symptom", _("S&ymptom"), text_box(), 6), stretch=2)
        form.add_row(("cause", _("Ca&use"), text_box(), 6), stretch=2)
        form.add_row(("workaround", _("&Workaround: what helps until the cause is gone"), text_box(3), 6), stretch=3)

    def said(self, created: bool) -> str:
        text = isolated(str(raw(self.form.fields["title"])).strip())
        return (_("Known error drafted: {text}") if created else _("Known error changed: {text}")).format(text=text)

    def removed_sentence(self) -> str:
        return _("{number} moved to the trash").format(number=known_error_number(self.record_id))

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["title"]:
            return "title", _("Say in a few words what people see.")
        if self._row is not None and self._row.state == KnownErrorState.PUBLISHED and not values["workaround"]:
            return "workaround", _("What is published needs a workaround.")
        return "", ""

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}",
            _load_known_error,
            self.desk.database,
            self.record_id,
            then=self._loaded_known_error,
            failed=self.fail,
        )

    def _loaded_known_error(self, found: tuple[KnownErrorRow, str, KnownNames]) -> None:
        self._row, self._problem, names = found
        self._offer(names)
        self._show_state()
        self._loaded(facts_in(self._row))

    def _offer(self, names: KnownNames) -> None:
        self.service.offer(names.services)

    # -- states

    def _show_state(self) -> None:
        state = KnownErrorState(self._row.state)
        self.states.show_state(KNOWN_ERROR_MARK[state], _(state))
        following = FOLLOWING[state]
        self.states.offer(((str(each), VERB[each]()) for each in following), why_not=str(self.desk.database.read_only))
        self.problem_link.setText(_("from {number}").format(number=self._problem))
        self.problem_link.setAccessibleName(self.problem_link.text())
        self.problem_link.setVisible(bool(self._problem and self._opened))

    def go(self, state: str) -> None:
        """Save what is typed and bring the known error to a state."""
        if state == KnownErrorState.PUBLISHED and not self.values()["workaround"]:
            self.complain("workaround", _("What is published needs a workaround."))
            return
        said = _("{number}: {state}").format(number=known_error_number(self.record_id), state=_(state))
        self.save_and(moving(state), said)

    def _go_to_problem(self) -> None:
        opened, problem = self._opened, self._problem
        self.reject()
        opened(problem)


def moving(state: str) -> Callable[[Any, int], None]:
    def act(session: Any, known_error_id: int) -> None:
        from incidentdesk.prepare.known_error_change import move_known_error

        move_known_error(session, known_error_id, state)

    return act


def facts_in(row: KnownErrorRow) -> Facts:
    return {name: getattr(row, name) for name in ("title", "symptom", "cause", "workaround", "service")}


def _create(session: Any, facts: Facts) -> int:
    from incidentdesk.prepare.known_error_change import write_known_error

    return write_known_error(session, **facts)


def _change(session: Any, known_error_id: int, changes: Facts, seen: Facts) -> None:
    from incidentdesk.prepare.known_error_change import change_known_error

    change_known_error(session, known_error_id, changes, seen=seen)


def _give_up(session: Any, known_error_id: int, given_up: Facts) -> None:
    from incidentdesk.prepare.known_error_change import give_up_known_error

    give_up_known_error(session, known_error_id, given_up)


def _withdraw(session: Any, known_error_id: int) -> None:
    from incidentdesk.prepare.known_error_change import withdraw_known_error

    withdraw_known_error(session, known_error_id)


def _row(reader: Reader, known_error_id: int) -> KnownErrorRow:
    found = known_error_row(reader, known_error_id)
    if found is None:
        raise Refused(_("The known error is not there any more; somebody has taken it away."))
    return found


KNOWN_ERROR_STORE = RecordStore(
    noun="known_error",
    read=lambda reader, known_error_id: facts_in(_row(reader, known_error_id)),
    create=_create,
    change=_change,
    give_up=_give_up,
    withdraw=_withdraw,
)


def _load_known_error(database: Any, known_error_id: int) -> tuple[KnownErrorRow, str, KnownNames]:
    """The known error, the number of the problem that it has come from, and what is offered."""
    from incidentdesk.investigate.problem_known_error import problems_of_known_errors
    from incidentdesk.investigate.subject import PROBLEM, Subject

    with database.read() as reader:
        problem_id = problems_of_known_errors(reader).get(known_error_id)
        number = Subject(PROBLEM, problem_id).number if problem_id else ""
        return _row(reader, known_error_id), number, known_names(reader)


def _load_names(database: Any) -> KnownNames:
    with database.read() as reader:
        return known_names(reader)
