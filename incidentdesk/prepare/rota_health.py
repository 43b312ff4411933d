"""The health of a rota: gaps, double shifts, overload, and people who can't be reached, are absent or have left.

Time outside the windows of all layers that are in force is not owed: it is told once, as a note, unless it is so short
that two layers were plainly meant to meet (grafana#84192).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from incidentdesk import clock
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.on_call import rota_of
from incidentdesk.prepare.rota_finding import Finding, FindingKind, Severity, score_of
from incidentdesk.prepare.rota_load import DAYS_RUNNING, NIGHTS, SHARE, Load, loads
from incidentdesk.prepare.rota_shift import LEFT, Lane, Layer, Rota, Shift, final, lanes, period, uncovered
from incidentdesk.prepare.rota_span import Span, common, length, merged, without
from incidentdesk.prepare.rota_state import OverrideState
from incidentdesk.prepare.rota_time import DAY, HOUR, window_spans
from incidentdesk.store.reading import Reader

SOON = DAY  # a shift that begins within it is told
_MEANT_TO_MEET = 4 * HOUR
_ORDER = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Health:
    """What is wrong with a rota within a time; lengths are in microseconds, the score is 0 to 100."""

    findings: list[Finding]
    loads: list[Load]
    score: int
    owed: int
    covered: int


def health(reader: Reader, rota_id: int, start: int, end: int) -> list[Finding]:
    """The findings within a time, the worst first; none for a rota that there is not."""
    found = health_of(reader, rota_id, start, end)
    return found.findings if found else []


def health_of(reader: Reader, rota_id: int, start: int, end: int) -> Health | None:
    rota = rota_of(reader, rota_id)
    if rota is None:
        return None
    return assess(rota, start, end, unanswered=_unanswered(reader, rota_id, start, end))


def assess(rota: Rota, start: int, end: int, unanswered: Iterable[Finding] = ()) -> Health:
    """Look through a rota; `start` is taken as now where shifts that begin soon are told."""
    found = lanes(rota, start, end)
    shifts = [shift for lane in found for shift in lane.shifts]
    owed = _owed(rota, start, end)
    open_spans = common(owed, uncovered(found, start, end))
    load = loads(rota, shifts, start, end)
    findings = [
        *_nobody(rota, start, end),
        *_away(shifts, open_spans, start, end),
        *_gaps(open_spans, shifts),
        *_outside(rota, found, owed, start, end),
        *_double(found, start, end),
        *_overload(load, start, end),
        *_unreachable(rota, shifts),
        *_overruled(rota, start, end),
        *_soon(found, start),
        *unanswered,
    ]
    findings.sort(key=lambda each: (_ORDER[each.severity], each.from_at, each.kind))
    covered = length(owed) - length(open_spans)
    return Health(findings, load, score_of(findings, length(owed), covered), length(owed), covered)


# ── time that is owed ────────────────────────────────────────────────────────────────────────────────────────────


def _owed(rota: Rota, start: int, end: int) -> list[Span]:
    if not rota.layers:
        return [(start, end)]
    begins = min(period(rota, layer)[0] for layer in rota.layers)
    active, on = [], []
    for layer in rota.layers:
        spans = common([period(rota, layer)], [(start, end)])
        active += spans
        on += common(spans, _on_duty(rota, layer, start, end))
    return merged(without([(max(start, begins), end)] if begins < end else [], without(merged(active), on)))


def _on_duty(rota: Rota, layer: Layer, start: int, end: int) -> list[Span]:
    if not layer.responder_time or not layer.people:
        return window_spans(layer.windows, rota.zone, start, end)
    one = Rota(rota.id, rota.name, rota.zone, (layer,), (), rota.people)
    return [shift.span for lane in lanes(one, start, end) for shift in lane.shifts]


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _nobody(rota: Rota, start: int, end: int) -> Iterator[Finding]:
    if not rota.layers:
        yield Finding(
            FindingKind.NOBODY, Severity.SERIOUS, start, end, _("This rota has no layer, so nobody is ever on call."),
            _("Add a layer with the people who take turns."),
        )  # fmt: skip
    for layer in rota.layers:
        since, until = period(rota, layer)
        if not layer.people and since < end and until > start:
            yield Finding(
                FindingKind.NOBODY, Severity.SERIOUS, max(since, start), min(until, end),
                _("There is nobody in the layer {layer}.").format(layer=isolated(layer.name)),
                _("Put people into it, or end the layer."), layer_id=layer.id,
            )  # fmt: skip


def _away(shifts: list[Shift], open_spans: list[Span], start: int, end: int) -> Iterator[Finding]:
    for shift in shifts:
        span = common([shift.span], [(start, end)])
        if not shift.away or not span:
            continue
        alone = bool(common(span, open_spans))
        kind = FindingKind.LEFT if shift.away == LEFT else FindingKind.ABSENT if alone else FindingKind.COVERED
        severity = Severity.SERIOUS if alone else Severity.WARNING
        sentence, mend = _away_words(shift, alone)
        yield Finding(kind, severity, *span[0], sentence, mend, shift.person_id, shift.layer_id)


def _away_words(shift: Shift, alone: bool) -> tuple[str, str]:
    if shift.away == LEFT:
        sentence = _("{name} has left and still has a shift on {layer}.")
        mend = _("Take the name out of the layer, or let somebody stand in.")
    elif alone:
        sentence, mend = _("{name} is absent during a shift on {layer}, and nobody covers it."), _("Add an override.")
    else:
        sentence = _("{name} is absent during a shift on {layer}; the layer below is asked instead.")
        mend = _("Add an override, so that the first layer is complete.")
    return sentence.format(name=isolated(shift.person), layer=isolated(shift.layer)), mend


def _gaps(open_spans: list[Span], shifts: list[Shift]) -> Iterator[Finding]:
    """What no absence explains already."""
    for since, until in without(open_spans, [shift.span for shift in shifts if shift.away]):
        yield Finding(
            FindingKind.GAP, Severity.SERIOUS, since, until,
            _("Nobody is on call for {length}.").format(length=hours_words(until - since)),
            _("Add an override, or change the layer so that its turns meet."),
        )  # fmt: skip


def _outside(rota: Rota, found: list[Lane], owed: list[Span], start: int, end: int) -> Iterator[Finding]:
    if not rota.layers:
        return
    begins = min(period(rota, layer)[0] for layer in rota.layers)
    spans = [] if begins >= end else without(without([(max(start, begins), end)], owed), _covered(found, start, end))
    # A span that is cut by either end may be longer than it looks.
    short = [each for each in spans if each[1] - each[0] <= _MEANT_TO_MEET and each[0] > start and each[1] < end]
    for since, until in short:
        yield Finding(
            FindingKind.GAP, Severity.WARNING, since, until,
            _("Between the windows of the layers nobody is on call for {length}.").format(
                length=hours_words(until - since)
            ),
            _("Let one window end where the next begins."),
        )  # fmt: skip
    left = [each for each in spans if each not in short]
    if left:
        a_week = round(length(left) * 7 * DAY / (end - start) / HOUR)
        yield Finding(
            FindingKind.OUTSIDE, Severity.NOTE, *left[0],
            ngettext(
                "Nobody is on call outside the windows: {hours} hour a week.",
                "Nobody is on call outside the windows: {hours} hours a week.", a_week,
            ).format(hours=a_week),
            _("If that is not meant, add a layer for these hours."),
        )  # fmt: skip


def _covered(found: list[Lane], start: int, end: int) -> list[Span]:
    return [shift.span for shift in final(found, start, end)]


def _double(found: list[Lane], start: int, end: int) -> Iterator[Finding]:
    for place, upper in enumerate(found):
        for lower in found[place + 1 :]:
            for shift in upper.shifts:
                theirs = [each.span for each in lower.shifts if each.person_id == shift.person_id and not each.away]
                for since, until in common(common([shift.span], merged(theirs)), [(start, end)]):
                    if not shift.away:
                        yield _twice(shift, lower, since, until)


def _twice(shift: Shift, lower: Lane, since: int, until: int) -> Finding:
    words = {"name": isolated(shift.person), "one": isolated(shift.layer), "other": isolated(lower.name)}
    return Finding(
        FindingKind.DOUBLE, Severity.WARNING, since, until,
        _("{name} is on call on {one} and on {other} at once, so that nobody is behind.").format(**words),
        _("Shift the order of one layer by a person, or add an override."), shift.person_id, shift.layer_id,
    )  # fmt: skip


def _overload(load: list[Load], start: int, end: int) -> Iterator[Finding]:
    # Where only one person takes part, all that matters is told by the share.
    nights_most = NIGHTS * (end - start) / (28 * DAY)
    for each in load:
        if 100 * each.share > SHARE and each.held > 7 * DAY:
            yield _too_much(each, (start, end), _("{name} is on call {count} percent of the time; more than {most} is"
                " too much."), round(100 * each.share), SHARE)  # fmt: skip
        elif each.nights > nights_most and each.nights > 7:
            yield _too_much(each, (start, end), _("{name} is on call in {count} nights; more than {most} of these days"
                " are too many."), each.nights, round(nights_most))  # fmt: skip
        if each.days_running > DAYS_RUNNING:
            yield _too_much(each, each.running, _("{name} is on call for {count} days without a free one; more than"
                " {most} are too many."), int(each.days_running), DAYS_RUNNING)  # fmt: skip


def _too_much(load: Load, span: Span, sentence: str, count: int, most: int) -> Finding:
    said = sentence.format(name=isolated(load.person), count=count, most=most)
    mend = _("Put more people into the layer, or make turns shorter.")
    return Finding(FindingKind.OVERLOAD, Severity.WARNING, *span, said, mend, load.person_id)


def _unreachable(rota: Rota, shifts: list[Shift]) -> Iterator[Finding]:
    told = set()
    for shift in shifts:
        if shift.away or shift.person_id in told or rota.responder(shift.person_id).reachable:
            continue
        told.add(shift.person_id)
        yield Finding(
            FindingKind.UNREACHABLE, Severity.SERIOUS, *shift.span,
            _("{name} is on call and has no contact method.").format(name=isolated(shift.person)),
            _("Write down an e-mail address or a telephone number of this person."), shift.person_id, shift.layer_id,
        )  # fmt: skip


def _overruled(rota: Rota, start: int, end: int) -> Iterator[Finding]:
    """Two overrides of the first layer at once: only the later one counts, which the other one may not know."""
    near = [each for each in rota.overrides if each.until_at > start and each.from_at < end]
    whole = [each for each in near if each.instead_of_id is None]
    for place, earlier in enumerate(whole):
        for later in whole[place + 1 :]:
            both = common(
                common([(earlier.from_at, earlier.until_at)], [(later.from_at, later.until_at)]), [(start, end)]
            )
            if both and earlier.person_id != later.person_id:
                names = (rota.responder(each.person_id).name for each in (earlier, later))
                yield Finding(
                    FindingKind.OVERRULED, Severity.WARNING, *both[0],
                    _("{name} and {other} both stand in; only {other} is on call.").format(
                        **dict(zip(("name", "other"), map(isolated, names), strict=True))
                    ),
                    _("Take one of the overrides away."), earlier.person_id,
                )  # fmt: skip


def _soon(found: list[Lane], now: int) -> Iterator[Finding]:
    """Shifts that begin within a day for who is not on call before (oncall#2953)."""
    for lane in found:
        before = {shift.person_id for shift in lane.shifts if shift.from_at <= now}
        for shift in lane.shifts:
            if now < shift.from_at <= now + SOON and not shift.away and shift.person_id not in before:
                length_text = hours_words(shift.from_at - now)
                words = {"name": isolated(shift.person), "layer": isolated(shift.layer), "length": length_text}
                yield Finding(
                    FindingKind.SOON, Severity.NOTE, *shift.span,
                    _("The shift of {name} on {layer} begins in {length}.").format(**words),
                    _("Tell them now, so that it surprises nobody."), shift.person_id, shift.layer_id,
                )  # fmt: skip


_PROPOSED = (
    "SELECT o.from_at, o.until_at, p.name, o.person_id FROM rota_override o JOIN person p ON p.id = o.person_id"
    " WHERE o.id = (SELECT min(x.id) FROM rota_override x WHERE x.pair = o.pair AND x.withdrawn_at IS NULL)"
    " AND o.rota_id = :id AND o.state = :proposed AND o.withdrawn_at IS NULL AND o.until_at > :since"
    " AND o.from_at < :until ORDER BY o.from_at, o.id"
)


def _unanswered(reader: Reader, rota_id: int, start: int, end: int) -> list[Finding]:
    parameters = {"id": rota_id, "proposed": str(OverrideState.PROPOSED), "since": start, "until": end}
    return [
        Finding(
            FindingKind.UNANSWERED, Severity.WARNING if since < start + 7 * DAY else Severity.NOTE, since, until,
            _("A swap is proposed in which {name} stands in from {day}; nobody has agreed yet.").format(
                name=isolated(name), day=clock.instant(since).date().isoformat()
            ),
            _("Agree to the swap, or decline it."), person_id,
        )
        for since, until, name, person_id in reader.rows(_PROPOSED, parameters)
    ]  # fmt: skip


def hours_words(microseconds: int) -> str:
    """A length in words: "40 minutes", "3 hours", "4 days"."""
    for unit, one, many in (
        (DAY, "{count} day", "{count} days"),
        (HOUR, "{count} hour", "{count} hours"),
        (HOUR // 60, "{count} minute", "{count} minutes"),
    ):
        if microseconds >= 2 * unit or (microseconds >= unit and microseconds % unit == 0) or unit < HOUR:
            count = round(microseconds / unit)
            return ngettext(one, many, count).format(count=count)
    raise AssertionError
