"""How clocks are put into words, the same in the list, on the page, on paper and on the command line.

A day is never only a day: it is a business day where the calendar's day is shorter than 24 hours (SLA rule 11).
"""

from collections.abc import Sequence

from incidentdesk.detect.sla_clock import Clock, ClockState, leading
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.prepare.business_time import DAY
from incidentdesk.prepare.sla_kind import TARGET_NAME, SlaKind
from incidentdesk.prepare.target_text import target_text

MINUTE, HOUR = 60_000_000, 3_600_000_000
NONE, LATE, MET, HELD = "—", "⚠", "✓", "‖"
# From which share of the target on a clock looks another way (features, R10).
BUCKETS = (50, 75, 90, 100)
LEVEL_WORD = (N_("in time"), N_("half used up"), N_("at risk"), N_("nearly used up"), N_("over"))


def span_text(microseconds: int, day: int = DAY) -> str:
    """A length of working time in its largest units: "42 min", "1 h 10", "16 h", "2 d", "3 business days"."""
    minutes = microseconds // MINUTE
    if day < DAY and microseconds >= 2 * day:
        days = microseconds // day
        return ngettext("{count} business day", "{count} business days", days).format(count=days)
    if microseconds >= DAY and day == DAY:
        return _("{count} d").format(count=microseconds // DAY)
    if minutes < 1:
        return _("< 1 min")
    if minutes < 60:
        return _("{count} min").format(count=minutes)
    hours, rest = divmod(minutes, 60)
    if rest and hours < 10:
        return _("{hours} h {minutes}").format(hours=hours, minutes=f"{rest:02}")
    return _("{count} h").format(count=hours)


def span_words(microseconds: int, day: int = DAY) -> str:
    """The same to the minute: "3 business days 2 h 05 min", "2 d 4 h 10 min" of 24 hours."""
    days, rest = divmod(microseconds // MINUTE, day // MINUTE)
    if day < DAY:
        shown = ngettext("{count} business day", "{count} business days", days).format(count=days) if days else ""
    else:
        shown = _("{count} d").format(count=days) if days else ""
    hours, minutes = divmod(rest, 60)
    parts = [shown, _("{count} h").format(count=hours) if hours else ""]
    parts.append(_("{count} min").format(count=minutes) if minutes or not any(parts) else "")
    return " ".join(part for part in parts if part)


def aim_text(one: Clock) -> str:
    """The target: "4 h", "2 business days", "not known"."""
    if not one.aim:
        return _("not known")
    return target_text(one.aim // MINUTE, one.day // MINUTE)


def level(one: Clock) -> int:
    """0 to 4: how much of the target is used up, by the buckets of R10; 4 is over."""
    if one.state == ClockState.BREACHED:
        return len(BUCKETS)
    return sum(one.percent >= bucket for bucket in BUCKETS[:-1])


def standing_text(one: Clock | None) -> str:
    """ "42 min left", "⚠ 1 h 10 over", "⚠ missed", "‖ 2 h left", "✓ met", "—"."""
    if one is None or one.state == ClockState.CANCELLED:
        return NONE
    if one.state == ClockState.MET:
        return _("{glyph} met").format(glyph=MET)
    if one.state == ClockState.BREACHED and not one.aim:
        return _("{glyph} missed").format(glyph=LATE)
    if one.state == ClockState.BREACHED:
        over = span_text(-one.left, one.day)
        text = _("{glyph} {length} over") if one.is_open else _("{glyph} {length} late")
        return text.format(glyph=LATE, length=over)
    if one.never_due:
        return _("never due")
    left = _("{length} left").format(length=span_text(one.left, one.day))
    return f"{HELD} {left}" if one.state == ClockState.PAUSED else left


def row_text(clocks: Sequence[Clock]) -> str:
    """What a list says of an incident: of the clock that is to be answered next, or of what came out."""
    return standing_text(leading(clocks))


def target_name(one: Clock) -> str:
    """ "Resolution", or "Resolution (OLA)" where it is one between teams of the house."""
    name = _(TARGET_NAME[one.target])
    return _("{target} (OLA)").format(target=name) if one.kind is SlaKind.OLA else name


def clock_title(one: Clock) -> str:
    """ "First response · Office SLA"."""
    return _("{target} · {sla}").format(target=target_name(one), sla=isolated(one.sla))


def clock_sentence(one: Clock) -> str:
    """What there is to say of a clock in one sentence, for tooltips and for those who listen."""
    if not one.aim:
        return _("{target}: {state}, target not known ({sla})").format(
            target=target_name(one), state=spoken_state(one), sla=isolated(one.sla)
        )
    return _("{target}: {state}, {percent} % of {aim} used ({sla})").format(
        target=target_name(one),
        state=spoken_state(one),
        percent=int(one.percent),
        aim=aim_text(one),
        sla=isolated(one.sla),
    )


def spoken_state(one: Clock) -> str:
    """Without glyphs: "42 min left", "1 h 10 over", "paused, 2 h left", "met"."""
    text = standing_text(one)
    if one.state == ClockState.PAUSED:
        return _("paused, {left}").format(left=text.removeprefix(f"{HELD} "))
    if one.state == ClockState.CANCELLED:
        return _("cancelled")
    return text.removeprefix(f"{MET} ").removeprefix(f"{LATE} ")
