"""How satisfied those who reported are, and how many of those who were asked have answered."""

import numpy as np

from incidentdesk.improve.survey_list import SATISFIED, surveys
from incidentdesk.measure.metric.distribution import Share
from incidentdesk.measure.metric.facts import Facts
from incidentdesk.measure.metric.grouping import Grouping
from incidentdesk.measure.metric.quality import shares_of
from incidentdesk.store.column_reading import MISSING, Integers
from incidentdesk.store.reading import Reader


def satisfied(reader: Reader, facts: Facts, grouping: Grouping) -> list[Share]:
    """Of the answers those with a score of 4 or 5; the coverage is the share of surveys that were answered.

    A survey belongs to the time at which it was sent, or answered where it was answered on the phone only.
    """
    sent_at, score, _by_mail = _read(reader, facts)
    codes = np.where(facts.counted, grouping.codes(sent_at, None), -1)
    return shares_of(codes, score >= SATISFIED, len(grouping), score > 0)


def answered(reader: Reader, facts: Facts, grouping: Grouping) -> list[Share]:
    """Of the surveys that were sent by mail and not returned those that were answered, by whatever way."""
    sent_at, score, by_mail = _read(reader, facts)
    codes = np.where(facts.counted, grouping.codes(np.where(by_mail, sent_at, MISSING), None), -1)
    return shares_of(codes, score > 0, len(grouping))


def _read(reader: Reader, facts: Facts) -> tuple[Integers, Integers, Integers]:
    """For each incident when it was asked about, the score (0 without one), and whether that was by a letter."""
    sent_at = np.full(len(facts), MISSING, np.int64)
    score, by_mail = np.zeros(len(facts), np.int64), np.zeros(len(facts), bool)
    # What did not arrive asked nobody; an answer shows that it did.
    asked = [row for row in surveys(reader) if row.score is not None or not row.undelivered]
    ids = np.array([row.incident_id for row in asked], np.int64)
    for place, row in zip(facts.places_of(ids).tolist(), asked, strict=True):
        if place >= 0:
            sent_at[place], score[place], by_mail[place] = row.sent_at, row.score or 0, row.by_mail
    return sent_at, score, by_mail
