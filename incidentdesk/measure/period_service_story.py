"""Service levels and services of a period on paper: what was promised, and how long each service was there."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from incidentdesk.language import _, ngettext
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.measure.metric.distribution import Count, Share
from incidentdesk.measure.metric.service_time import ServiceTime
from incidentdesk.measure.period_content import PeriodContent
from incidentdesk.measure.period_section import RIGHT, sub
from incidentdesk.measure.period_value import length, percent, share_text
from incidentdesk.measure.printed import NEVER
from incidentdesk.paper.styles import BODY, CELL, LABEL, NOTE, STRONG, Align
from incidentdesk.paper.table import Cell, Column, Table
from incidentdesk.paper.text import Text

_TARGETS = ("sla-response", "sla-update", "sla-resolution", "sla-coverage")
_MOST = 60


def services_story(content: PeriodContent) -> list[Flowable]:
    target = _("The target is {target} % of clocks that ended; below each share stand n and its 95 % interval.").format(
        target=f"{content.target * 100:g}"
    )
    return [
        *sub(_("Service levels by target and priority"), _levels(content), Text(target, NOTE), _still_running(content)),
        *sub(_("Services"), *_services(content)),
    ]


def _levels(content: PeriodContent) -> Flowable:
    groups = content.by["priority"].groups
    columns = [
        Column(_("Target"), share=1.2, style=STRONG),
        *(Column(group.key, share=1, style=RIGHT) for group in groups),
        Column(_("All"), share=1, style=RIGHT),
    ]
    return Table(columns, [_level_row(content, name) for name in _TARGETS], after=4)


def _level_row(content: PeriodContent, name: str) -> Sequence[Cell]:
    values = [*content.by["priority"].values[name], content.figures.of(name)]
    return _(DEFINITIONS[name].label), *(_level(each) for each in values if isinstance(each, Share))


def _level(share: Share) -> Cell:
    if share.interval is None:
        return NEVER
    low, high = (f"{each * 100:.0f}" for each in share.interval)
    small = LABEL.but(size=7.5, leading=9.5, align=Align.RIGHT)
    return (share_text(share.value), RIGHT), (f"n={share.n}", small), (f"{low} – {high} %", small)


def _still_running(content: PeriodContent) -> Flowable:
    found = content.figures.of("open-breached")
    count = found.value if isinstance(found, Count) else 0
    sentence = ngettext(
        "{count} open incident has missed a target and still runs; it is in no share yet.",
        "{count} open incidents have missed a target and still run; they are in no share yet.",
        count,
    )
    return Text(sentence.format(count=count), BODY)


def _services(content: PeriodContent) -> list[Flowable]:
    known = content.figures.services
    if not known:
        return [Text(_("The desk has no services."), NOTE)]
    failed = sorted((each for each in known if _was_missing(each)), key=_worst_first)
    well = len(known) - len(failed)
    blocks: list[Flowable] = [_service_table(failed[:_MOST])] if failed else []
    if len(failed) > _MOST:
        rest = len(failed) - _MOST
        more = ngettext("{count} more had an outage.", "{count} more had outages.", rest)
        blocks.append(Text(more.format(count=rest), NOTE))
    if well:
        sentence = ngettext("{count} service had no outage.", "{count} services had no outage.", well)
        blocks.append(Text(sentence.format(count=well), BODY))
    return blocks


def _was_missing(service: ServiceTime) -> bool:
    return service.failures > 0 or service.downtime > 0 or service.degraded > 0


def _worst_first(service: ServiceTime) -> tuple[float, float]:
    share = service.availability.value
    return (1.0 if share is None else share), -service.degraded


def _service_table(services: Sequence[ServiceTime]) -> Flowable:
    columns = [
        Column(_("Service"), share=1, style=STRONG),
        Column(_("Availability"), width=70, style=RIGHT),
        Column(_("Outages"), width=48, style=RIGHT),
        Column(_("Down"), width=68, style=RIGHT),
        Column(_("Degraded"), width=68, style=RIGHT),
        Column(_("MTBF"), width=72, style=RIGHT),
    ]
    return Table(columns, [_service_row(each) for each in services], after=4)


def _service_row(service: ServiceTime) -> Sequence[Cell]:
    share, between = service.availability.value, service.mtbf
    there = NEVER if share is None else percent(f"{share * 100:.3f}")
    mtbf = length(between.value)
    return (
        ((service.name, CELL.but(face=STRONG.face)), (_("agreed {time}").format(time=length(service.agreed)), LABEL)),
        there,
        str(service.failures),
        length(service.downtime),
        length(service.degraded),
        _("> {time}").format(time=mtbf) if between.at_least else mtbf,
    )
