"""A comparison of SLAs in words, the same on the screen, as copied text and on the command line."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.detect.priority import priority_label
from incidentdesk.detect.sla_clock import Clock, ClockState
from incidentdesk.detect.sla_wording import aim_text, span_words
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.measure.metric.distribution import FEW, Share
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.sla_what_if import ALL_PRIORITIES, Changed, Comparison, Line
from incidentdesk.prepare.sla_kind import TARGET_NAME, SlaKind, Target

LINE_HEADINGS = (
    N_("Target"), N_("Priority"), N_("Clocks today"), N_("Met today"), N_("Clocks proposed"), N_("Met proposed"),
    N_("Difference"), N_("Newly breached"), N_("Newly met"),
)  # fmt: skip
CHANGED_HEADINGS = (
    N_("Incident"), N_("Title"), N_("Priority"), N_("Target"), N_("Today"), N_("Proposed"), N_("Elapsed today"),
    N_("Target today"), N_("Elapsed proposed"), N_("Target proposed"), N_("Ended"),
)  # fmt: skip


def target_words(kind: SlaKind, target: Target) -> str:
    """ "Resolution", or "Resolution (OLA)" where it is one between teams of the house."""
    name = _(TARGET_NAME[target])
    return _("{target} (OLA)").format(target=name) if kind is SlaKind.OLA else name


def priority_words(priority: int) -> str:
    return _("All priorities") if priority == ALL_PRIORITIES else priority_label(priority)


def share_words(share: Share) -> str:
    """ "92 % (86–95 %)": the share and its 95 % interval."""
    if share.value is None or share.interval is None:
        return _("no data")
    low, high = share.interval
    # Where it is as sure as that, whole per cents would hide it, and 99.6 % are not all of them.
    digits = 1 if high - low < 0.02 else 0
    return _("{share} % ({low}–{high} %)").format(
        share=f"{100 * share.value:.{digits}f}", low=f"{100 * low:.{digits}f}", high=f"{100 * high:.{digits}f}"
    )


def difference_words(line: Line) -> str:
    """By how many percentage points more or fewer are met; nothing is said where n is too small for it."""
    before, after = line.before.value, line.after.value
    if before is None or after is None:
        return ""
    if min(line.before.n, line.after.n) < FEW:
        return _("n too small")
    points = 100 * (after - before)
    if abs(points) < 0.05:
        return _("±0")
    return _("{points} points").format(points=f"{points:+.1f}".replace("-", "−"))


def line_cells(line: Line) -> tuple[str, ...]:
    return (
        target_words(line.kind, line.target),
        priority_words(line.priority),
        f"{line.before.n:,}",
        share_words(line.before),
        f"{line.after.n:,}",
        share_words(line.after),
        difference_words(line),
        f"{line.newly_breached:,}",
        f"{line.newly_met:,}",
    )


def outcome_words(one: Clock) -> str:
    """A sign and a word, for colours alone say nothing to some."""
    return _("⚠ breached") if one.state is ClockState.BREACHED else _("✓ met")


def changed_cells(each: Changed, zone: tzinfo) -> tuple[str, ...]:
    before, after = each.before, each.after
    return (
        number(each.incident_id),
        each.title,
        priority_words(each.priority),
        target_words(after.kind, after.target),
        outcome_words(before),
        outcome_words(after),
        span_words(before.elapsed, before.day),
        aim_text(before),
        span_words(after.elapsed, after.day),
        aim_text(after),
        "" if after.ended_at is None else clock.instant(after.ended_at).astimezone(zone).strftime("%Y-%m-%d %H:%M"),
    )


def period_words(period: Period) -> str:
    if period.first is None or period.last is None:
        return _("all time")
    return _("{first} to {last}").format(first=period.first.isoformat(), last=period.last.isoformat())


def headline(found: Comparison) -> str:
    """What it comes to, in one sentence."""
    if not any(found.clocks):
        return _("No clock ended in {period}, so there is nothing to compare.").format(
            period=period_words(found.period)
        )
    breached, met = len(found.newly_breached), len(found.newly_met)
    if not breached and not met:
        return _("No clock would have another outcome.")
    worse = ngettext("{count} clock would newly be breached", "{count} clocks would newly be breached", breached)
    better = ngettext("{count} would newly be met", "{count} would newly be met", met)
    return f"{worse.format(count=f'{breached:,}')}; {better.format(count=f'{met:,}')}."


def remarks(found: Comparison) -> list[str]:
    """What must be known to read the numbers rightly."""
    incidents = ngettext("{count} incident", "{count} incidents", found.incidents).format(count=f"{found.incidents:,}")
    said = [
        _(
            "Both sides are computed from the same events of {incidents} with clocks that ended {period}; “today” are"
            " the SLAs in force now. Canceled incidents and duplicates do not count."
        ).format(incidents=incidents, period=period_words(found.period))
    ]
    if found.written_other:
        said.append(
            ngettext(
                "{count} clock stands in the register with another outcome than today's SLAs give it, for the SLA was"
                " another one when it ended.",
                "{count} clocks stand in the register with other outcomes than today's SLAs give them, for the SLA was"
                " another one when they ended.",
                found.written_other,
            ).format(count=f"{found.written_other:,}")
        )
    if found.unwritten:
        said.append(
            ngettext(
                "{count} clock has no outcome in the register, for no SLA was in force when it ended.",
                "{count} clocks have no outcome in the register, for no SLA was in force when they ended.",
                found.unwritten,
            ).format(count=f"{found.unwritten:,}")
        )
    if 0 < max(found.clocks) < FEW:
        said.append(_("These are fewer than {few} clocks: the shares say little.").format(few=FEW))
    before, after = found.open_breached
    if before or after:
        said.append(
            _("Open incidents with a breached clock now: {before} today, {after} as proposed.").format(
                before=f"{before:,}", after=f"{after:,}"
            )
        )
    return said


def comparison_text(found: Comparison, zone: tzinfo, most: int | None = None) -> str:
    """Everything as text; `most` limits the list of clocks, and says how many are left out."""
    parts = [headline(found), *remarks(found)]
    if found.lines:
        parts += ["", *_table(LINE_HEADINGS, [line_cells(line) for line in found.lines])]
    shown = found.changed if most is None else found.changed[:most]
    if shown:
        parts += ["", _("Clocks with another outcome")]
        parts += _table(CHANGED_HEADINGS, [_short(changed_cells(each, zone)) for each in shown])
    if len(shown) < len(found.changed):
        parts.append(_("… and {count} more").format(count=f"{len(found.changed) - len(shown):,}"))
    return "\n".join(parts)


def _short(cells: Sequence[str]) -> tuple[str, ...]:
    """With a title that leaves room for the rest of the line."""
    title = " ".join(cells[1].split())
    return (cells[0], isolated(title if len(title) <= 40 else f"{title[:39]}…"), *cells[2:])


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    lines = [tuple(map(_, headings)), *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(headings))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
