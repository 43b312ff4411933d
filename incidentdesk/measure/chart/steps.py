"""Which steps of time a chart shows."""

from collections.abc import Sequence

from incidentdesk.measure.metric.period import Period


def up_to_now(steps: Sequence[Period], has_data: Sequence[bool], now: int) -> int:
    """How many steps there are until now, or until the last one with data; what is still to come is not shown."""
    shown = 0
    for place, (step, known) in enumerate(zip(steps, has_data, strict=True)):
        if known or step.start_at is None or step.start_at <= now:
            shown = place + 1
    return shown
