"""What a person writes into a report instead of the generated sentences, on both databases."""

import pytest

from incidentdesk.measure.report_text_change import LONGEST, keep_sentences, written_sentences
from incidentdesk.refusal import Refused


def keep(desk, sentences, period="2026-10", query="", who="Mei Okafor"):
    with desk.write(actor=who) as session:
        keep_sentences(session, period=period, query=query, sentences=sentences)


def kept(desk, period="2026-10", query=""):
    with desk.read() as reader:
        found = written_sentences(reader, period, query)
    return list(found.sentences) if found else None


def test_they_stand_for_one_period_and_one_filter(desk):
    keep(desk, ["We had a quiet month.", "Nothing changed."])
    assert kept(desk) == ["We had a quiet month.", "Nothing changed."]
    assert kept(desk, "2026-11") is None
    assert kept(desk, query="team:Network") is None


def test_the_last_who_wrote_is_named(desk):
    keep(desk, ["We had a quiet month."])
    keep(desk, ["A month without a major incident."], who="Samuel Adeyemi")
    with desk.read() as reader:
        found = written_sentences(reader, "2026-10", "")
    assert found.sentences == ("A month without a major incident.",)
    assert found.by == "Samuel Adeyemi"


def test_without_any_the_generated_ones_stand_there_again(desk):
    keep(desk, ["We had a quiet month."])
    keep(desk, ["  ", ""])
    assert kept(desk) is None
    keep(desk, [])
    keep(desk, ["And again."])
    assert kept(desk) == ["And again."]


def test_a_page_has_room_for_three(desk):
    with pytest.raises(Refused, match="at most 3 sentences"):
        keep(desk, ["a", "b", "c", "d"])
    with pytest.raises(Refused, match="at most 300 characters"):
        keep(desk, ["a" * (LONGEST + 1)])
    assert kept(desk) is None
