"""The stage times of an incident: in which order they stand and where they come from."""

import json
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from incidentdesk.language import N_, _
from incidentdesk.refusal import Refused
from incidentdesk.store.session import Session

AUTOMATIC, MANUAL, BACK_DATED = "auto", "manual", "back-dated"
_BACK_DATED_AFTER = 60_000_000  # microseconds
_CLOCKS_DIFFER = 60_000_000  # microseconds

TIME_NAME = {
    "occurred_at": N_("Occurred"),
    "detected_at": N_("Detected"),
    "created_at": N_("Created"),
    "acknowledged_at": N_("Acknowledged"),
    "first_response_at": N_("First response"),
    "mitigated_at": N_("Mitigated"),
    "restored_at": N_("Restored"),
    "resolved_at": N_("Resolved"),
    "closed_at": N_("Closed"),
}
# Occurred ≤ detected ≤ acknowledged, occurred ≤ mitigated ≤ restored.
ORDERS = (("occurred_at", "detected_at", "acknowledged_at"), ("occurred_at", "mitigated_at", "restored_at"))


def disorder(times: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first two times that stand the wrong way round; missing times are passed over."""
    for order in ORDERS:
        known = [name for name in order if times.get(name) is not None]
        for earlier, later in pairwise(known):
            if times[earlier] > times[later]:
                return earlier, later
    return None


def refuse_future(session: Session, times: Mapping[str, int | None]) -> None:
    """Raises Refused naming a time that is still to come; clocks of workstations may differ by a minute."""
    for name, value in times.items():
        if value is not None and value > session.at + _CLOCKS_DIFFER:
            raise Refused(
                _("“{name}” is still to come. Stage times say what has happened.").format(name=_(TIME_NAME[name]))
            )


def refuse_disorder(times: Mapping[str, Any]) -> None:
    """Raises Refused naming the two times; nothing is clamped in silence."""
    wrong = disorder(times)
    if wrong:
        earlier, later = (_(TIME_NAME[name]) for name in wrong)
        raise Refused(_("“{earlier}” can't be later than “{later}”. Correct one of them.").format(
            earlier=earlier, later=later
        ))  # fmt: skip


def typed_source(session: Session, value: int) -> str:
    """Whether a time that a person gave is of now or of before."""
    return BACK_DATED if session.at - value > _BACK_DATED_AFTER else MANUAL


def sources_after(
    session: Session, row: Mapping[str, Any], names: Iterable[str], typed: Mapping[str, int | None]
) -> dict[str, str]:
    """The column of sources once some times are set: those in `typed` by a person, the others by the program."""
    sources = {name: source for name, source in json.loads(row["time_sources"]).items() if name not in names}
    sources |= {
        name: [typed_source(session, value), session.actor] for name, value in typed.items() if value is not None
    }
    return {"time_sources": sources_text(sources)}


def sources_text(sources: Mapping[str, list[str]]) -> str:
    return json.dumps(sources, ensure_ascii=False, sort_keys=True) if sources else "{}"


def source_of(stored: str, name: str) -> tuple[str, str]:
    """(source, who) of one time from the stored JSON."""
    source, who = json.loads(stored).get(name, (AUTOMATIC, ""))
    return source, who
