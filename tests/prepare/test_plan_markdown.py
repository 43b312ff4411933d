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


def action(item):
    (found,) = plan(f"## A\n\n- {item}\n").content.actions
    return found


@pytest.mark.parametrize(
    ("item", "title", "role"),
    [
        ("**Incident Commander:** open the bridge", "Open the bridge", "Incident Commander"),
        ("Network engineer: check the switch", "Check the switch", "Network engineer"),
        ("Send everybody out (Floor warden)", "Send everybody out", "Floor warden"),
        ("Reset the password — owner: Service desk", "Reset the password", "Service desk"),
        ("Netz trennen (Verantwortlich: Netzwerk-Administrator)", "Netz trennen", "Netzwerk-Administrator"),
        ("Owner: CISO\n  Call the insurer", "Call the insurer", "CISO"),
        ("Call the network team: they know the switch", "Call the network team: they know the switch", ""),
        ("Ask at the door (see the service desk)", "Ask at the door (see the service desk)", ""),
        ("Containment: unplug it", "Containment: unplug it", ""),
        ("Pool.dispatch(options, handler)", "Pool.dispatch(options, handler)", ""),
    ],
)
def test_who_does_it_is_understood_where_people_write_it(item, title, role):
    found = action(item)
    assert (found.title, found.role) == (title, role)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Steps for Incident Commander", "Incident Commander"),
        ("Responsibilities of the scribe", "scribe"),
        ("Role: Communications lead", "Communications lead"),
        ("Reference: Help Desk Actions for Phishing", "Help Desk"),
        ("Containment actions", ""),
        ("Responders", ""),
        ("Choosing a manager", ""),
        ("Finding package manager", ""),
        ("Steps for containment", ""),
    ],
)
def test_a_heading_says_who_does_what_is_below_it(heading, role):
    (found,) = plan(f"## {heading}\n- Do it\n").content.actions
    assert found.role == role


@pytest.mark.parametrize(
    ("item", "offset"),
    [
        ("Call the fire brigade (within 5 minutes)", 5),
        ("Within the first hour, tell management", 60),
        ("Notify the authority within 72 hours if personal data is affected", 72 * 60),
        ("Notify the customer within 24 hours of the end of the investigation", None),
        ("Look at who signed on within 24 hours", None),
        ("Isolate the host within 10 minutes", 10),
        ("Restart it if it does not answer within 5 minutes", None),
        ("Watch it for 30 minutes", None),
    ],
)
def test_until_when_is_understood_where_it_is_no_other_time(item, offset):
    assert action(item).offset == offset


@pytest.mark.parametrize(
    ("heading", "offset"),
    [("Immediate actions (0–15 min)", 15), ("First hour", 60), ("Erste Stunde", 60), ("First minutes", None)],
)
def test_a_heading_says_until_when_its_actions_are_done(heading, offset):
    found = plan(f"## {heading}\n- Do it\n- Do that — T+2 min\n").content.actions
    assert [each.offset for each in found] == [offset, 2]


def test_a_table_of_steps_gives_an_action_for_each_row():
    text = (
        "## Triage\n\n| Step | Action | Owner | Time | Notes |\n|--|--|--|--|--|\n"
        "| 1 | Look at `db1` | DBA on call | 10 min | by telnet |\n| 2 | Decide | Commander | T+15 min | |\n"
    )
    look, decide = plan(text).content.actions
    assert (look.title, look.role, look.offset, look.instructions) == (
        "Look at db1",
        "DBA on call",
        10,
        "Notes: by telnet",
    )
    assert (decide.title, decide.role, decide.offset) == ("Decide", "Commander", 15)


def test_a_table_that_is_to_be_read_stays_a_table():
    text = "## Tell\n- Tell them\n\n| Time | Event |\n|--|--|\n| 1 | x |\n\n| Name | Phone |\n|--|--|\n| a | 1 |\n"
    (found,) = plan(text).content.actions
    assert "| Time | Event |" in found.instructions
    assert "| Name | Phone |" in found.instructions


def test_a_title_is_never_half_a_sentence():
    said = {
        "Add TODO notes to the room": "Add TODO notes to the room",
        "Block what was found, _e.g._:": "Block what was found",
        "Talk to counsel about liability, _etc._": "Talk to counsel about liability, etc.",
        "Press Ctrl<br>then C": "Press Ctrl then C",
        "~~Old~~ New way": "New way",
        "Open the doors first. Then call them.": "Open the doors first",
    }
    assert {item: action(item).title for item in said} == said
    assert action("Open the doors first. Then call them.").instructions == "Then call them."


def test_a_link_of_a_title_is_kept_beside_what_is_to_be_written():
    found = action("Consider [law enforcement](https://example.org/police) TODO: link the offices")
    assert found.title == "Consider law enforcement"
    assert "https://example.org/police" in found.instructions
    assert "TODO: link the offices" in found.instructions


