import pytest

from incidentdesk.language import isolated
from incidentdesk.prepare.minutes import minutes_of
from incidentdesk.refusal import Refused


def test_a_page_pasted_into_a_field_does_not_bury_the_sentence():
    with pytest.raises(Refused) as refused:
        minutes_of("x" * 10_000)
    sentence = str(refused.value)
    assert len(sentence) < 400
    assert isolated("x" * 200 + "…") in sentence
    assert sentence.endswith("such as 15 min, 4 h or 2 d.")


def test_a_name_of_the_greatest_length_is_repeated_whole():
    assert str(Refused(f"“{isolated('n' * 200)}” is not known.")) == f"“{isolated('n' * 200)}” is not known."
