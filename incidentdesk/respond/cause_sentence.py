"""What was done to the causes of an incident, in one sentence."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.respond.analysis_fold import Turn

_MOST_NAMES = 2
_LONGEST_NAME = 120  # characters
_STATUS: dict[str, tuple[str, Callable[[int], str]]] = {
    "Root cause": (N_("Root cause: {names}"), lambda n: ngettext("{count} root cause", "{count} root causes", n)),
    "Verified": (N_("Verified: {names}"), lambda n: ngettext("{count} verified", "{count} verified", n)),
    "Ruled out": (N_("Ruled out: {names}"), lambda n: ngettext("{count} ruled out", "{count} ruled out", n)),
    "Suspected": (
        N_("Suspected again: {names}"),
        lambda n: ngettext("{count} suspected again", "{count} suspected again", n),
    ),
}
_ROLES = ("Trigger", "Contributing factor", "Detection gap")
_VOTING = {"hidden": N_("Votes are hidden"), "open": N_("Votes are open"), "closed": N_("Voting closed")}


def cause_sentence(turns: Sequence[Turn]) -> str:
    """Empty where nothing is worth a line: what was moved about, or taken back at once."""
    causes = [turn for turn in turns if turn.noun == "cause" and turn.fields.get("kind") == "cause"]
    parts = [
        *_investigation(turns),
        *_added(causes),
        *(part for status in _STATUS for part in _with_status(causes, status)),
        *_reworded(causes),
        *(part for role in _ROLES for part in _with_role(causes, role)),
        *_counted(
            [turn for turn in causes if turn.changed("parent_id")],
            lambda n: ngettext("{count} cause moved", "{count} causes moved", n),
        ),
        *_taken_away(causes),
        *_votes(turns),
    ]
    return " · ".join(parts) or _categories(turns)


def _investigation(turns: Iterable[Turn]) -> Iterator[str]:
    for turn in turns:
        if turn.noun != "investigation" or turn.after is None:
            continue
        if turn.added:
            yield _("Analysis begun")
        if turn.changed("effect"):
            yield _("To be explained: {text}").format(text=_name(str(turn.after.get("effect", ""))))
        if turn.changed("voting") and turn.after.get("voting") in _VOTING:
            yield _(_VOTING[str(turn.after["voting"])])


def _added(causes: Sequence[Turn]) -> Iterator[str]:
    new = [turn for turn in causes if turn.fields.get("text") and (turn.added or _was_empty(turn))]
    # What was verified at once is told by its status.
    plain = [turn for turn in new if turn.fields.get("status") == "Suspected"]
    if len(new) == 1 and plain:
        yield _("Cause added: {name}").format(name=_names(new))
    elif len(new) > 1:
        yield ngettext("{count} cause added", "{count} causes added", len(new)).format(count=len(new))


def _was_empty(turn: Turn) -> bool:
    return turn.changed("text") and not (turn.before or {}).get("text")


def _with_status(causes: Iterable[Turn], status: str) -> Iterator[str]:
    def has_become(turn: Turn) -> bool:
        now = turn.after is not None and turn.after.get("status") == status
        return now and (turn.changed("status") or (turn.added and status != "Suspected"))

    found = [turn for turn in causes if has_become(turn)]
    named, counted = _STATUS[status]
    if found and (len(found) <= _MOST_NAMES or status == "Root cause"):
        yield _(named).format(names=_names(found))
    elif found:
        yield counted(len(found)).format(count=len(found))


def _reworded(causes: Iterable[Turn]) -> Iterator[str]:
    found = [turn for turn in causes if turn.changed("text") and (turn.before or {}).get("text")]
    if len(found) == 1:
        before, after = str((found[0].before or {})["text"]), str((found[0].after or {}).get("text", ""))
        yield _("Reworded: {before} → {after}").format(before=_name(before), after=_name(after))
    elif found:
        yield ngettext("{count} reworded", "{count} reworded", len(found)).format(count=len(found))


def _with_role(causes: Iterable[Turn], role: str) -> Iterator[str]:
    found = [
        turn
        for turn in causes
        if turn.after is not None and turn.after.get("role") == role and (turn.added or turn.changed("role"))
    ]
    if found:
        yield _("{role}: {names}").format(role=_(role), names=_names(found))


def _taken_away(causes: Iterable[Turn]) -> Iterator[str]:
    found = [turn for turn in causes if turn.gone and turn.fields.get("text")]
    if len(found) == 1:
        yield _("Cause taken away: {name}").format(name=_names(found))
    else:
        yield from _counted(found, lambda n: ngettext("{count} cause taken away", "{count} causes taken away", n))


def _votes(turns: Iterable[Turn]) -> Iterator[str]:
    """How many, never for what: in a hidden round nobody is to see that."""
    votes = [turn for turn in turns if turn.noun == "cause_vote"]
    given = sum(_dots(turn.after) - _dots(turn.before) for turn in votes)
    if given > 0:
        yield ngettext("{count} vote given", "{count} votes given", given).format(count=given)
    elif given < 0:
        yield ngettext("{count} vote taken back", "{count} votes taken back", -given).format(count=-given)


def _dots(fields: object) -> int:
    return int(fields.get("dots", 0)) if isinstance(fields, dict) else 0


def _categories(turns: Iterable[Turn]) -> str:
    categories = [turn for turn in turns if turn.noun == "cause" and turn.fields.get("kind") == "category"]
    for found, sentence in (
        ([turn for turn in categories if turn.added], N_("Categories added: {names}")),
        ([turn for turn in categories if turn.gone], N_("Categories taken away: {names}")),
        ([turn for turn in categories if turn.changed("text")], N_("Categories renamed: {names}")),
    ):
        if found:
            return _(sentence).format(names=_names(found))
    return ""


def _counted(found: Sequence[Turn], sentence: Callable[[int], str]) -> Iterator[str]:
    if found:
        yield sentence(len(found)).format(count=len(found))


def _names(turns: Iterable[Turn]) -> str:
    return ", ".join(_name(str(turn.fields.get("text", ""))) for turn in turns)


def _name(text: str) -> str:
    line = " ".join(text.split())
    return isolated(line if len(line) <= _LONGEST_NAME else f"{line[:_LONGEST_NAME]}…")
