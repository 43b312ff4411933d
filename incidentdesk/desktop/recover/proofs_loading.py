"""What the proofs of a recovery show, read in the background, and a look at a monitor that counts as a check."""

from dataclasses import dataclass
from typing import Any

from incidentdesk.desktop.vault import Vault
from incidentdesk.recover.criterion_evidence import Evidence
from incidentdesk.recover.proof_list import BackupCheck, Soak, Verification
from incidentdesk.recover.soak_watching import Progress
from incidentdesk.respond.exit_criterion_list import Criterion

NOUNS = frozenset({
    "incident", "exit_criterion", "recovery", "backup_check", "verification", "soak", "monitor", "announcement",
    "outbox_message", "service",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProofsLoaded:
    """`closed` is why a major incident can't be resolved yet, "" where it can; instants in microseconds since 1970.

    `soaks` are those of the last look at each monitor, with how far they are; `service` is that of the incident.
    """

    major: bool
    state: str
    begun: bool
    declared_at: int | None
    declared_by: str
    closed: str
    service: str
    criteria: tuple[tuple[Criterion, Evidence], ...]
    backups: tuple[BackupCheck, ...]
    verifications: tuple[Verification, ...]
    soaks: tuple[tuple[Soak, Progress], ...]
    monitors: tuple[tuple[int, str], ...]

    @property
    def decided(self) -> int:
        return sum(not criterion.is_open for criterion, _evidence in self.criteria)


_STANDING = (
    "SELECT i.major, i.state, s.name, r.id, r.declared_at, r.declared_by FROM incident i"
    " LEFT JOIN service s ON s.id = i.service_id"
    " LEFT JOIN recovery r ON r.incident_id = i.id AND r.withdrawn_at IS NULL WHERE i.id = :id"
)


def load_proofs(database: Any, incident_id: int) -> ProofsLoaded:
    from incidentdesk.recover.criterion_evidence import evidence_for
    from incidentdesk.recover.proof_list import backup_checks, soaks, verifications
    from incidentdesk.recover.soak_watching import detecting_monitors, progress_of
    from incidentdesk.respond.exit_criterion_list import criteria_of
    from incidentdesk.respond.recovery_gate import why_closed

    with database.read() as reader:
        rows = reader.rows(_STANDING, {"id": incident_id}) or [(False, "", None, None, None, None)]
        major, state, service, recovery_id, declared_at, declared_by = rows[0]
        return ProofsLoaded(
            bool(major), state, recovery_id is not None, declared_at, declared_by or "",
            why_closed(reader, incident_id) if state else "", service or "",
            tuple((each, evidence_for(reader, each)) for each in criteria_of(reader, incident_id)),
            tuple(backup_checks(reader, incident_id)), tuple(verifications(reader, incident_id)),
            tuple((each, progress_of(reader, each)) for each in soaks(reader, incident_id)),
            tuple(detecting_monitors(reader, incident_id)),
        )  # fmt: skip


def check_now(database: Any, vault: Vault, monitor_id: int) -> str:
    """Look at a monitor as the agent does, so that it counts for a soak; returns what was found.

    Raises Refused where the monitor is gone or its password can't be read.
    """
    from incidentdesk.desktop.respond.monitor_trying import try_monitor
    from incidentdesk.recover.soak_watching import due_soaks, move_soak
    from incidentdesk.respond.check_taking import Checked, take_checks

    outcome = try_monitor(database, vault, monitor_id)
    with database.write(actor="IncidentDesk", via="agent") as session:
        take_checks(session, [Checked(monitor_id, outcome, session.at)])
        for soak_id in due_soaks(session.reader):
            move_soak(session, soak_id)
    return str(outcome.said)
