"""The questions that the 5-Whys asks: about blame, about single chains, about depth, about roots without an answer."""

from dataclasses import replace

import pytest

from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, CounterMeasure, Kind, Status
from incidentdesk.investigate.whys_hints import BLAME, BONES, DEEP, SINGLE, UNANSWERED, blames, whys_hints
from tests.investigate.pictured_whys import chain, mail, payroll

PEOPLE = ["Mei Okafor", "Jörg Müller-Straßburg", "田中 ゆき", "Åsa Lindqvist", "Al Bo"]


def kinds(graph, **options):
    return [(hint.kind, graph.causes[hint.key].text) for hint in whys_hints(graph, PEOPLE, **options)]


@pytest.mark.parametrize(
    "text",
    [
        "Human error during the upgrade",
        "Operator  ERROR",
        "user error",
        "Mei Okafor typed the wrong number",
        "Okafor’s shift had ended",
        "Mei was alone",
        "Müller-Straßburg hat es so bestellt",
        "田中さんが設定を変えた",
        "The engineer forgot the second switch",
        "Carelessness in the night shift",
        "Menschliches Versagen",
        "Das Zertifikat wurde vergessen",
        "Bedienungsfehler am Band",
        "Nachlässigkeit",
        "人為ミス",
        "خطأ بشري أثناء الترقية",
        "Erreur humaine",
    ],
)
def test_a_text_that_blames_is_seen(text):
    assert blames(text, PEOPLE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Alert routes have no owner",
        "The error page was shown to humans",
        "meine Prüfung fehlt",
        "A mei-file was missing",
        "Bo was here, and Al too",
        "Unforgotten backups",
        "The user saw an error",
    ],
)
def test_a_text_that_tells_what_happened_is_not(text):
    assert not blames(text, PEOPLE)


def test_an_empty_name_blames_nobody():
    assert not blames("Anything at all", ["", " "])


def test_a_sound_tree_gets_no_hint():
    assert kinds(payroll()) == []


def test_a_blaming_cause_is_asked_what_made_it_sensible():
    graph = payroll()
    graph = replace(graph, causes={**graph.causes, "x": Cause("x", "c2", position=9, text="Operator error")})
    (hint,) = whys_hints(graph)
    assert (hint.kind, hint.key, hint.text) == (BLAME, "x", "What made this the sensible thing to do?")
    ruled_out = replace(graph.causes["x"], status=Status.RULED_OUT)
    assert whys_hints(replace(graph, causes={**graph.causes, "x": ruled_out})) == ()


def test_three_whys_with_one_answer_each_are_a_single_chain():
    assert [kind for kind, _text in kinds(chain(2))] == []
    assert [kind for kind, _text in kinds(chain(3))] == [SINGLE]
    (hint,) = whys_hints(chain(4))
    assert hint.text == "Only one answer to every why: what else had to be true?"
    assert hint.key == "c4"


def test_another_answer_ends_a_chain():
    graph = chain(4)
    second = Cause("x", "c2", position=5, text="Another", status=Status.RULED_OUT)
    assert SINGLE not in dict(kinds(replace(graph, causes={**graph.causes, "x": second})))


def test_the_fifth_why_asks_whether_to_go_on():
    assert DEEP not in dict(kinds(chain(4)))
    assert dict(kinds(chain(5)))[DEEP].endswith("5")
    assert dict(kinds(chain(7)))[DEEP].endswith("7")
    assert DEEP not in dict(kinds(chain(5, status=Status.ROOT_CAUSE)))
    assert DEEP not in dict(kinds(chain(5, status=Status.RULED_OUT)))


def test_a_root_cause_wants_a_counter_measure_or_a_reason():
    graph = chain(2, status=Status.ROOT_CAUSE)
    (hint,) = whys_hints(graph)
    assert hint.kind == UNANSWERED
    assert "without a counter-measure" in hint.text
    answered = replace(graph, measures={"m": CounterMeasure("m", "c2")})
    assert whys_hints(answered) == ()
    accepted = replace(graph.causes["c2"], accepted_reason="The line is replaced in May")
    assert whys_hints(replace(graph, causes={**graph.causes, "c2": accepted})) == ()


def test_causes_on_bones_are_looked_at_when_their_why_was_asked():
    bone = Cause("k", kind=Kind.CATEGORY, text="People")
    hung = Cause("x", "k", text="User error")
    graph = CauseGraph(causes={"k": bone, "x": hung})
    (hint,) = whys_hints(graph, PEOPLE)
    assert (hint.kind, hint.key) == (BONES, EFFECT)
    assert hint.text == "1 cause hangs on the fishbone, and its why was not asked yet."
    assert kinds(graph, everything=True) == [(BLAME, "User error")]
    asked = replace(graph, causes={"k": bone, "x": replace(hung, asked=True)})
    assert kinds(asked) == [(BLAME, "User error")]


def test_a_chain_of_a_thousand_is_looked_through():
    causes = {f"c{n}": Cause(f"c{n}", f"c{n - 1}" if n else "", text=f"Why {n}") for n in range(1000)}
    assert {hint.kind for hint in whys_hints(CauseGraph(causes=causes))} == {DEEP, SINGLE}


def test_the_sample_of_the_mail_is_sound():
    assert kinds(mail()) == []
