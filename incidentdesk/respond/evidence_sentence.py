"""What was done with the evidence of an incident, in sentences."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.respond.analysis_fold import Fields, Place, Turn

_MOST_ALONE = 3
_VERDICT: dict[str, Callable[[int], str]] = {
    "Matches": lambda n: ngettext("{count} matches", "{count} match", n),
    "Does not match": lambda n: ngettext("{count} does not match", "{count} do not match", n),
    "Missing": lambda n: ngettext("{count} is missing", "{count} are missing", n),
}
_ACT = {
    "Handed over": N_("Evidence handed over: {title}, {note}"),
    "Exported": N_("Evidence exported: {title}, {note}"),
    "Note": N_("Evidence {title}: {note}"),
}
_STANCE = {"supports": N_("supports “{cause}”"), "contradicts": N_("contradicts “{cause}”")}


def evidence_sentences(turns: Sequence[Turn], records: Mapping[Place, Fields]) -> Iterator[str]:
    """`records` has causes and evidence as they are in the end."""
    pieces = [turn for turn in turns if turn.noun == "evidence"]
    yield from _added(pieces, turns, records)
    yield from _verdicts(turns, records)
    yield from _acts(turns, records)
    new = {turn.id for turn in pieces if turn.added}
    yield from _stances([turn for turn in turns if turn.fields.get("evidence_id") not in new], records)
    gone = [turn for turn in pieces if turn.gone]
    if len(gone) > _MOST_ALONE:
        yield ngettext(
            "{count} piece of evidence taken away", "{count} pieces of evidence taken away", len(gone)
        ).format(count=len(gone))
    else:
        for turn in gone:
            yield _("Evidence taken away: {title}").format(title=_title(turn.fields))
    for turn in pieces:
        if turn.changed("title"):
            before = _title(turn.before or {})
            yield _("Evidence {before} is called {after} now").format(before=before, after=_title(turn.fields))


def _added(pieces: Sequence[Turn], turns: Sequence[Turn], records: Mapping[Place, Fields]) -> Iterator[str]:
    new = [turn for turn in pieces if turn.added]
    if len(new) > _MOST_ALONE:
        yield ngettext("{count} piece of evidence added", "{count} pieces of evidence added", len(new)).format(
            count=len(new)
        )
        return
    for turn in new:
        said = [_("Evidence added: {title}").format(title=_title(turn.fields))]
        said += [
            _stance(link, records)
            for link in turns
            if link.noun == "cause_evidence" and link.fields.get("evidence_id") == turn.id and link.after is not None
        ]
        yield ", ".join(said)


def _verdicts(turns: Sequence[Turn], records: Mapping[Place, Fields]) -> Iterator[str]:
    last: dict[int, str] = {}
    for turn in turns:
        if turn.noun == "custody" and turn.added and turn.fields.get("act") in _VERDICT:
            last[int(turn.fields["evidence_id"])] = str(turn.fields["act"])
    parts = []
    for verdict, counted in _VERDICT.items():
        found = [evidence_id for evidence_id, act in last.items() if act == verdict]
        if not found:
            continue
        said = counted(len(found)).format(count=len(found))
        if verdict != "Matches" or len(found) == 1:
            said += ": " + ", ".join(_title(records.get(("evidence", each), {})) for each in found[:_MOST_ALONE])
        parts.append(said)
    if parts:
        yield _("Evidence verified: {verdicts}").format(verdicts=" · ".join(parts))


def _acts(turns: Sequence[Turn], records: Mapping[Place, Fields]) -> Iterator[str]:
    for turn in turns:
        if turn.noun == "custody" and turn.added and turn.fields.get("act") in _ACT:
            title = _title(records.get(("evidence", int(turn.fields["evidence_id"])), {}))
            note = str(turn.fields.get("note", ""))
            yield _(_ACT[str(turn.fields["act"])]).format(title=title, note=isolated(note))


def _stances(turns: Sequence[Turn], records: Mapping[Place, Fields]) -> Iterator[str]:
    links = [turn for turn in turns if turn.noun == "cause_evidence"]
    changed = [turn for turn in links if turn.gone or turn.added or turn.changed("stance")]
    if len(changed) > _MOST_ALONE:
        yield ngettext(
            "{count} link of evidence to causes changed", "{count} links of evidence to causes changed", len(changed)
        ).format(count=len(changed))
        return
    for turn in changed:
        title = _title(records.get(("evidence", int(turn.fields["evidence_id"])), {}))
        if turn.gone:
            cause = _cause(turn.fields, records)
            yield _("Evidence {title} no longer linked to “{cause}”").format(title=title, cause=cause)
        else:
            yield _("Evidence {title} {stance}").format(title=title, stance=_stance(turn, records))


def _stance(link: Turn, records: Mapping[Place, Fields]) -> str:
    return _(_STANCE[str(link.fields["stance"])]).format(cause=_cause(link.fields, records))


def _cause(link: Fields, records: Mapping[Place, Fields]) -> str:
    return isolated(str(records.get(("cause", int(link["cause_id"])), {}).get("text", "")))


def _title(fields: Fields) -> str:
    return isolated(str(fields.get("title", "")))
