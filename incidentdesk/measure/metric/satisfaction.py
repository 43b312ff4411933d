"""How satisfied those who reported are, and how many of those who were asked have answered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from incidentdesk.improve.survey_list import SATISFIED
from incidentdesk.improve.survey_score import asked
from incidentdesk.measure.metric.distribution import Share
from incidentdesk.measure.metric.facts import Facts, Marks
from incidentdesk.measure.metric.grouping import Grouping, whole
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.metric.quality import shares_of
from incidentdesk.store.column_reading import MISSING, Integers
from incidentdesk.store.reading import Reader

BEST = 5


@dataclass(frozen=True, slots=True)
class Answers:
    """`counts` says how many chose 1, 2, 3, 4 and 5; an answer by phone to no letter is in it, too."""

    counts: Sequence[int]
    satisfied: Share
    answered: Share


def answers(reader: Reader, facts: Facts, period: Period) -> Answers:
    """How those answered who were asked in a period: the distribution, CSAT and the response rate over the same."""
    sent_at, score, by_mail = _read(reader, facts, period)
    groups = whole(period)
    given = score[facts.counted & (groups.codes(sent_at, None) >= 0) & (score > 0)]
    return Answers(
        np.bincount(given, minlength=BEST + 1)[1:].tolist(),
        _satisfied(facts, groups, sent_at, score)[0],
        _answered(facts, groups, np.where(by_mail, sent_at, MISSING), score)[0],
    )


def satisfied(reader: Reader, facts: Facts, grouping: Grouping) -> list[Share]:
    """Of the answers those with a score of 4 or 5; the coverage is the share of surveys that were answered.

    A survey belongs to the time at which it was sent, or answered where it was answered on the phone only.
    """
    sent_at, score, _by_mail = _read(reader, facts, grouping.period)
    return _satisfied(facts, grouping, sent_at, score)


def answered(reader: Reader, facts: Facts, grouping: Grouping) -> list[Share]:
    """Of the surveys that were sent by mail and not returned those that were answered, by whatever way."""
    sent_at, score, by_mail = _read(reader, facts, grouping.period)
    return _answered(facts, grouping, np.where(by_mail, sent_at, MISSING), score)


def _satisfied(facts: Facts, grouping: Grouping, sent_at: Integers, score: Integers) -> list[Share]:
    codes = np.where(facts.counted, grouping.codes(sent_at, None), -1)
    return shares_of(codes, score >= SATISFIED, len(grouping), score > 0)


def _answered(facts: Facts, grouping: Grouping, mailed_at: Integers, score: Integers) -> list[Share]:
    codes = np.where(facts.counted, grouping.codes(mailed_at, None), -1)
    return shares_of(codes, score > 0, len(grouping))


def _read(reader: Reader, facts: Facts, period: Period) -> tuple[Integers, Integers, Marks]:
    """For each incident when it was asked about, the score (0 without one), and whether that was by a letter."""
    sent_at = np.full(len(facts), MISSING, np.int64)
    score, by_mail = np.zeros(len(facts), np.int64), np.zeros(len(facts), bool)
    rows = asked(reader, period.start_at, period.end_at)
    places = facts.places_of(np.array([row.incident_id for row in rows], np.int64))
    known = np.flatnonzero(places >= 0)
    found = [rows[place] for place in known]
    sent_at[places[known]] = [row.sent_at for row in found]
    score[places[known]] = [row.score for row in found]
    by_mail[places[known]] = [row.by_mail for row in found]
    return sent_at, score, by_mail
