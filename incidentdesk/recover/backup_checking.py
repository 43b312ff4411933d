"""Checking a backup before it is used: against its hashes, by size and date, and by what a test restore has shown.

After RC.RP-03 of the NIST Cybersecurity Framework 2.0: the integrity of backups is verified before they are used.
"""

import json
from typing import Any

from incidentdesk.detect.incident import incident
from incidentdesk.language import _, isolated
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.wording import line_of, text_of
from incidentdesk.recover.proof import ProofResult, backup_check
from incidentdesk.recover.proof_list import DOUBT
from incidentdesk.recover.tree_comparison import TreeComparison, findings_kept, verdict
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_CLOCKS_DIFFER = 60_000_000  # microseconds
# So much smaller than the last one of its name is no ordinary change.
_HALF = 0.5


def record_backup_check(
    session: Session,
    incident_id: int,
    *,
    name: str,
    compared: TreeComparison | None = None,
    location: str = "",
    backup_at: int | None = None,
    test_restore: str = "",
) -> int:
    """Keep what came of checking a backup, with what speaks against it; returns the id of the check.

    It passes where it is exactly what its manifest says, or where there is none and a test restore has shown that it
    can be used. Raises Refused for no name, for a date to come, and where there is neither of the two.
    """
    ledger.current(session, incident, incident_id)
    shown = text_of(test_restore).strip()
    if backup_at is not None and backup_at > session.at + _CLOCKS_DIFFER:
        raise Refused(_("The date of the backup is still to come. When was it made?"))
    if compared is None and not shown:
        raise Refused(_("Compare the backup with its file of hashes, or say what a test restore of it has shown."))
    whole = compared is None or (compared.whole and compared.bytes > 0)
    doubts = backup_doubts(session.reader, incident_id, name=name, backup_at=backup_at, compared=compared)
    values = {
        "key": new_key(), "incident_id": incident_id,
        "name": line_of(name, _("Which backup is it? Give it a name, such as the night of which it is.")),
        "location": " ".join(location.split()), "backup_at": backup_at, "test_restore": shown,
        "result": ProofResult.PASSED if whole else ProofResult.FAILED,
        "checked_at": session.at, "checked_by": session.actor, **_found(compared, doubts),
    }  # fmt: skip
    return ledger.insert(session, backup_check, values)


def withdraw_backup_check(session: Session, check_id: int) -> None:
    """Take a check away that was made by mistake; Undo brings it back."""
    present(session, backup_check, check_id)
    ledger.withdraw(session, backup_check, check_id)


def backup_doubts(
    reader: Reader, incident_id: int, *, name: str, backup_at: int | None, compared: TreeComparison | None
) -> list[str]:
    """What speaks against using a backup although its hashes may be right, as sentences; none where nothing does."""
    doubts = []
    if compared is not None:
        doubts += _other_uses(reader, compared.manifest_sha256, name)
        doubts += _size_doubt(reader, name, compared.bytes)
    return doubts + _date_doubt(reader, incident_id, backup_at)


def _found(compared: TreeComparison | None, doubts: list[str]) -> dict[str, Any]:
    """The sentence of the comparison first, then what speaks against the backup, then what differs."""
    doubted = [{"difference": DOUBT, "path": "", "said": each} for each in doubts]
    if compared is None:
        return {"findings": json.dumps(doubted, ensure_ascii=False)}
    said = {"difference": "", "path": "", "said": verdict(compared)}
    kept = [said, *doubted, *findings_kept(compared.findings)]
    return {
        "manifest": compared.manifest, "manifest_sha256": compared.manifest_sha256, "files": compared.listed,
        "bytes": compared.bytes, "findings": json.dumps(kept, ensure_ascii=False),
    }  # fmt: skip


def _other_uses(reader: Reader, manifest_sha256: str, name: str) -> list[str]:
    """The same file of hashes was held against another backup before, and that one it fitted."""
    rows = reader.rows(
        "SELECT name FROM backup_check WHERE manifest_sha256 = :hash AND result = :passed AND withdrawn_at IS NULL"
        " ORDER BY id DESC",
        {"hash": manifest_sha256, "passed": str(ProofResult.PASSED)},
    )
    others = [each for (each,) in rows if str(each).casefold() != name.strip().casefold()]
    if not others:
        return []
    return [_("This file of hashes belongs to the backup “{name}”, which it fitted.").format(name=isolated(others[0]))]


def _size_doubt(reader: Reader, name: str, size: int) -> list[str]:
    if not size:
        return [_("The backup has no content at all.")]
    rows = reader.rows(
        "SELECT bytes FROM backup_check WHERE lower(name) = lower(:name) AND bytes > 0 AND result = :passed"
        " AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 1",
        {"name": name.strip(), "passed": str(ProofResult.PASSED)},
    )
    if not rows or size >= _HALF * rows[0][0]:
        return []
    return [_("It has {now} bytes; the last one of this name had {before}.").format(now=size, before=rows[0][0])]


def _date_doubt(reader: Reader, incident_id: int, backup_at: int | None) -> list[str]:
    rows = reader.rows("SELECT occurred_at FROM incident WHERE id = :id", {"id": incident_id})
    if backup_at is None or not rows or rows[0][0] is None or backup_at < rows[0][0]:
        return []
    return [_("It was made after the trouble had begun, so the trouble may be in it.")]