def test_a_verb_alone_is_carried_to_what_is_listed_below_it():
    found = plan("## A\n- [ ] Determine:\n  - Whether people are missing\n  - DNS of the page\n- Go\n")
    assert titles(found.content) == [("A", ["Determine whether people are missing", "Determine DNS of the page", "Go"])]


def test_a_warning_in_a_list_belongs_to_the_action_above():
    text = "## A\n- Go out\n- **Note:** not by the lift\n"
    (found,) = plan(text).content.actions
    assert found.instructions == "- **Note:** not by the lift"


def test_optional_is_understood_in_other_words():
    assert not action("Apply a sinkhole (optional depending on the architecture)").mandatory
    assert (action("Optional: take a picture").title, action("Optional: x").mandatory) == ("Take a picture", False)


def test_steps_below_a_heading_are_its_actions():
    text = (
        "# X\n\n## 2. Fail over\n\n### Step 1: Fence\n\nDo it.\n\n### Step 2: Clients\n\n1. DNS\n   1. TTL\n2. Pool\n"
    )
    found = plan(text).content
    assert titles(found) == [("Fail over", ["Step 1: Fence", "Step 2: Clients"])]
    assert found.actions[1].instructions == "- DNS\n  1. TTL\n- Pool"


def test_headings_lose_their_numbers_for_phases_are_numbered():
    found = plan("# X\n## Phase 1 - Report\n- a\n## 2. Contain\n- b\n## IV. Close\n- c\n## 72 hours later\n- d\n")
    assert [phase.title for phase in found.content.phases] == ["Report", "Contain", "Close", "72 hours later"]


def test_html_is_read_and_its_marks_are_not():
    text = (
        "## A\n- Go\n\n<details><summary>How to reach them</summary>\n\nCall.\n\n</details>\n\n<!-- yearly -->\n\n"
        '<table><tr><td><a href="#">chat</a></td><td>+1 555</td></tr></table>\n'
    )
    (found,) = plan(text).content.actions
    assert found.instructions == "**How to reach them**\n\nCall.\n\n| | |\n|---|---|\n| chat | +1 555 |"


def test_what_stands_in_a_note_is_no_action():
    text = "Text\n\n!!! warning\n    Do not:\n\n    - switch it off\n\n## A\n- Go\n"
    found = plan(text).content
    assert [each.title for each in found.actions] == ["Go"]
    assert "- switch it off" in found.purpose


def test_an_item_that_says_nothing_is_left_out():
    assert titles(plan("## A\n- Go\n-\n- [ ]\n- ***\n").content) == [("A", ["Go"])]


def test_lines_in_bold_are_headings_where_there_are_no_others():
    text = "Laptop theft\n\n**1. Identify**\nAsk the user.\n\n**Contain:**\n- Lock it\n"
    assert titles(plan(text).content) == [("Identify", ["Identify"]), ("Contain", ["Lock it"])]
    assert titles(plan(f"## A\n{text}").content)[0][0] == "A"


def test_what_is_no_step_is_left_out():
    top = "![badge](x.svg)\n\n# Lag\n\n## Contents\n- [Triage](#triage)\n\n"
    found = plan(f"{top}## Triage\n- Go\n- ~~Old~~\n\n# Appendix A\n- x\n")
    assert found.name == "Lag"
    assert titles(found.content) == [("Triage", ["Go"]), ("Appendix A", ["Appendix A"])]
    assert not found.content.purpose


def test_what_a_file_is_for_becomes_the_purpose():
    found = plan("# Lag\n\n## Purpose\n\nFor the queue.\n\n## Triage\n- Go\n").content
    assert (found.purpose, titles(found)) == ("For the queue.", [("Triage", ["Go"])])


def test_lines_below_an_item_say_who_and_until_when():
    first = "1. Look\n    - Owner: SRE on-call\n    - Time: 5 minutes\n    - Done when: it is known\n"
    look, ask = plan(f"## A\n{first}2. Ask\n   Time: after lunch\n").content.actions
    assert (look.role, look.offset, look.criterion, look.instructions) == ("SRE on-call", 5, "it is known", "")
    assert (ask.offset, ask.instructions) == (None, "time: after lunch")


def test_a_quotation_below_an_item_is_no_part_of_its_title():
    found = action("Page them\n  > Never at night.")
    assert (found.title, found.instructions) == ("Page them", "> Never at night.")


def test_several_marks_at_one_step_are_all_understood():
    found = action("Update the page - owner: Comms lead - T+15")
    assert (found.title, found.role, found.offset) == ("Update the page", "Comms lead", 15)
    found = action("Decide on it (deadline: T+24h)")
    assert (found.title, found.offset) == ("Decide on it", 24 * 60)
    assert action("Comms sent? *(Comms lead)*").role == "Comms lead"
