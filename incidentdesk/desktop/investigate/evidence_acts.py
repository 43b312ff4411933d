"""What is done with evidence from the window, each as a function that runs in a worker or in a transaction."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from incidentdesk.investigate.evidence_list import Act, Custody, Piece, custody_of, evidence_of, piece_of
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _, isolated

Finding = Any  # an investigate.examination.Finding


def verify_all(database: Any, actor: str, subject: Subject, progress: Callable[[int, int], None]) -> list[Finding]:
    """Look at every piece, then write what was found; where it is stopped nothing is written."""
    from incidentdesk.investigate.examination import examine, record_findings

    with database.read() as reader:
        findings = examine(reader, evidence_of(reader, subject), progress)
    with database.write(actor=actor, via="window") as session:
        record_findings(session, findings)
    return findings


def save_piece(database: Any, actor: str, piece: Piece, path: Path, progress: Callable[[int, int], None]) -> None:
    """Make a copy and note in the custody where it went."""
    import platform

    from incidentdesk.investigate.custody import write_custody
    from incidentdesk.investigate.evidence_copy import save_copy

    with database.read() as reader:
        save_copy(reader, piece, path, progress)
    where = _("to {path} on {machine}").format(path=isolated(str(path)), machine=isolated(platform.node()))
    with database.write(actor=actor, via="window") as session:
        write_custody(session, piece.id, Act.EXPORTED, where)


def suggested_name(piece: Piece) -> str:
    from incidentdesk.investigate.evidence_copy import copy_name

    return copy_name(piece)


def load_piece(database: Any, evidence_id: int) -> tuple[Piece | None, list[Custody]]:
    """A piece with its custody."""
    with database.read() as reader:
        return piece_of(reader, evidence_id), custody_of(reader, evidence_id)


def handing_over(evidence_id: int, name: str, note: str) -> Callable[[Any], None]:
    def act(session: Any) -> None:
        from incidentdesk.investigate.custody import hand_over

        hand_over(session, evidence_id, name, note)

    return act


def noting(evidence_id: int, text: str) -> Callable[[Any], None]:
    def act(session: Any) -> None:
        from incidentdesk.investigate.custody import add_note

        add_note(session, evidence_id, text)

    return act


def taking_away(evidence_id: int) -> Callable[[Any], None]:
    def act(session: Any) -> None:
        from incidentdesk.investigate.custody import take_away

        take_away(session, evidence_id)

    return act


def relabelling(evidence_id: int, label: Any) -> Callable[[Any], None]:
    """`label` is an investigate.evidence_adding.Label."""

    def act(session: Any) -> None:
        from incidentdesk.investigate.evidence_adding import relabel

        relabel(session, evidence_id, label)

    return act


def taking_stances(evidence_id: int, stances: dict[str, str]) -> Callable[[Any], None]:
    """What a piece says of causes, by their keys; an empty text is no link."""

    def act(session: Any) -> None:
        from incidentdesk.investigate.stance import link_evidence, unlink_evidence

        for key, stance in stances.items():
            if stance:
                link_evidence(session, evidence_id, key, stance)
            else:
                unlink_evidence(session, evidence_id, key)

    return act
