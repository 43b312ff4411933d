"""Plans from plain text, as it comes out of a PDF; and files that are none."""

import pytest

from incidentdesk.prepare.plan_file import plan_preview, preview_of, write_plan
from incidentdesk.prepare.plan_preview import Became
from incidentdesk.refusal import Refused

SHEET = """                              TLP:CLEAR

INCIDENT HANDLING STEPS

3 STEPS ARE DEFINED
1.   Containment: limit it
2.   Remediation: remove it
3.   Recovery: come back

                          SHEET #4 FLOOD
                                3
                              TLP:CLEAR

CONTAINMENT


OBJECTIVE: MITIGATE THE
EFFECTS.

▪ Throttle the traffic as close to the
  source as possible.
▪ Contact your provider, and say:
  o Which blocks
  o Which addresses

Involve others
▪ Notify the lawyers.

                          SHEET #4 FLOOD
                                4
                              TLP:CLEAR

CONTAINMENT

▪ Configure egress filters.

REMEDIATION

▪ Clean the hosts.

RECOVERY

Report
A report is written for all who took part.
The following is described:
▪ First detection
▪ Cost

                          SHEET #4 FLOOD
                                5
"""


def shape(text):
    return [(phase.title, [each.title for each in phase.actions]) for phase in preview_of(text).content.phases]


def test_capitals_are_phases_and_bullets_actions():
    assert shape(SHEET) == [
        ("Containment", ["Throttle the traffic as close to the source as possible", "Contact your provider, and say"]),
        ("Containment: Involve others", ["Notify the lawyers", "Configure egress filters"]),
        ("Remediation", ["Clean the hosts"]),
        ("Recovery", ["Report"]),
    ]


def test_page_furniture_is_left_out_and_nothing_else():
    left = {piece.text for piece in preview_of(SHEET).pieces if piece.became == Became.LEFT_OUT}
    assert left == {"TLP:CLEAR", "SHEET #4 FLOOD", "3", "4", "5", "CONTAINMENT"}


def test_what_comes_before_the_plan_is_its_purpose():
    assert "- Containment: limit it" in preview_of(SHEET).content.purpose


def test_deeper_bullets_and_announced_lists_are_instructions():
    actions = {action.title: action for action in preview_of(SHEET).content.actions}
    assert "- Which blocks\n- Which addresses" in actions["Contact your provider, and say"].instructions
    assert "- First detection\n- Cost" in actions["Report"].instructions
    assert "mitigate the effects" in actions["Throttle the traffic as close to the source as possible"].instructions


def test_numbered_headings_are_phases_too():
    assert shape("1. Triage\n\n- Look\n- Ask\n\n2. Repair\n\n- Restart it\n") == [
        ("Triage", ["Look", "Ask"]), ("Repair", ["Restart it"]),
    ]  # fmt: skip


def test_a_numbered_list_is_a_list():
    assert shape("STEPS\n\n1. Look\n2. Ask\n3. Act\n") == [("Steps", ["Look", "Ask", "Act"])]


def test_a_second_column_does_not_cut_sentences():
    page = (
        "▪ Contact the provider and make sure that                          TELL THE\n"
        "  it enforces the measures that you have                           REGULATOR OF\n"
        "  agreed upon.                                                     THE ATTACK.\n"
    )
    (action,) = preview_of("REMEDY\n\n" + page).content.actions
    assert action.title == "Contact the provider and make sure that it enforces the measures that you have agreed upon"
    assert "Tell the regulator of the attack." in action.instructions


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is no text"),
        (b"- x\n" * 30_000, "lines; a plan has at most"),
        (b"\n".join(b"- do %d" % at for at in range(600)), "600 actions"),
        (b"x" * 50_000_000, "50 MB"),
        (b"x" * 30_000, "30,000 characters"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_sentence(tmp_path, data, said):
    path = tmp_path / "plan.md"
    path.write_bytes(data)
    with pytest.raises(Refused, match=said):
        plan_preview(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="can't be read"):
        plan_preview(tmp_path / "none.md")
    with pytest.raises(Refused, match="can't be read"):
        plan_preview(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_of_other_machines_are_read(tmp_path, encoding):
    path = tmp_path / "mail_outage.txt"
    path.write_bytes("AUSFALL\r\n\r\n- Gerät prüfen\r\n".encode(encoding))
    found = plan_preview(path)
    assert found.name == "Mail outage"
    assert [action.title for action in found.content.actions] == ["Gerät prüfen"]


def test_a_plan_is_written_and_read(tmp_path):
    path = tmp_path / "out.md"
    content = preview_of(SHEET).content
    write_plan(path, "Flood", content)
    found = plan_preview(path)
    assert (found.name, found.own) == ("Flood", True)
    assert [action.title for action in found.content.actions] == [action.title for action in content.actions]


def test_steps_with_two_numbers_are_actions_and_the_first_line_is_the_name():
    detect = "1. Detect\n1.1 Look at the queue\n1.2 Look at the log\n    of the next hop.\n"
    text = f"Runbook: mail queue\n\n{detect}\n2. Repair\n2.1 Restart\n"
    found = preview_of(text, name="file")
    assert found.name == "Runbook: mail queue"
    assert [(phase.title, [each.title for each in phase.actions]) for phase in found.content.phases] == [
        ("Detect", ["Look at the queue", "Look at the log of the next hop"]),
        ("Repair", ["Restart"]),
    ]


def test_lines_that_name_something_stay_lines():
    text = "NETWORK\n\nAuthor: A team\nVersion: 2.0\n→ https://x.example\n→ https://y.example\n\n- Look\n"
    (action,) = preview_of(text).content.actions
    assert action.instructions == "Author: A team\nVersion: 2.0\n→ https://x.example\n→ https://y.example"


def test_steps_with_a_number_are_actions_with_text_below_them_and_without():
    text = "WAN outage\n\nStep 1: Look at the router\nStep 2: Restart it\nWait five minutes.\n\nStep 3: Call them\n"
    found = preview_of(text)
    assert found.name == "WAN outage"
    assert [(each.title, each.instructions) for each in found.content.actions] == [
        ("Step 1: Look at the router", ""),
        ("Step 2: Restart it", "Wait five minutes."),
        ("Step 3: Call them", ""),
    ]
