"""What a trial of a rule comes to, in words and rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.detect.number import number
from incidentdesk.language import ngettext
from incidentdesk.respond.rule import Trigger
from incidentdesk.respond.rule_list import Rule
from incidentdesk.respond.rule_sentence import sentence
from incidentdesk.respond.rule_trial import Trial, tried
from incidentdesk.store.reading import Reader

DAY = 24 * 60 * 60 * 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class TrialRow:
    """An incident that the rule would have changed; `place` is its place in the trial."""

    place: int
    incident_id: int
    title: str
    at: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """The rows newest first, and two sentences: what it comes to, and what is to be known of it."""

    headline: str
    remark: str
    rows: tuple[TrialRow, ...]


def try_on_the_past(
    database: Any,
    rule: Rule,
    days: int,
    now: int,
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Past:
    """Try a rule on so many days until now (0: on all of the past); for a worker."""
    since = now - days * DAY if days else 0
    with database.read() as reader:
        trial = tried(reader, rule, since, now, progress, cancelled)
        titles = _titles(reader, trial)
        count = _incidents(reader, rule, since, now)
    rows = [
        TrialRow(place, each.incident_id, titles.get(each.incident_id, ""), each.at, each.sentences)
        for place, each in enumerate(trial.fired)
    ]
    return Past(headline(trial, count), remark(trial), tuple(reversed(rows)))


def headline(trial: Trial, count: int) -> str:
    """ "It would have fired 14 times on 13 of 412 incidents." """
    fired = len(trial.fired)
    if not fired:
        none = ngettext(
            "It would not have fired on {count} incident.",
            "It would not have fired on any of {count} incidents.",
            count,
        )
        return none.format(count=f"{count:,}")
    said = ngettext("It would have fired {n} time on {incidents} of {count} incidents.",
                    "It would have fired {n} times on {incidents} of {count} incidents.", fired)  # fmt: skip
    return said.format(n=f"{fired:,}", incidents=f"{trial.incidents:,}", count=f"{count:,}")


def remark(trial: Trial) -> str:
    """What makes the number another one than somebody may expect."""
    idle = trial.fitted - len(trial.fired)
    said = []
    if idle > 0:
        said.append(
            ngettext("{n} time more its condition held and there was nothing to be done.",
                     "{n} times more its condition held and there was nothing to be done.", idle).format(n=f"{idle:,}")
        )  # fmt: skip
    if trial.imported:
        said.append(
            ngettext("{n} of the incidents came in by an import, of which only its last state is known.",
                     "{n} of the incidents came in by an import, of which only their last state is known.",
                     trial.imported).format(n=f"{trial.imported:,}")
        )  # fmt: skip
    return " ".join(said)


def past_text(rule: Rule, past: Past, zone: ZoneInfo) -> str:
    """The whole trial as text, with a line for each time that it would have fired."""
    lines = [rule.name, sentence(rule), "", past.headline, *([past.remark] if past.remark else []), ""]
    for row in past.rows:
        at = clock.instant(row.at).astimezone(zone).strftime("%Y-%m-%d %H:%M")
        lines.append("\t".join((at, number(row.incident_id), row.title, "; ".join(row.sentences))))
    return "\n".join(lines).strip() + "\n"


def _titles(reader: Reader, trial: Trial) -> dict[int, str]:
    rows = reader.rows(
        f"SELECT id, title FROM incident WHERE {among_ids(reader.dialect, 'id', 'ids')}",
        {"ids": list_of_ids({each.incident_id for each in trial.fired})},
    )
    return {int(row[0]): str(row[1]) for row in rows}


def _incidents(reader: Reader, rule: Rule, since: int, until: int) -> int:
    """How many it could have been asked about: those logged in that time, or there at all where it asks later."""
    later = (
        "" if rule.trigger == Trigger.CREATED else " OR created_at < :since AND COALESCE(closed_at, :until) >= :since"
    )
    rows = reader.rows(
        f"SELECT COUNT(*) FROM incident WHERE withdrawn_at IS NULL AND (created_at BETWEEN :since AND :until{later})",
        {"since": since, "until": until},
    )
    return int(rows[0][0])
