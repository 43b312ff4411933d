"""The proofs of a recovery, as lists show them: checked backups, verifications, and monitors that must pass."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from incidentdesk.recover.proof import ProofResult
from incidentdesk.store.reading import Reader

_BACKUPS = (
    "SELECT id, name, location, backup_at, manifest, files, bytes, findings, result, test_restore, checked_at,"
    " checked_by FROM backup_check WHERE incident_id = :id AND withdrawn_at IS NULL ORDER BY id DESC"
)
_VERIFICATIONS = (
    "SELECT v.id, v.kind, v.title, s.name, v.detail, v.result, v.verified_at, v.verified_by, v.signed_at, v.signed_by"
    " FROM verification v LEFT JOIN service s ON s.id = v.service_id"
    " WHERE v.incident_id = :id AND v.withdrawn_at IS NULL ORDER BY v.id DESC"
)
_SOAKS = (
    "SELECT s.id, s.monitor_id, m.name, s.passes, s.minutes, s.began_at, s.began_by, s.result, s.ended_at, s.said"
    " FROM soak s JOIN monitor m ON m.id = s.monitor_id"
    " WHERE s.incident_id = :id AND s.withdrawn_at IS NULL ORDER BY s.id DESC"
)


# What speaks against a backup although its hashes may be right stands among its findings under this word.
DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class BackupCheck:
    """Instants in microseconds since 1970; `findings` have the keys difference, path and said."""

    id: int
    name: str
    location: str
    backup_at: int | None
    manifest: str
    files: int | None
    bytes: int | None
    findings: tuple[dict[str, Any], ...]
    result: str
    test_restore: str
    checked_at: int
    checked_by: str

    @property
    def title(self) -> str:
        return self.name

    @property
    def said(self) -> str:
        """The sentence that says what came of it."""
        told = [str(each["said"]) for each in self.findings if not each["difference"]]
        return told[0] if told else self.test_restore

    @property
    def doubts(self) -> list[str]:
        return [str(each["said"]) for each in self.findings if each["difference"] == DOUBT]

    @property
    def differences(self) -> list[dict[str, Any]]:
        return [each for each in self.findings if each["path"]]


@dataclass(frozen=True, slots=True)
class Verification:
    """`detail` has the points of a checklist, or what was compared and what differs."""

    id: int
    kind: str
    title: str
    service: str
    detail: dict[str, Any]
    result: str
    verified_at: int | None
    verified_by: str
    signed_at: int | None
    signed_by: str

    @property
    def points(self) -> list[dict[str, Any]]:
        return list(self.detail.get("points", ()))

    @property
    def proven(self) -> bool:
        return self.result == ProofResult.PASSED and self.signed_at is not None


@dataclass(frozen=True, slots=True)
class Soak:
    """So many checks one after the other pass, over so many minutes."""

    id: int
    monitor_id: int
    title: str
    passes: int
    minutes: int
    began_at: int
    began_by: str
    result: str
    ended_at: int | None
    said: str


Titled = TypeVar("Titled", BackupCheck, Verification, Soak)


def backup_checks(reader: Reader, incident_id: int) -> list[BackupCheck]:
    """The newest first."""
    rows = reader.rows(_BACKUPS, {"id": incident_id})
    return [BackupCheck(*row[:7], tuple(json.loads(row[7])), *row[8:]) for row in rows]  # type: ignore[call-arg]


def verifications(reader: Reader, incident_id: int) -> list[Verification]:
    """The newest first."""
    rows = reader.rows(_VERIFICATIONS, {"id": incident_id})
    return [Verification(*row[:3], row[3] or "", json.loads(row[4]), *row[5:]) for row in rows]  # type: ignore[call-arg]


def soaks(reader: Reader, incident_id: int) -> list[Soak]:
    """The newest first."""
    return [Soak(*row) for row in reader.rows(_SOAKS, {"id": incident_id})]


def newest(found: Iterable[Titled]) -> list[Titled]:
    """The last look at each title: what failed before does not count once it has passed, and the other way round."""
    known: dict[str, Titled] = {}
    for each in found:
        known.setdefault(each.title.casefold(), each)
    return list(known.values())
