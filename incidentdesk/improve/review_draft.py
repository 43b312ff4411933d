"""First words for the sections of a review, made from what the record says; a person writes the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from incidentdesk.detect.channel import Channel
from incidentdesk.detect.priority import LEVEL_NAME
from incidentdesk.improve.review_cause import (
    CONTRIBUTING,
    DETECTION_GAP,
    ROOT,
    TRIGGER,
    FoundCauses,
    found_causes,
    graph_of_review,
)
from incidentdesk.improve.review_number import Span, length_text, spans
from incidentdesk.improve.review_sheet import review_of
from incidentdesk.improve.review_text import TEXTS
from incidentdesk.improve.review_writing import change_review
from incidentdesk.investigate.cause_graph import Cause
from incidentdesk.language import _, ngettext
from incidentdesk.respond.sheet import Sheet, sheet_of
from incidentdesk.respond.timeline import Fact, Kind, timeline
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_MOST_OF_DESCRIPTION = 800  # characters
_BY_PROGRAMS = (Channel.MONITOR, Channel.ALERT)
_BY_PEOPLE = (Channel.PHONE, Channel.WALK_UP, Channel.EMAIL, Channel.WEB_FORM)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the proposals are made of."""

    sheet: Sheet
    facts: list[Fact]
    causes: FoundCauses
    spans: Mapping[str, Span]
    zone: tzinfo

    def moment(self, name: str) -> str:
        """A stage time, or an empty text."""
        at: datetime | None = self.sheet.facts[name]
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M %Z") if at else ""

    def length(self, key: str) -> str:
        """A span, or an empty text where it is not recorded."""
        span = self.spans[key].length
        return length_text(span) if span is not None else ""


def proposals(reader: Reader, incident_id: int, zone: tzinfo) -> dict[str, str]:
    """A text for every section of which the record says something; raises Refused where there is no such incident."""
    sheet = sheet_of(reader, incident_id)
    known = _Known(
        sheet,
        timeline(reader, incident_id),
        found_causes(graph_of_review(reader, incident_id)[1]),
        {span.key: span for span in spans(sheet.facts)},
        zone,
    )
    made = {section: make(known) for section, make in _MAKERS.items()}
    return {section: text for section, text in made.items() if text}


def fill_review(session: Session, incident_id: int, *, zone: tzinfo, sections: Iterable[str] = TEXTS) -> list[str]:
    """Write proposals into those of the sections in which nothing stands; returns which were filled.

    Raises Refused where there is no review, or where it may not be changed any more.
    """
    review = review_of(session.reader, incident_id)
    written = {} if review is None else review.facts
    made = proposals(session.reader, incident_id, zone)
    empty = {name: made[name] for name in sections if name in made and not str(written.get(name, "")).strip()}
    change_review(session, incident_id, empty)
    return list(empty)


def _overview(known: _Known) -> str:
    facts = known.sheet.facts
    sentences = [
        _("{service}: {title}.").format(service=facts["service"], title=_unstopped(facts["title"]))
        if facts["service"]
        else f"{_unstopped(facts['title'])}."
    ]
    for name, sentence in (
        ("occurred_at", _("It began {time}.")),
        ("detected_at", _("It was noticed {time}.")),
        ("mitigated_at", _("The impact ended {time}.")),
        ("restored_at", _("The service was normal again {time}.")),
        ("resolved_at", _("It was resolved {time}.")),
    ):
        if known.moment(name):
            sentences.append(sentence.format(time=known.moment(name)))
    description = str(facts["description"]).strip()
    return _paragraphs(" ".join(sentences), _shortened(description))


def _impact(known: _Known) -> str:
    facts = known.sheet.facts
    sentences = []
    if facts["service"]:
        sentences.append(_("Affected: {service}.").format(service=facts["service"]))
    sentences.append(_("Impact: {level}.").format(level=_(LEVEL_NAME[facts["impact"]])))
    if known.length("impact"):
        sentences.append(_("The impact lasted {length}.").format(length=known.length("impact")))
    count = len(known.sheet.children)
    if count:
        sentences.append(
            ngettext(
                "{count} more incident was logged because of it.", "{count} more incidents were logged because of it.",
                count,
            ).format(count=count)
        )  # fmt: skip
    return " ".join(sentences)


