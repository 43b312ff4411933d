"""Verifying what was restored: by a checklist, by hashes of files, or by row counts; and the second person who signs.

After RC.RP-05 of the NIST Cybersecurity Framework 2.0: the integrity of restored assets is verified. Each look is a
record of its own, so that one that failed stays beside the one that passed later; the newest of a title counts.

Who verifies and who signs is told apart by the account of the desktop, `account`, where that is known of both, since
two people may have one name and one person may be renamed; else by the name.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from incidentdesk.detect.incident import incident
from incidentdesk.language import _, isolated
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.naming import same_name
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.wording import clean, line_of, text_of
from incidentdesk.recover.proof import ProofResult, VerificationKind, verification
from incidentdesk.recover.row_comparison import RowComparison, differences_kept
from incidentdesk.recover.row_comparison import verdict as row_verdict
from incidentdesk.recover.tree_comparison import TreeComparison, findings_kept
from incidentdesk.recover.tree_comparison import verdict as tree_verdict
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

MOST_POINTS = 100
_LONGEST_POINT = 300  # characters


def begin_checklist(session: Session, incident_id: int, *, title: str, points: Sequence[str]) -> int:
    """Begin a checklist of some points, none of them answered; returns its id. Raises Refused without any point."""
    texts = [" ".join(clean(each).split())[:_LONGEST_POINT] for each in points]
    told = list(dict.fromkeys(each for each in texts if each))
    if not told:
        raise Refused(_("A checklist needs a point: what is to be looked at?"))
    if len(told) > MOST_POINTS:
        raise Refused(_("A checklist has at most {most} points.").format(most=MOST_POINTS))
    detail = {"points": [{"text": each, "ok": None, "note": ""} for each in told]}
    return _insert(session, incident_id, VerificationKind.CHECKLIST, detail, None, title)


def answer_point(session: Session, verification_id: int, place: int, ok: bool | None, *, note: str = "") -> None:
    """Say of a point, counted from 0, that it holds or does not. Raises Refused where the checklist is ended."""
    row = _open_checklist(session, verification_id)
    detail = json.loads(row["detail"])
    if not 0 <= place < len(detail["points"]):
        raise Refused(_("The checklist has no such point."))
    detail["points"][place] |= {"ok": ok, "note": text_of(note).strip()}
    _write(session, row, {"detail": _json(detail)})


def finish_checklist(session: Session, verification_id: int, *, account: str = "") -> ProofResult:
    """End a checklist: it passed where every point holds. Raises Refused while one of them is not answered."""
    row = _open_checklist(session, verification_id)
    detail = json.loads(row["detail"])
    points = detail["points"]
    waiting = next((each for each in points if each["ok"] is None), None)
    if waiting:
        raise Refused(_("“{point}” is not answered yet.").format(point=isolated(waiting["text"])))
    result = ProofResult.PASSED if all(each["ok"] for each in points) else ProofResult.FAILED
    ended = {"result": result, "verified_at": session.at, "verified_by": session.actor}
    _write(session, row, {**ended, "detail": _json(detail | {"account": account})})
    return result


def record_tree(session: Session, incident_id: int, found: TreeComparison, *, title: str, account: str = "") -> int:
    """Keep what came of holding restored files against a file of hashes; returns the id."""
    detail = {
        "place": found.place, "manifest": found.manifest, "sha256": found.manifest_sha256, "listed": found.listed,
        "same": found.same, "bytes": found.bytes, "verdict": tree_verdict(found),
        "findings": findings_kept(found.findings), "account": account,
    }  # fmt: skip
    return _insert(session, incident_id, VerificationKind.FILE_TREE, detail, found.whole, title)


def record_rows(session: Session, incident_id: int, found: RowComparison, *, title: str, account: str = "") -> int:
    """Keep what came of comparing row counts and checksums; returns the id."""
    detail = {
        "expected": found.expected, "found": found.found, "listed": found.listed, "same": found.same,
        "verdict": row_verdict(found), "findings": differences_kept(found), "account": account,
    }  # fmt: skip
    return _insert(session, incident_id, VerificationKind.ROW_COUNTS, detail, found.whole, title)


def sign_verification(session: Session, verification_id: int, *, account: str = "") -> None:
    """Sign a verification that passed, as a second person; signing it twice is one.

    Raises Refused for whoever has verified it, and for one that has not passed.
    """
    row = present(session, verification, verification_id)
    if row["signed_at"] is not None:
        return
    if row["result"] != ProofResult.PASSED:
        raise Refused(_("“{title}” has not passed, so nobody can sign it.").format(title=isolated(row["title"])))
    if _is_verifier(session.actor, account, row):
        raise Refused(
            _("{person} has verified “{title}”. It is signed by somebody else, who looks at it a second time.").format(
                person=isolated(row["verified_by"]), title=isolated(row["title"])
            )
        )
    namesake = same_name(session.actor, row["verified_by"])
    name = f"{session.actor} ({account})" if namesake else session.actor
    _write(session, row, {"signed_at": session.at, "signed_by": name})


def withdraw_verification(session: Session, verification_id: int) -> None:
    """Take one away that was made by mistake; Undo brings it back. Raises Refused for one that is signed."""
    row = present(session, verification, verification_id)
    if row["signed_at"] is not None:
        raise Refused(_("{person} has signed it, so it stays.").format(person=isolated(row["signed_by"])))
    ledger.withdraw(session, verification, verification_id)


def _is_verifier(name: str, account: str, row: Mapping[str, Any]) -> bool:
    verified_under = str(json.loads(row["detail"]).get("account", ""))
    if account and verified_under:
        return account.casefold() == verified_under.casefold()
    return same_name(name, row["verified_by"])


def _insert(
    session: Session,
    incident_id: int,
    kind: VerificationKind,
    detail: Mapping[str, Any],
    whole: bool | None,
    title: str,
) -> int:
    """`whole` is None for one that is not ended. It is about the service of the incident."""
    service_id = ledger.current(session, incident, incident_id)["service_id"]
    title = line_of(title, _("What is verified? Give it a name, such as the service or the folder."))
    result = ProofResult.OPEN if whole is None else ProofResult.PASSED if whole else ProofResult.FAILED
    ended = {} if whole is None else {"verified_at": session.at, "verified_by": session.actor}
    values = {
        "key": new_key(), "incident_id": incident_id, "kind": kind, "title": title, "detail": _json(detail),
        "service_id": service_id, "result": result, **ended,
    }  # fmt: skip
    return ledger.insert(session, verification, values)


def _open_checklist(session: Session, verification_id: int) -> Mapping[str, Any]:
    row = present(session, verification, verification_id)
    if row["kind"] != VerificationKind.CHECKLIST or row["result"] != ProofResult.OPEN:
        raise Refused(_("This verification is ended. Verify it again to have another look."))
    return row


def _write(session: Session, row: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    ledger.update(session, verification, row["id"], changes)


def _json(detail: Mapping[str, Any]) -> str:
    return json.dumps(detail, ensure_ascii=False)
