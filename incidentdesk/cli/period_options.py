"""The options by which a command takes a period: a month, a quarter, a week, or any days."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from incidentdesk import clock
from incidentdesk.cli.desk import Desk
from incidentdesk.language import _

if TYPE_CHECKING:
    from incidentdesk.measure.metric.period import Period

_OPTIONS = (
    click.option("--period", "written", metavar="PERIOD", help=_("As 2026-10, 2026-Q4, 2026-W41, 2026, or all.")),
    click.option("--month", metavar="MONTH", help=_("A month, as 2026-10. [default: the last whole month]")),
    click.option("--quarter", metavar="QUARTER", help=_("A quarter, as 2026-Q4.")),
    click.option("--week", metavar="WEEK", help=_("A week, as 2026-W41.")),
    click.option("--from", "first", metavar="DAY", help=_("The first day, as 2026-10-01.")),
    click.option("--to", "last", metavar="DAY", help=_("The last day, as 2026-10-31.")),
)

_NAMED = ("written", "month", "quarter", "week")


def period_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the options, and a keyword `period(desk)` that makes a Period of them.

    It raises Refused for what is no period.
    """

    @wraps(command)
    def taking(*arguments: Any, first: str | None, last: str | None, **options: Any) -> Any:
        named = [text for name in _NAMED if (text := options.pop(name))]
        return command(*arguments, period=lambda desk: _period(desk, named, first, last), **options)

    for option in reversed(_OPTIONS):
        taking = option(taking)
    return taking


def _period(desk: Desk, named: list[str], first: str | None, last: str | None) -> "Period":
    from incidentdesk.measure.metric.period import month, period_of

    if len(named) + bool(first or last) > 1:
        raise click.UsageError(_("Give one of --period, --month, --quarter, --week, or --from and --to."))
    if named:
        return period_of(named[0], desk.zone)
    if first or last:
        return period_of(f"{first or ''}..{last or ''}", desk.zone)
    this = month(clock.now().astimezone(desk.zone).date(), desk.zone)
    before = this.before()
    return this if before is None else before