def _detection(known: _Known) -> str:
    facts = known.sheet.facts
    sentences = [_("It came in by this channel: {channel}.").format(channel=_(facts["channel"]))]
    if known.moment("detected_at"):
        sentences.append(_("It was noticed {time}.").format(time=known.moment("detected_at")))
    if known.length("detect"):
        sentences.append(_("That was {length} after it began.").format(length=known.length("detect")))
    return _paragraphs(
        " ".join(sentences), _listed(_("What should have told us earlier:"), known.causes.parts[DETECTION_GAP])
    )


def _causes(known: _Known) -> str:
    parts = known.causes.parts
    return _paragraphs(
        _listed(_("Root causes:"), parts[ROOT]),
        _listed(_("Trigger:"), parts[TRIGGER]),
        _listed(_("Contributing factors:"), parts[CONTRIBUTING]),
    )


def _resolution(known: _Known) -> str:
    facts = known.sheet.facts
    sentences = []
    if known.moment("mitigated_at"):
        sentences.append(_("The impact ended {time}.").format(time=known.moment("mitigated_at")))
    if known.moment("resolved_at"):
        sentences.append(_("It was resolved {time}.").format(time=known.moment("resolved_at")))
    code = _(facts["resolution_code"]) if facts["resolution_code"] else ""
    return _paragraphs(" ".join(sentences), code and f"{code}.", str(facts["resolution_notes"]).strip())


def _went_well(known: _Known) -> str:
    lines = []
    if known.sheet.facts["channel"] in _BY_PROGRAMS:
        lines.append(_("Monitoring noticed it before anybody called."))
    if known.length("acknowledge"):
        lines.append(_("Somebody took it on {length} after it was noticed.").format(length=known.length("acknowledge")))
    if known.length("respond"):
        lines.append(
            _("The first public answer went out {length} after it was logged.").format(length=known.length("respond"))
        )
    return _bullets(lines)


def _went_badly(known: _Known) -> str:
    sheet = known.sheet
    lines = []
    if sheet.facts["channel"] in _BY_PEOPLE:
        lines.append(_("People had to tell us; monitoring did not."))
    if sheet.reopen_count:
        lines.append(
            ngettext("It was reopened {count} time.", "It was reopened {count} times.", sheet.reopen_count).format(
                count=sheet.reopen_count
            )
        )
    if sheet.reassignment_count:
        lines.append(
            ngettext(
                "It was handed on {count} time.", "It was handed on {count} times.", sheet.reassignment_count
            ).format(count=sheet.reassignment_count)
        )
    lines += [cause.text for cause in known.causes.parts[DETECTION_GAP]]
    return _bullets(lines)


def _outside_message(known: _Known) -> str:
    """Of public facts only, and without names."""
    facts = known.sheet.facts
    sentences = []
    begun, over = known.moment("occurred_at"), known.moment("mitigated_at") or known.moment("restored_at")
    service = facts["service"] or _unstopped(facts["title"])
    if begun and over:
        sentences.append(
            _("{service} was disturbed from {start} to {end}.").format(service=service, start=begun, end=over)
        )
    said = [
        fact.text.strip()
        for fact in known.facts
        if fact.kind == Kind.COMMENT and fact.text.strip() and fact.actor != facts["reporter"]
    ]
    return _paragraphs(" ".join(sentences), said[-1] if said else "")


_MAKERS = {
    "overview": _overview,
    "impact": _impact,
    "detection": _detection,
    "causes": _causes,
    "resolution": _resolution,
    "went_well": _went_well,
    "went_badly": _went_badly,
    "outside_message": _outside_message,
}


def _listed(heading: str, causes: list[Cause]) -> str:
    return f"{heading}\n{_bullets(cause.text for cause in causes)}" if causes else ""


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _unstopped(title: str) -> str:
    return title.rstrip(" .")


def _shortened(text: str) -> str:
    if len(text) <= _MOST_OF_DESCRIPTION:
        return text
    return text[:_MOST_OF_DESCRIPTION].rsplit(" ", 1)[0] + " …"
