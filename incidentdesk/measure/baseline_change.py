"""Setting baselines: the day from which on a metric is compared with itself anew, and what was changed then."""

from collections.abc import Mapping
from datetime import date, tzinfo
from typing import Any

from incidentdesk.language import N_, _, isolated
from incidentdesk.measure.baseline import baseline
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.measure.metric.period import day_of
from incidentdesk.prepare.fact import Fact, changed_columns, give_up_facts, line, present, stored_facts
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

USUAL_METRIC = "time-to-resolve"


def _day(_session: Session, value: Any) -> str:
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        raise Refused(
            _("“{text}” is no day. Write it as 2026-10-01.").format(text=isolated(str(value)))
            if str(value).strip()
            else _("A baseline needs the day on which something was changed.")
        ) from None


def _metric(_session: Session, value: Any) -> str:
    if value not in DEFINITIONS:
        raise Refused(
            _("There is no metric {name}. Choose from: {names}.").format(
                name=isolated(str(value)), names=", ".join(DEFINITIONS)
            )
        )
    return str(value)


BASELINE_FACTS = {
    "starts_on": Fact("starts_on", _day, lambda _session, value: value),
    "caption": line("caption", N_("Say what was changed, such as New on-call rota: a limit moves for a reason only.")),
    "metric": Fact("metric", _metric, lambda _session, value: value),
}


def add_baseline(session: Session, *, starts_on: str, caption: str, metric: str = USUAL_METRIC, zone: tzinfo) -> int:
    """Set a baseline and return its id.

    Raises Refused for a day that is none or is still to come in a zone, without a caption, and for a day that has one.
    """
    facts = {"starts_on": starts_on, "caption": caption, "metric": metric}
    columns = stored_facts(session, BASELINE_FACTS, facts)
    _check(session, 0, columns, zone)
    return ledger.insert(session, baseline, columns)


def baseline_facts(reader: Reader, baseline_id: int) -> dict[str, Any]:
    """Raises Refused where there is no such baseline."""
    rows = reader.rows(
        "SELECT starts_on, caption, metric FROM baseline WHERE id = :id AND withdrawn_at IS NULL", {"id": baseline_id}
    )
    if not rows:
        raise Refused(_("There is no baseline {number}. It may have been taken away.").format(number=baseline_id))
    return dict(zip(("starts_on", "caption", "metric"), rows[0], strict=True))


def change_baseline(
    session: Session,
    baseline_id: int,
    changes: Mapping[str, Any],
    *,
    zone: tzinfo,
    seen: Mapping[str, Any] | None = None,
) -> None:
    """Write changed facts; `seen` are those that the person had before the eyes.

    Raises Conflict where somebody has changed one of them since, Refused as `add_baseline` does.
    """
    row = present(session, baseline, baseline_id)
    columns = changed_columns(session, baseline, BASELINE_FACTS, row, changes, seen)
    if columns:
        _check(session, baseline_id, {**row, **columns}, zone)
        ledger.update(session, baseline, baseline_id, columns)


def give_up_baseline(session: Session, baseline_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, baseline, BASELINE_FACTS, baseline_id, given_up)


def withdraw_baseline(session: Session, baseline_id: int) -> None:
    """Take a baseline back; raises Refused where there is none. Undo brings it back."""
    baseline_facts(session.reader, baseline_id)
    ledger.withdraw(session, baseline, baseline_id)


def _check(session: Session, baseline_id: int, columns: Mapping[str, Any], zone: tzinfo) -> None:
    day = columns["starts_on"]
    if day > day_of(session.at, zone).isoformat():
        raise Refused(_("{day} is still to come. A baseline is set when something was changed.").format(day=day))
    others = session.reader.rows(
        "SELECT caption FROM baseline WHERE metric = :metric AND starts_on = :day AND id <> :id"
        " AND withdrawn_at IS NULL",
        {"metric": columns["metric"], "day": day, "id": baseline_id},
    )
    if others:
        raise Refused(
            _("There is a baseline on {day} already: {caption}. Change that one.").format(
                day=day, caption=isolated(others[0][0])
            )
        )
