"""The lines about SLAs beside the list: until when to respond, until when to resolve."""

from collections.abc import Sequence
from typing import Any

from incidentdesk.desktop import moment
from incidentdesk.detect.sla_clock import Clock
from incidentdesk.detect.sla_wording import clock_sentence, span_words, spoken_state
from incidentdesk.language import N_, _
from incidentdesk.prepare.sla_kind import SlaKind, Target

_LABEL = {Target.RESPONSE: N_("Respond by"), Target.UPDATE: N_("Update by"), Target.RESOLUTION: N_("Resolve by")}


def due_lines(clocks: Sequence[Clock], now: int, zone: Any) -> list[tuple[str, str, str]]:
    """Labels, texts and tooltips, of each target the round that goes on or was the last."""
    found = []
    for target in Target:
        rounds = [one for one in clocks if one.target is target and one.kind is SlaKind.SLA]
        if rounds:
            one = max(rounds, key=lambda one: (one.is_open, one.started_at))
            found.append((_(_LABEL[target]), _due(one, now, zone), clock_sentence(one)))
    return found


def _due(one: Clock, now: int, zone: Any) -> str:
    """ "today 11:27 (42 min left)", "met · 4 min"."""
    if not one.is_open:
        return _("{state} · {length}").format(state=spoken_state(one), length=span_words(one.elapsed, one.day))
    if one.due_at is None:
        return spoken_state(one)
    return _("{time} ({state})").format(time=moment.day_and_time(one.due_at, now, zone), state=spoken_state(one))
