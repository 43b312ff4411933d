import pytest

from incidentdesk.measure.nameless import names_in, without_names

PEOPLE = ("Mei Okafor", "A. Lindqvist", "Will Grant", "张伟", "root", "Jürgen Müller")


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Mei Okafor restarted it.", "[…] restarted it."),
        ("MEI OKAFOR restarted it.", "[…] restarted it."),
        ("Mei restarted it, Okafor’s idea.", "[…] restarted it, […]’s idea."),
        ("Call Lindqvist.", "Call […]."),
        ("They grant access at will.", "They grant access at will."),
        ("The root cause and the password of root.", "The root cause and the password of root."),
        ("由张伟重启。", "由[…]重启。"),
        ("Meissen and Okaforia are towns.", "Meissen and Okaforia are towns."),
        ("Jürgen\nMüller", "[…]"),
    ],
)
def test_names_are_left_out_and_other_words_stay(text, without):
    assert without_names(text, PEOPLE) == without


def test_where_nobody_is_known_nothing_is_left_out():
    assert without_names("Mei Okafor", []) == without_names("Mei Okafor", ["", " "]) == "Mei Okafor"


def test_who_is_named_can_be_told():
    assert names_in("Mei and 张伟 looked at it", PEOPLE) == ["Mei Okafor", "张伟"]
