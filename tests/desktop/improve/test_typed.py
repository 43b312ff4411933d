from incidentdesk.desktop.improve.typed import TYPED, Typed, whole
from incidentdesk.improve.review_text import TEXTS

STORED = {**dict.fromkeys(TEXTS, ""), "people_affected": None, "impact_numbers": ()}


def read(**facts):
    typed = Typed()
    typed.read({**STORED, **facts})
    return typed


def test_what_is_typed_waits_until_it_is_saved():
    typed = read(overview="before")
    typed.type("overview", "after")
    assert (typed["overview"], typed.seen["overview"], typed.waiting) == ("after", "before", {"overview": "after"})
    typed.saved({"overview": "after"})
    assert (typed.seen["overview"], typed.waiting) == ("after", {})


def test_what_is_typed_while_it_is_being_saved_goes_on_waiting():
    typed = read()
    typed.type("overview", "one")
    typed.type("overview", "one two")
    typed.saved({"overview": "one"})
    assert (typed.seen["overview"], typed.waiting) == ("one", {"overview": "one two"})


def test_what_is_typed_back_is_no_change():
    typed = read(overview="same")
    typed.type("overview", "other")
    typed.type("overview", "same")
    assert typed.waiting == {}


def test_only_what_another_has_changed_is_shown_anew():
    typed = read(overview="a")
    assert typed.read({**STORED, "overview": "b", "impact": "c"}) == ["overview", "impact"]
    assert typed.read({**STORED, "overview": "b", "impact": "c"}) == []


def test_a_field_in_which_somebody_writes_is_not_overwritten():
    typed = read(overview="a")
    typed.type("overview", "mine")
    assert typed.read({**STORED, "overview": "theirs"}) == []
    assert (typed["overview"], typed.seen["overview"]) == ("mine", "a")
    assert typed.read({**STORED, "overview": "mine"}) == []
    assert typed.waiting == {}


def test_a_draft_brings_back_what_was_typed_and_over_what():
    typed = read(overview="a", impact_numbers=(("Cost", "3"),))
    typed.type("overview", "mine")
    typed.type("impact_numbers", (("Cost", "4"), ("Orders", "1")))
    again = Typed()
    again.take_draft({name: [_listed(part) for part in pair] for name, pair in typed.as_draft().items()})
    again.read({**STORED, "overview": "theirs", "impact_numbers": (("Cost", "3"),)})
    assert (again["overview"], again.seen["overview"]) == ("mine", "a")
    assert again["impact_numbers"] == (("Cost", "4"), ("Orders", "1"))


def _listed(value):
    """As JSON gives it back."""
    return [list(row) for row in value] if isinstance(value, tuple) else value


def test_a_draft_that_makes_no_sense_is_passed_over():
    typed = Typed()
    typed.take_draft({"overview": "no pair", "mood": ["good", ""], "impact_numbers": [[1, ["a"]], []]})
    assert set(typed.waiting) <= {"impact_numbers"}
    assert set(typed.waiting) <= set(TYPED)


def test_numbers_are_kept_on_one_line_without_empty_ones():
    assert whole([(" Orders  delayed", "412 "), ("", " "), ("Cost", "")]) == (("Orders delayed", "412"), ("Cost", ""))
