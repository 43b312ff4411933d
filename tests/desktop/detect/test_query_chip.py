import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.desktop.detect.query_chip import is_finished, split
from incidentdesk.detect.query import parse


@pytest.mark.parametrize(
    ("text", "chips", "rest"),
    [
        ("", [], ""),
        ("is:open priority:1..3 firmware", ["is:open", "priority:1..3"], "firmware"),
        ("firmware -status:closed", ["-status:closed"], "firmware"),
        ("foo:bar is:open", ["is:open"], "foo:bar"),
        ("is:open (priority:1 or is:major)", ["is:open"], "(priority:1 or is:major)"),
        ("priority:1 or is:major", [], "priority:1 or is:major"),
        ('team:"Data centre" "paper jam"', ['team:"Data centre"'], '"paper jam"'),
    ],
)
def test_filters_that_stand_for_themselves_become_chips(text, chips, rest):
    assert split(text) == (chips, rest)


_PIECES = st.sampled_from(
    [
        "is:open",
        "priority:1",
        "-is:major",
        "or",
        "(",
        ")",
        "mail",
        '"paper jam"',
        "team:none",
        "sort:id",
        "foo:bar",
        '"',
    ]
)


@given(st.lists(_PIECES, max_size=8).map(" ".join))
def test_chips_and_rest_mean_what_the_text_means(text):
    chips, rest = split(text)
    together, whole = parse(" ".join([*chips, rest])), parse(text)
    assert set(together.terms) == set(whole.terms)
    assert (together.sort, together.group) == (whole.sort, whole.group)


@pytest.mark.parametrize(
    ("text", "finished"), [("is:open ", True), ("is:open", False), ("", False), ('team:"Data ', False), (" ", False)]
)
def test_a_piece_is_finished_when_a_space_follows(text, finished):
    assert is_finished(text) is finished
