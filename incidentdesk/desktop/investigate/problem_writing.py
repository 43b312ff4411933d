"""What can be written about problems from the window; each function returns what a session is given to."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from incidentdesk.desktop.record_dialog import Facts, RecordStore

Act = Callable[[Any], Any]


def _create(session: Any, facts: Facts) -> int:
    from incidentdesk.investigate.problem_intake import open_problem

    return open_problem(session, **facts)


def _change(session: Any, problem_id: int, changes: Facts, seen: Facts) -> None:
    from incidentdesk.investigate.problem_change import change_problem

    change_problem(session, problem_id, changes, seen=seen)


def _give_up(session: Any, problem_id: int, given_up: Facts) -> None:
    from incidentdesk.investigate.problem_change import give_up_problem

    give_up_problem(session, problem_id, given_up)


def _withdraw(session: Any, problem_id: int) -> None:
    from incidentdesk.investigate.problem_change import withdraw_problem

    withdraw_problem(session, problem_id)


def _read(reader: Any, problem_id: int) -> Facts:
    from incidentdesk.investigate.problem_sheet import problem_sheet

    return dict(problem_sheet(reader, problem_id, today="").facts)


PROBLEM_STORE = RecordStore("problem", _read, _create, _change, _give_up, _withdraw)


def changing(problem_id: int, changes: Mapping[str, Any], seen: Mapping[str, Any] | None = None) -> Act:
    def act(session: Any) -> None:
        from incidentdesk.investigate.problem_change import change_problem

        change_problem(session, problem_id, changes, seen=seen)

    return act


def deciding(
    problem_id: int, decided: Mapping[str, Any], theirs: Mapping[str, Any], given_up: Mapping[str, Any]
) -> Act:
    """Write what a person has decided after a conflict, and keep what was given up in the history."""

    def act(session: Any) -> None:
        from incidentdesk.investigate.problem_change import change_problem, give_up_problem

        wanted = {name: value for name, value in decided.items() if name not in theirs or value != theirs[name]}
        if wanted:
            change_problem(session, problem_id, wanted, seen=theirs)
        give_up_problem(session, problem_id, given_up)

    return act


def moving(problem_id: int, wish: Any) -> Act:
    """Move to another state; `wish` is an investigate.problem_move.ProblemMove. Gives the incidents that waited."""

    def act(session: Any) -> list[int]:
        from incidentdesk.investigate.problem_move import move_problem

        return move_problem(session, problem_id, wish)

    return act


def returning(problem_id: int) -> Act:
    """Bring what waits for a problem back to work; gives their ids."""

    def act(session: Any) -> list[int]:
        from incidentdesk.investigate.problem_move import return_to_work

        return return_to_work(session, problem_id)

    return act


def linking(problem_id: int, incident_ids: Sequence[int], *, move: bool = False) -> Act:
    def act(session: Any) -> None:
        from incidentdesk.investigate.problem_link import link_incident

        for incident_id in incident_ids:
            link_incident(session, problem_id, incident_id, move=move)

    return act


def releasing(problem_id: int, incident_ids: Sequence[int]) -> Act:
    def act(session: Any) -> None:
        from incidentdesk.investigate.problem_link import unlink_incident

        for incident_id in incident_ids:
            unlink_incident(session, problem_id, incident_id)

    return act


def opening(incident_id: int, title: str) -> Act:
    """Open a problem as the cause of an incident; gives its id."""

    def act(session: Any) -> int:
        from incidentdesk.investigate.problem_intake import open_problem_of

        return open_problem_of(session, incident_id, title=title, move=True)

    return act


def pushing(problem_id: int, *, public: bool, again: bool) -> Act:
    """Tell the open incidents the workaround; gives an investigate.workaround.Pushed."""

    def act(session: Any) -> Any:
        from incidentdesk.investigate.workaround import push_workaround

        return push_workaround(session, problem_id, public=public, again=again)

    return act


def making_known_error(problem_id: int) -> Act:
    """Draft a known error from a problem; gives its id."""

    def act(session: Any) -> int:
        from incidentdesk.investigate.problem_known_error import make_known_error

        return make_known_error(session, problem_id)

    return act


def withdrawing(problem_ids: Sequence[int], withdrawn: bool = True) -> Act:
    """Move problems to the trash, or bring them back."""

    def act(session: Any) -> None:
        from incidentdesk.investigate.problem import problem
        from incidentdesk.store import ledger

        for problem_id in problem_ids:
            (ledger.withdraw if withdrawn else ledger.bring_back)(session, problem, problem_id)

    return act
