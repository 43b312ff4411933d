"""Facts of the timeline about the investigation of an incident, told from the ledger alone.

The records belong to later phases; what is known of them here is what the ledger calls them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from incidentdesk.detect.number import number
from incidentdesk.language import N_, _, isolated
from incidentdesk.respond.analysis_fold import Fields, Fold, Place, Turn, folded
from incidentdesk.respond.cause_sentence import cause_sentence
from incidentdesk.respond.evidence_sentence import evidence_sentences
from incidentdesk.respond.timeline_fact import Event, Fact, Kind

_TOPICS = {
    "investigation": "causes",
    "cause": "causes",
    "cause_vote": "causes",
    "evidence": "evidence",
    "cause_evidence": "evidence",
    "custody": "evidence",
    "corrective_action": "action*",
    "review": "review",
    "lesson": "lesson*",
    "problem_incident": "problem",
}
NOUNS = frozenset(_TOPICS)
Names = Mapping[tuple[str, int], str]


def analysis_facts(events: Sequence[Event], names: Names, incident_id: int) -> list[Fact]:
    """Oldest first; `names` has those of people and problems by table and id."""
    facts: list[Fact] = []
    for fold, records in folded(events, _TOPICS):
        for text, about in _told(fold, records, names, incident_id):
            kind = Kind.EVIDENCE if fold.topic == "evidence" else Kind.ANALYSIS
            facts.append(Fact(fold.last_at, fold.last_at, fold.actor, kind, text=text, via=fold.via, about=about))
    return facts


def _told(fold: Fold, records: Mapping[Place, Fields], names: Names, incident_id: int) -> Iterator[tuple[str, str]]:
    here = number(incident_id)
    turns = fold.turns()
    if fold.topic == "evidence":
        for text in evidence_sentences(turns, records):
            yield text, f"{here}#evidence"
        return
    if fold.topic == "causes":
        text = cause_sentence(turns)
        if text:
            yield text, f"{here}#analysis"
        return
    tell, about = _TELLERS[fold.topic]
    for turn in turns:
        text = tell(turn, names)
        if text:
            yield text, _reference(turn) if about is None else f"{here}{about}"


# ── actions, reviews, lessons, problems ──────────────────────────────────────────────────────────────────────────────


_ACTION_CHANGED, _ACTION_SO = N_("Action changed: {text}"), N_("Action: {text} · {state}")
_ACTION = {
    "Proposed": N_("Action proposed: {text}"),
    "Committed": N_("Action committed: {text}"),
    "In Progress": N_("Action in progress: {text}"),
    "Done": N_("Action done: {text}"),
    "Verified": N_("Action verified: {text}"),
    "Dropped": N_("Action dropped: {text}"),
}


def _action(turn: Turn, names: Names) -> str:
    text = isolated(str(turn.fields.get("text") or _("(no text yet)")))
    if turn.gone:
        return _("Action taken away: {text}").format(text=text)
    if turn.after is None:
        return ""
    state = str(turn.after.get("state", ""))
    if turn.before is not None and not any(turn.changed(name) for name in ("state", "text", "owner_id", "due_on")):
        return ""
    moved = turn.before is None or turn.changed("state")
    said = _(_ACTION.get(state, _ACTION_SO) if moved else _ACTION_CHANGED).format(state=_(state), text=text)
    return " · ".join([said, *_owner_and_due(turn, names)])


def _owner_and_due(turn: Turn, names: Names) -> Iterator[str]:
    after = turn.after or {}
    wholly = turn.before is None or turn.changed("state")
    owner, due = after.get("owner_id"), after.get("due_on")
    if owner is not None and (wholly or turn.changed("owner_id")):
        yield _("owner {name}").format(name=isolated(names.get(("person", int(owner)), f"#{owner}")))
    if due and wholly:
        yield _("due {date}").format(date=due)
    elif turn.changed("due_on"):
        before = (turn.before or {}).get("due_on") or _("none")
        yield _("due {before} → {after}").format(before=before, after=due or _("none"))


def _review(turn: Turn, _names: Names) -> str:
    if turn.gone:
        return _("Review taken away")
    if turn.after is None:
        return ""
    skipped = str(turn.after.get("skipped_reason") or "")
    if skipped and (turn.before or {}).get("skipped_reason") != skipped:
        return _("Review skipped: {reason}").format(reason=isolated(skipped))
    state = str(turn.after.get("state", ""))
    if turn.added:
        return _("Review begun") if state == "Draft" else _("Review: {state}").format(state=_(state))
    if turn.changed("state"):
        before = str((turn.before or {}).get("state", ""))
        return _("Review: {before} → {after}").format(before=_(before), after=_(state))
    return _("Review edited")


def _lesson(turn: Turn, _names: Names) -> str:
    title = isolated(str(turn.fields.get("title", "")))
    if turn.gone:
        return _("Lesson taken away: {title}").format(title=title)
    if turn.after is None:
        return ""
    return (_("Lesson added: {title}") if turn.added else _("Lesson changed: {title}")).format(title=title)


def _problem(turn: Turn, names: Names) -> str:
    problem_id = int(turn.fields["problem_id"])
    title = isolated(names.get(("problem", problem_id), ""))
    if turn.gone:
        return _("No longer linked to {problem}: {title}").format(problem=_problem_number(problem_id), title=title)
    if turn.after is None:
        return ""
    return _("Linked to {problem}: {title}").format(problem=_problem_number(problem_id), title=title)


def _problem_number(problem_id: int) -> str:
    return f"PRB-{problem_id:04d}"


def _reference(turn: Turn) -> str:
    return _problem_number(int(turn.fields["problem_id"]))


_TELLERS: dict[str, tuple[Callable[[Turn, Names], str], str | None]] = {
    "action*": (_action, "#analysis"),
    "review": (_review, "/review"),
    "lesson*": (_lesson, "#analysis"),
    "problem": (_problem, None),
}
