"""What the report of a period says: all its numbers, gathered at one moment, with no drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.condition import Context
from incidentdesk.detect.query import parse
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.investigate.cause_graph import CauseGraph
from incidentdesk.investigate.cause_record import cause_graph_of
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.language import N_, _
from incidentdesk.measure.chart.catalogue import CHARTS
from incidentdesk.measure.chart.chart import Chart, Scope
from incidentdesk.measure.comparison import Comparison, medians_compared, percentiles_compared, shares_compared
from incidentdesk.measure.logo import logo_of
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.measure.metric.distribution import Distribution, Share
from incidentdesk.measure.metric.facts import Facts, facts_of, read_facts
from incidentdesk.measure.metric.grouping import grouping, in_period, whole
from incidentdesk.measure.metric.measuring import Findings, LeftOut, Measurement, left_out, measure
from incidentdesk.measure.metric.period import Period, between, day_of
from incidentdesk.measure.metric.spans import measured
from incidentdesk.measure.period_cause import CauseRow, actions_about, period_causes, repeated_in
from incidentdesk.measure.period_decision import Decision, decisions_of
from incidentdesk.measure.period_major import Major, period_majors
from incidentdesk.measure.period_sentence import generated_sentences
from incidentdesk.measure.report_text_change import written_sentences
from incidentdesk.prepare.setting import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

SUMMARY = "summary"
# What a report may have, by name; the summary always comes first, and what was not chosen is left out.
SECTIONS = {
    SUMMARY: N_("Executive summary"),
    "response": N_("Response times"),
    "volume": N_("Volume, backlog and ageing"),
    "causes": N_("Causes and counter-measures"),
    "load": N_("Load"),
    "majors": N_("Major incidents"),
    "services": N_("Service levels and services"),
    "satisfaction": N_("Satisfaction and drills"),
    "figures": N_("All figures"),
    "diagrams": N_("Diagrams of causes"),
    "definitions": N_("Definitions"),
}
USUAL = tuple(name for name in SECTIONS if name != "diagrams")

_CHARTS = {
    SUMMARY: ("sla-per-month", "time-to-resolve"),
    "response": ("response-times",),
    "volume": ("backlog", "open-by-age"),
    "causes": ("root-causes",),
    "load": ("when-incidents-start",),
    "satisfaction": ("satisfaction", "drill-scores"),
}
# Those that show how it came about, over so many months or weeks up to the end of the period.
_MONTHS_SHOWN = {"sla-per-month": 13, "time-to-resolve": 6, "backlog": 6, "drill-scores": 24}
_LOAD = ("team", "assignee", "service", "channel")
_LOAD_METRICS = ("created", "resolved", "backlog", "time-to-resolve", "sla-resolution", "reassignments")
_SLA_METRICS = ("sla-response", "sla-update", "sla-resolution", "sla-coverage", "open-breached")
_COMPARED = (
    "created", "resolved", "backlog", "sla-resolution", "time-to-resolve", "csat", "response-rate", "drill-score",
)  # fmt: skip
RESOLVE, SLA = "time-to-resolve", "sla-resolution"
MOST_DIAGRAMS = 12


@dataclass(frozen=True, slots=True)
class Charted:
    """A chart with what it has gathered."""

    chart: Chart
    data: Any


@dataclass(frozen=True, slots=True)
class Diagram:
    subject: Subject
    title: str
    graph: CauseGraph


@dataclass(frozen=True, slots=True)
class PeriodContent:
    """`now` in microseconds since 1970 is the data cut-off. `earlier` are figures of the period before, None where
    there is none. `changes` are comparisons with it by "median", "p90" and "sla". `by` has measurements by field.
    `sentences` are what stands on the first page, `edited_by` who wrote them, "" where they were generated."""

    desk: str
    logo: bytes | None
    period: Period
    query: str
    now: int
    business: bool
    sections: Sequence[str]
    target: float
    figures: Measurement
    earlier: Measurement | None
    changes: Mapping[str, Comparison]
    by: Mapping[str, Measurement]
    charts: Mapping[str, Charted]
    left_out: LeftOut
    causes: Sequence[CauseRow] = ()
    actions: Sequence[ActionRow] = ()
    repeated: Sequence[int] = ()
    majors: Sequence[Major] = ()
    more_majors: Sequence[int] = ()
    diagrams: Sequence[Diagram] = ()
    decisions: Sequence[Decision] = ()
    sentences: Sequence[str] = ()
    edited_by: str = ""

    @property
    def zone(self) -> Any:
        return self.period.zone

    @property
    def today(self) -> str:
        return day_of(self.now, self.period.zone).isoformat()

    @property
    def goes_on(self) -> bool:
        """Whether the period is not over yet."""
        return self.period.end_at is None or self.period.end_at > self.now

    @property
    def resolve(self) -> Distribution:
        """The time to resolve."""
        found = self.figures.of(RESOLVE)
        assert isinstance(found, Distribution)
        return found

    @property
    def sla(self) -> Share:
        """How many resolution targets were met."""
        found = self.figures.of(SLA)
        assert isinstance(found, Share)
        return found


def chosen_sections(names: Sequence[str]) -> tuple[str, ...]:
    """The sections in their order, the summary always among them; raises Refused for one that there is not."""
    for name in names:
        if name not in SECTIONS:
            raise Refused(
                _("There is no section {name}. Choose from: {names}.").format(name=name, names=", ".join(SECTIONS))
            )
    return tuple(name for name in SECTIONS if name == SUMMARY or name in names)


def gather_period(
    reader: Reader,
    *,
    period: Period,
    query: str = "",
    context: Context,
    business: bool = False,
    sections: Sequence[str] = USUAL,
    facts: Facts | None = None,
) -> PeriodContent:
    """Everything that the report of a period says about the incidents that a query finds.

    `context` says who asks and when; `facts` are those of all incidents, if they are known already. Raises Refused
    for a section that there is not.
    """
    chosen = chosen_sections(sections)
    now = clock.stored(context.now)
    everything = read_facts(reader) if facts is None else facts
    asked = facts_of(reader, parse(query), context, everything)
    found = Findings(reader, asked, everything, business)
    known = _known(found, period, now)
    today = day_of(now, period.zone).isoformat()
    about = actions_about(reader, asked, everything, today=today)
    majors, more = period_majors(reader, asked, period, about)
    scope = Scope(
        reader, asked, everything, period, now, period.zone, query, business, context.first_weekday, found.results
    )
    content = PeriodContent(
        desk=str(setting_of(reader, "desk_name")) or _("Incident desk"),
        logo=logo_of(reader),
        query=query,
        now=now,
        business=business,
        sections=chosen,
        target=float(setting_of(reader, "sla_target_percent")) / 100,
        charts={name: Charted(CHARTS[name], _gathered(name, scope)) for name in _charts(chosen)},
        causes=period_causes(reader, asked, period, about),
        actions=about,
        repeated=repeated_in(reader, asked, everything, period),
        majors=majors,
        more_majors=more,
        diagrams=_diagrams(reader, majors) if "diagrams" in chosen else (),
        **known,
    )
    return _worded(reader, content)


def _worded(reader: Reader, content: PeriodContent) -> PeriodContent:
    """With what follows from the numbers in words."""
    decided = replace(content, decisions=decisions_of(reader, content))
    written = written_sentences(reader, content.period.key, content.query)
    if written is not None:
        return replace(decided, sentences=written.sentences, edited_by=written.by)
    return replace(decided, sentences=generated_sentences(decided))


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _known(found: Findings, period: Period, now: int) -> dict[str, Any]:
    before, facts = period.before(), found.facts

    def measuring(over: Period, by: str = "", names: Sequence[str] = ()) -> Measurement:
        groups = grouping(found.reader, facts, over, by, now)
        return measure(found.reader, facts, groups, now, names=names or DEFINITIONS, found=found)

    figures = measuring(period)
    earlier = measuring(before, names=_COMPARED) if before else None
    touched = in_period(facts["created_at"], period) | in_period(facts.ended_at, period)
    return {
        "period": period,
        "figures": figures,
        "earlier": earlier,
        "changes": _changes(found, figures, earlier),
        "by": {
            "priority": measuring(period, "priority", (*_SLA_METRICS, *_COMPARED)),
            **{by: measuring(period, by, _LOAD_METRICS) for by in _LOAD},
        },
        "left_out": left_out(facts.where(touched)),
    }


def _changes(found: Findings, figures: Measurement, earlier: Measurement | None) -> dict[str, Comparison]:
    if earlier is None:
        return {}
    hours = found.hours if found.business else None
    values, before = (
        measured(found.facts, RESOLVE, whole(each.grouping.period), hours=hours).seconds for each in (figures, earlier)
    )
    now, then = figures.of(SLA), earlier.of(SLA)
    assert isinstance(now, Share)
    assert isinstance(then, Share)
    return {
        "median": medians_compared(values, before),
        "p90": percentiles_compared(values, before),
        "sla": shares_compared(now, then),
    }


def _charts(sections: Sequence[str]) -> list[str]:
    return [name for each in sections for name in _CHARTS.get(each, ()) if name in CHARTS]


def _gathered(name: str, scope: Scope) -> Any:
    months = _MONTHS_SHOWN.get(name)
    return CHARTS[name].gather(replace(scope, period=_up_to(scope, months)) if months else scope)


def _up_to(scope: Scope, months: int) -> Period:
    """So many months, the last of which is that in which the period ends."""
    last = scope.period.last or day_of(scope.now, scope.zone)
    first = last.year * 12 + last.month - months
    return between(max(date(first // 12, first % 12 + 1, 1), date(1, 1, 1)), last, scope.zone)


def _diagrams(reader: Reader, majors: Sequence[Major]) -> list[Diagram]:
    """What was drawn about the causes of these major incidents."""
    found = []
    for major in majors:
        subject = Subject(INCIDENT, major.id)
        graph = cause_graph_of(reader, subject)
        if graph is not None and any(graph.children(category.key) for category in graph.categories):
            found.append(Diagram(subject, major.title, graph))
    return found[:MOST_DIAGRAMS]
