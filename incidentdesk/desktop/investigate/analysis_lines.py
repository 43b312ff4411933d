"""How causes, actions and the problem stand as lines in the overview of an investigation."""

from collections.abc import Sequence
from datetime import date

from incidentdesk.desktop.investigate.line_list import Line
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.widgets.state_mark import ACTION_MARK, PROBLEM_MARK
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.investigate.action_state import OPEN_STATES, ActionState
from incidentdesk.investigate.cause_graph import Cause, CauseGraph, Role, Status
from incidentdesk.investigate.problem_list import ProblemRow
from incidentdesk.investigate.problem_state import ProblemState
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.measure.judged_action import effect_of


def cause_lines(graph: CauseGraph, causes: Sequence[Cause]) -> list[Line]:
    return [_cause_line(graph, cause) for cause in causes]


def _cause_line(graph: CauseGraph, cause: Cause) -> Line:
    """What it stands below, its role beside being a root cause, and what speaks for it."""
    backing = graph.backing_of(cause.key)
    above = " › ".join(each.text for each in graph.path(cause.key)[:-1])
    role = _(cause.role) if cause.status == Status.ROOT_CAUSE and cause.role != Role.NONE else ""
    note = " · ".join(isolated(part) for part in (role, above) if part)
    if backing.count:
        word, spoken = _backing_texts(backing.supports, backing.contradicts)
    else:
        word = spoken = _("no evidence")
    said = ", ".join(part for part in (cause.text, _(cause.status), role, spoken) if part)
    warns = not backing.count or bool(backing.contradicts)
    return Line(cause.key, cause.text, note, word, "warning" if warns else "text2", status=cause.status, spoken=said)


def _backing_texts(supports: int, contradicts: int) -> tuple[str, str]:
    """ "evidence +2 −1", and the same in words."""
    signs = [f"+{supports}" if supports else "", f"−{contradicts}" if contradicts else ""]
    words = [
        ngettext("{count} piece supports it", "{count} pieces support it", supports).format(count=supports)
        if supports
        else "",
        ngettext("{count} piece contradicts it", "{count} pieces contradict it", contradicts).format(count=contradicts)
        if contradicts
        else "",
    ]
    signed = _("evidence {signs}").format(signs=" ".join(part for part in signs if part))
    return signed, ", ".join(part for part in words if part)


def action_lines(actions: Sequence[ActionRow], today: str) -> list[Line]:
    return [_action_line(row, today) for row in actions]


def _action_line(row: ActionRow, today: str) -> Line:
    # What is done is not due any more.
    due = short_day(row.due_on, date.fromisoformat(today)) if row.state in OPEN_STATES else ""
    overdue = row.overdue(today)
    word = (_("overdue, {day}") if overdue else _("due {day}")).format(day=due) if due else ""
    effect = effect_of(row)
    word = word or (effect.name if effect else "")
    answers = _("answers “{cause}”").format(cause=isolated(row.cause)) if row.cause else ""
    owner = isolated(row.owner) if row.owner else _("nobody yet")
    note = " · ".join(part for part in (row.number, _(row.state), owner, answers) if part)
    text = row.text or _("(no text yet)")
    return Line(
        str(row.id), text, note, word, "danger" if overdue else "text2", mark=ACTION_MARK[ActionState(row.state)],
        spoken=", ".join(part for part in (text, note, word, effect.sentence if effect else "") if part),
    )  # fmt: skip


def problem_lines(problem: ProblemRow | None) -> list[Line]:
    if problem is None:
        return []
    count = ngettext("{count} incident", "{count} incidents", problem.incidents).format(count=problem.incidents)
    workaround = _("has a workaround") if problem.workaround.strip() else ""
    note = " · ".join(part for part in (problem.number, _(problem.state), count, workaround) if part)
    mark = PROBLEM_MARK[ProblemState(problem.state)]
    return [Line(problem.number, problem.title, note, mark=mark, spoken=f"{problem.title}, {note}")]
