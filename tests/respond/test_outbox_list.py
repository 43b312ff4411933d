"""What a person has to see to is found in the outbox, however much was sent since."""

from incidentdesk.respond.outbox import MessageState, outbox_message
from incidentdesk.respond.outbox_list import copied_text, outbox
from incidentdesk.store import ledger


def _queue(desk, state, count, at, **facts):
    with desk.write(actor="Mei Okafor") as session:
        rows = [
            {"key": f"{state}{place}", "recipient": f"R{place}", "subject": "Down", "body": "All of it",
             "message_id": f"<{state}{place}@x.invalid>", "state": state, "queued_at": at, "next_at": at, **facts}
            for place in range(count)
        ]  # fmt: skip
        ledger.insert_many(session, outbox_message, rows)


def test_what_failed_long_ago_stands_behind_a_flood_of_what_was_sent(desk):
    _queue(desk, MessageState.FAILED, 2, at=1)
    _queue(desk, MessageState.SENT, 30, at=2)
    with desk.read() as reader:
        shown = outbox(reader, most=10)
    assert [row.state for row in shown] == ["Sent"] * 10 + ["Failed"] * 2


def test_the_mark_of_a_token_is_not_copied_for_the_phone(desk):
    _queue(desk, MessageState.BY_HAND, 1, at=1, body="Is it solved?\n\nOr answer here: https://x/survey/⟨token⟩\n")
    with desk.read() as reader:
        assert copied_text(outbox(reader)[0]) == "Down\n\nIs it solved?\n"
