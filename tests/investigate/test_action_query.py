"""Which corrective actions a query means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.action_intake import propose_action
from incidentdesk.investigate.action_list import ActionRow
from incidentdesk.investigate.action_query import ACTION_KEYS, action_query, actions_where
from incidentdesk.investigate.subject import Subject

TODAY = "2026-04-15"  # a Wednesday
INC, PRB = Subject("incident", 42), Subject("problem", 3)


def row(number: int, text: str, **facts) -> ActionRow:
    usual = {
        "key": str(number), "detail": "", "state": "Committed", "effort": "Prevent", "type": "", "owner": "Mei Okafor",
        "due_on": "", "priority": 3, "verification": "", "completion": "", "dropped_reason": "", "verified_by": "",
        "verified_at": None, "completed_at": None, "created_at": 0, "updated_at": 0, "subject": INC,
        "subject_title": "WAN down", "cause_key": "", "cause": "",
    }  # fmt: skip
    return ActionRow(id=number, text=text, **{**usual, **facts})


ROWS = (
    row(1, "Replace the firewall", due_on="2026-04-10", priority=1, type="Hardware replacement"),
    row(2, "Watch the battery", due_on="2026-04-20", effort="Detect", type="Monitoring", owner="Bo Ek"),
    row(3, "Write a procedure", state="Proposed", owner="", type="Policy or procedure", cause="No plan", cause_key="c"),
    row(4, "Überprüfen", state="Done", due_on="2026-04-01", priority=5, subject=PRB, subject_title="Firewalls"),
)


def found(query: str) -> list[int]:
    wanted = action_query(query, me="Mei Okafor", today=TODAY)
    return [each.id for each in ROWS if wanted.holds(each)]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", [1, 2, 3, 4]),
        ("overdue", [1]),
        ("is:overdue", [1]),
        ("-overdue", [2, 3, 4]),
        ("is:open", [1, 2, 3]),
        ("is:owed", [1, 2]),
        ("is:mine", [1, 4]),
        ("is:unowned", [3]),
        ("is:undated", [3]),
        ("is:done", [4]),
        ("state:proposed,done", [3, 4]),
        ("status:committed", [1, 2]),
        ("owner:me", [1, 4]),
        ("owner:none", [3]),
        ("owner:bo", [2]),
        ('owner:"bo ek"', [2]),
        ('owner:"me"', [1, 4]),
        ("-owner:me", [2, 3]),
        ("type:monitoring", [2]),
        ("type:hardware", [1]),
        ('type:"policy or procedure"', [3]),
        ("type:none", [4]),
        ("effort:detect", [2]),
        ("priority:1", [1]),
        ("priority:P1..P2", [1]),
        ("priority>=3", [2, 3, 4]),
        ("priority<3", [1]),
        ("priority:>3", [4]),
        ("due:none", [3]),
        ("due:overdue", [1]),
        ("due:2026-04", [1, 2, 4]),
        ("due:2026-04-10", [1]),
        ("due:2026-04-05..2026-04-15", [1]),
        ("due:..2026-04-05", [4]),
        ("due:2026-04-15..", [2]),
        ("due<2026-04-10", [4]),
        ("due<=2026-04-10", [1, 4]),
        ("due>2026-04-10", [2]),
        ("due:this-month", [1, 2, 4]),
        ("due:next-week", [2]),
        ("due:last-week", [1]),
        ("due:+7d", [2]),
        ("due:+1w,none", [2, 3]),
        ("due:tomorrow", []),
        ("incident:INC-0042", [1, 2, 3]),
        ("incident:42", [1, 2, 3]),
        ("problem:3", [4]),
        ("problem:prb-3", [4]),
        ("incident:3", []),
        ("cause:plan", [3]),
        ("cause:none", [1, 2, 4]),
        ("id:ACT-0002,3", [2, 3]),
        ("uberprufen", [4]),
        ("FIREWALL", [1, 4]),
        ('"the firewall"', [1]),
        ("watch battery", [2]),
        ("ACT-0003", [3]),
        ("INC-0042 -battery", [1, 3]),
    ],
)
def test_a_query_means(query, ids):
    assert found(query) == ids


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("colour:red", "colour:⁩ is not a filter"),
        ("state:sleeping", "sleeping⁩ is not a value of ⁨state:"),
        ("due:someday", "is not a value of"),
        ("priority:9", "is not a value of"),
        ("incident:PRB-3", "is not a value of"),
        ("owner:", "needs a value"),
        ("due:-999999d", "is not a value of"),
    ],
)
def test_what_is_not_understood_gets_a_hint(query, hint):
    (sentence,) = action_query(query, me="", today=TODAY).hints
    assert hint in sentence


def test_addresses_are_words():
    assert action_query("https://wiki", me="", today=TODAY).hints == ()


def test_what_is_offered_is_understood():
    for key in ACTION_KEYS.values():
        for value in key.values:
            assert action_query(f"{key.name}:{value}", me="Mei", today=TODAY).hints == ()


@given(st.text() | st.from_regex(r"-?(due|priority|owner|is|id)[:<>]=?.{0,12}", fullmatch=True))
def test_any_text_is_a_query(text):
    wanted = action_query(text, me="", today=TODAY)
    assert all(wanted.holds(each) in (True, False) for each in ROWS)


def test_the_overdue_come_first(desk):
    with desk.write(actor="Mei Okafor") as session:
        about = Subject("incident", log_incident(session, title="WAN down"))
        propose_action(session, about, text="Later", due_on="2026-05-01")
        propose_action(session, about, text="Sooner", due_on="2026-04-20")
    with desk.read() as reader:
        assert [each.text for each in actions_where(reader, "incident:1", me="", today=TODAY)] == ["Sooner", "Later"]
        assert [each.text for each in actions_where(reader, "later", me="", today=TODAY)] == ["Later"]


VERDICTS = {2: "pending", 4: "yes"}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("effective:yes", [4]),
        ("effective:pending,yes", [2, 4]),
        ("-effective:yes", [1, 2, 3]),
        ("effective:no", []),
        ("effective:Unknown", []),
    ],
)
def test_whether_an_action_works_is_handed_in(query: str, ids: list[int]):
    wanted = action_query(query, me="Mei Okafor", today=TODAY, verdicts=VERDICTS)
    assert ([each.id for each in ROWS if wanted.holds(each)], wanted.hints) == (ids, ())


def test_what_is_no_verdict_is_said():
    assert action_query("effective:perhaps", me="", today=TODAY).hints == (
        "\u2068perhaps\u2069 is not a value of \u2068effective:\u2069.",
    )
