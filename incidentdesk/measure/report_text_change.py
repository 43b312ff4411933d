"""Use cases of the sentences of a report: what a person wrote instead of those that are generated."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from incidentdesk.language import _
from incidentdesk.measure.report_text import report_text
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

MOST = 3
LONGEST = 300  # characters of a sentence: three of them still leave room for the rest of the page


@dataclass(frozen=True, slots=True)
class Written:
    """Sentences that a person wrote, and who it was."""

    sentences: tuple[str, ...]
    by: str


def written_sentences(reader: Reader, period: str, query: str) -> Written | None:
    """What stands in a report of that period and that filter instead of generated sentences, if anything does.

    `period` is the key of a period, as 2026-10.
    """
    rows = reader.rows(
        "SELECT t.sentences, l.actor FROM report_text AS t LEFT JOIN ledger AS l"
        " ON l.chain = 0 AND l.noun = 'report_text' AND l.record_id = t.id"
        " WHERE t.period = :period AND t.query = :query AND t.withdrawn_at IS NULL ORDER BY l.position DESC LIMIT 1",
        {"period": period, "query": query.strip()},
    )
    sentences = tuple(json.loads(rows[0][0])) if rows else ()
    return Written(sentences, rows[0][1] or "") if sentences else None


def keep_sentences(session: Session, *, period: str, query: str, sentences: Sequence[str]) -> None:
    """Let these stand in reports of a period and a filter; without any, the generated ones stand there again.

    Raises Refused for more or longer ones than a first page has room for.
    """
    texts = [" ".join(each.split()) for each in sentences if each.strip()]
    if len(texts) > MOST:
        raise Refused(_("A summary has at most {most} sentences. Join some of them.").format(most=MOST))
    if any(len(each) > LONGEST for each in texts):
        raise Refused(
            _("A sentence of the summary has at most {most} characters. Shorten the long one.").format(most=LONGEST)
        )
    ledger.hold(session)
    key = (report_text.c.period == period) & (report_text.c.query == query.strip())
    found = session.connection.execute(sa.select(report_text.c.id).where(key)).scalar()
    written = json.dumps(texts, ensure_ascii=False)
    if found is not None:
        ledger.update(session, report_text, found, {"sentences": written, "withdrawn_at": None})
    elif texts:
        ledger.insert(session, report_text, {"period": period, "query": query.strip(), "sentences": written})
