"""Names that are nearly right lead to those that are meant."""

import pytest

from incidentdesk.cli.printing import plain
from incidentdesk.prepare.near_name import names_meant

PLANS = ("Critical patch", "Internet or WAN down", "Mail outage", "Ransomware")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ransomwar", "Did you mean Ransomware?"),
        ("mail", "Did you mean Mail outage?"),
        ("  MAIL   OUTAG ", "Did you mean Mail outage?"),
        ("o", "Did you mean Internet or WAN down, Mail outage, Ransomware?"),
        ("flood", "There are: Critical patch, Internet or WAN down, Mail outage, Ransomware."),
        ("", "There are: Critical patch, Internet or WAN down, Mail outage, Ransomware."),
    ],
)
def test_the_nearest_are_offered_and_otherwise_what_there_is(typed, said):
    assert plain(names_meant(typed, PLANS)) == said


def test_of_very_many_only_some_are_told():
    assert plain(names_meant("x", [str(each) for each in range(100)])).endswith("10, 11 and 88 more.")


def test_without_any_name_nothing_is_said():
    assert names_meant("x", []) == ""
