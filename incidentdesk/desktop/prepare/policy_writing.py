"""What the page of a policy reads and writes, away from the window."""

from collections.abc import Callable
from typing import Any

from incidentdesk.prepare.policy_sheet import PolicySheet, policy_sheet

Act = Callable[[Any], Any]


def load_sheet(database: Any, document_id: int, today: str, account: str, actor: str) -> PolicySheet:
    with database.read() as reader:
        return policy_sheet(reader, document_id, today, account, actor)


def acknowledging(document_id: int, person_id: int, version: int) -> Act:
    def act(session: Any) -> None:
        from incidentdesk.prepare.policy_change import acknowledge

        acknowledge(session, document_id, person_id, version=version)

    return act


def recording(document_id: int, person_id: int, version: int, by_id: int | None, reason: str) -> Act:
    def act(session: Any) -> None:
        from incidentdesk.prepare.policy_change import acknowledge_for

        acknowledge_for(session, document_id, person_id, version=version, by_id=by_id, reason=reason)

    return act


def saving(document_id: int, text: str, seen: str | None) -> Act:
    def act(session: Any) -> int:
        from incidentdesk.prepare.policy_change import save_draft_text

        return save_draft_text(session, document_id, text, seen=seen)

    return act


def publishing(document_id: int, note: str, seen: str) -> Act:
    def act(session: Any) -> int:
        from incidentdesk.prepare.policy_change import publish_draft

        return publish_draft(session, document_id, note, seen=seen)

    return act


def discarding(document_id: int) -> Act:
    def act(session: Any) -> None:
        from incidentdesk.prepare.policy_change import discard_draft

        discard_draft(session, document_id)

    return act
