import pytest

from incidentdesk.desktop.fuzzy import score


@pytest.mark.parametrize(
    ("query", "text"),
    [("the", "Theme: dark"), ("dark", "Theme: dark"), ("td", "Theme: dark"), ("thdk", "Theme: dark"), ("rk", "dark")],
)
def test_letters_of_a_command_find_it(query, text):
    assert score(query, text) > 0


@pytest.mark.parametrize("query", ["zebra", "theme zebra", "kd"])
def test_other_letters_do_not(query):
    assert score(query, "Theme: dark") == 0


def test_the_beginning_counts_more_than_the_middle():
    assert score("re", "Refresh") > score("re", "Full screen") > 0


def test_a_whole_word_counts_more_than_scattered_letters():
    assert score("open", "Open database") > score("open", "Only personal events now") > 0
