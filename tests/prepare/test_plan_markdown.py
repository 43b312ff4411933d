"""Plans from Markdown and as Markdown: what becomes what, and that nothing is lost on the way."""

import pytest
from hypothesis import given, settings

from incidentdesk.prepare.plan_file import preview_of, told
from incidentdesk.prepare.plan_markdown import plan_markdown
from incidentdesk.prepare.plan_preview import Became
from incidentdesk.refusal import Refused
from tests.prepare.plan_strategies import contents, without_keys


def plan(text, **options):
    return preview_of(text, markdown=True, **options)


def titles(content):
    return [(phase.title, [action.title for action in phase.actions]) for phase in content.phases]


@settings(max_examples=400, deadline=None)
@given(contents())
def test_what_goes_out_comes_in_again(content):
    found = plan(plan_markdown("Mail # outage", content))
    assert without_keys(found.content) == without_keys(content)
    assert found.name == "Mail # outage"


def test_headings_are_phases_and_items_actions():
    found = plan("# Mail outage\n\nFor the desk.\n\n## Triage\n\n1. Look\n2. Ask\n\n## Repair\n\n- Restart\n")
    assert found.name == "Mail outage"
    assert found.content.purpose == "For the desk."
    assert titles(found.content) == [("Triage", ["Look", "Ask"]), ("Repair", ["Restart"])]


def test_what_people_write_beside_an_action_is_understood():
    said = "T+1 h 30 min: Call them (role: Network engineer) [optional]\n  Done when: they answer\n  needs: Look"
    text = f"## A\n- Look\n- {said}\n"
    look, call = plan(text).content.actions
    assert (call.title, call.role, call.offset, call.mandatory) == ("Call them", "Network engineer", 90, False)
    assert call.criterion == "they answer"
    assert call.needs == (look.key,)


def test_what_stands_below_an_item_is_its_instructions():
    text = "## A\n* Block it\n\n    * at the firewall\n    * at the proxy\n\n    | a | b |\n    |---|---|\n"
    (action,) = plan(text).content.actions
    assert "* at the firewall\n* at the proxy" in action.instructions
    assert "| a | b |" in action.instructions


def test_a_strong_beginning_is_the_title():
    (action,) = plan("## A\n1. **Scope the attack** Usually you are told by a user.\n").content.actions
    assert (action.title, action.instructions) == ("Scope the attack", "Usually you are told by a user.")


def test_a_heading_without_a_list_is_one_action():
    found = plan("## Report\n\nWrite it down.\n\n## Learn\n\n- Meet\n")
    assert titles(found.content) == [("Report", ["Report"]), ("Learn", ["Meet"])]
    assert found.content.actions[0].instructions == "Write it down."


def test_references_are_to_be_read_and_not_done():
    found = plan("## Do\n- This\n\n## References\n- A book on it\n- [A page](https://example.org)\n")
    assert titles(found.content)[1] == ("References", ["References"])
    assert not found.content.actions[1].mandatory


def test_front_matter_is_passed_over():
    found = plan("---\ntitle: Phishing\ncover: x.png\n---\n## A\n- B\n", name="file")
    assert found.name == "Phishing"
    assert titles(found.content) == [("A", ["B"])]


def test_a_table_of_html_gives_a_phase_for_each_row():
    row = "<tr><td>SEV-1</td><td><p>Critical</p></td><td><ul><li>Page <code>!ic</code></li></ul></td></tr>"
    found = plan(f"Text\n\n<table><tr><th>Severity</th><th>Description</th><th>Response</th></tr>\n{row}\n</table>\n")
    assert titles(found.content) == [("SEV-1", ["Page !ic"])]
    assert found.content.actions[0].instructions == "Critical"


def test_a_person_corrects_what_a_line_became():
    found = plan("## A\n- One\n- Two\n")
    place = next(at for at, piece in enumerate(found.pieces) if piece.text == "Two")
    assert titles(found.but(place, Became.LEFT_OUT).content) == [("A", ["One"])]
    assert titles(found.but(place, Became.PHASE).content) == [("A", ["One"])]
    assert found.but(place, Became.INSTRUCTION).content.actions[0].instructions == "Two"
    assert found.but(place, Became.NAME).name == "Two"


def test_every_line_says_where_it_stood():
    found = plan("## A\n\n- One\n\n  more\n- Two\n")
    assert [(piece.line, piece.became) for piece in found.pieces] == [
        (1, Became.PHASE), (3, Became.ACTION), (5, Became.INSTRUCTION), (6, Became.ACTION),
    ]  # fmt: skip


def test_what_was_left_out_is_told():
    assert told(plan("## A\n- One\n\n---\n")) == "1 phase, 1 action; 1 line was left out"


def test_a_thousand_levels_are_refused():
    with pytest.raises(Refused, match="nested more deeply"):
        plan("> " * 1_000 + "x")


def test_a_list_of_a_hundred_thousand_is_refused():
    with pytest.raises(Refused, match="at most"):
        plan("- x\n" * 100_000)


def test_a_damaged_head_says_why():
    with pytest.raises(Refused, match="can't be read"):
        plan("+++\nroles = [\n+++\n# A\n")
    with pytest.raises(Refused, match="wrong place"):
        plan('+++\nformat = "IncidentDesk plan"\nroles = "one"\n+++\n# A\n')
