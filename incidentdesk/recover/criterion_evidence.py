"""What an exit criterion rests on: the records that prove it, said in a sentence; and signing it by them (N5)."""

from dataclasses import dataclass

from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.fact import present
from incidentdesk.recover.all_clear import without_all_clear
from incidentdesk.recover.proof import ProofResult
from incidentdesk.recover.proof_list import BackupCheck, Verification, backup_checks, newest, soaks, verifications
from incidentdesk.recover.soak_watching import detecting_monitors, progress_of, progress_sentence
from incidentdesk.refusal import Refused
from incidentdesk.respond.exit_criterion import CriterionKind, exit_criterion
from incidentdesk.respond.exit_criterion_change import meet_criterion
from incidentdesk.respond.exit_criterion_list import Criterion, criterion_of
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session


@dataclass(frozen=True, slots=True)
class Evidence:
    """`ok` where the records prove it; the sentence says what they show, or what is missing."""

    ok: bool
    sentence: str


def evidence_for(reader: Reader, criterion: Criterion) -> Evidence:
    """What the records say of a criterion; one of no known kind rests on whoever signs it."""
    look = {
        CriterionKind.MONITORS: _monitors,
        CriterionKind.BACKUPS: _backups,
        CriterionKind.RESTORED: _restored,
        CriterionKind.ALL_CLEAR: _all_clear,
    }.get(CriterionKind(criterion.kind))
    if look is None:
        return Evidence(True, _("Whoever signs it has seen it."))
    return look(reader, criterion.incident_id)


def sign_criterion(session: Session, criterion_id: int, *, seen: str = "") -> None:
    """Sign that a criterion is met, with what proves it.

    Raises Refused where the records do not prove it; then it can be waived with a reason.
    """
    present(session, exit_criterion, criterion_id)
    criterion = criterion_of(session.reader, criterion_id)
    assert criterion is not None
    evidence = evidence_for(session.reader, criterion)
    if not evidence.ok:
        raise Refused(
            _("“{criterion}” is not proven: {what} Prove it, or waive it with a reason.").format(
                criterion=isolated(criterion.title), what=evidence.sentence
            )
        )
    shown = "" if criterion.kind == CriterionKind.OTHER else evidence.sentence
    meet_criterion(session, criterion_id, seen="\n".join(part for part in (shown, seen.strip()) if part))


def _monitors(reader: Reader, incident_id: int) -> Evidence:
    monitors = detecting_monitors(reader, incident_id)
    if not monitors:
        return Evidence(False, _("No monitor watches what was broken."))
    last = {each.monitor_id: each for each in newest(soaks(reader, incident_id))}
    for monitor_id, name in monitors:
        own = last.get(monitor_id)
        if own is None:
            return Evidence(False, _("{monitor} was not soaked yet.").format(monitor=isolated(name)))
        if own.result == ProofResult.FAILED:
            return Evidence(
                False, _("{monitor} has failed: {said}").format(monitor=isolated(name), said=_sentence(own.said))
            )
        if own.result == ProofResult.OPEN:
            how = progress_sentence(own, progress_of(reader, own))
            return Evidence(False, _("{monitor} soaks: {how}.").format(monitor=isolated(name), how=how))
        if _fails_now(reader, monitor_id):
            return Evidence(False, _("{monitor} fails again.").format(monitor=isolated(name)))
    told = "; ".join(
        _("{monitor} {said}").format(monitor=isolated(name), said=last[key].said) for key, name in monitors
    )
    return Evidence(True, f"{told}.")


def _fails_now(reader: Reader, monitor_id: int) -> bool:
    rows = reader.rows("SELECT failing_since FROM monitor_state WHERE monitor_id = :id", {"id": monitor_id})
    return bool(rows) and rows[0][0] is not None


def _backups(reader: Reader, incident_id: int) -> Evidence:
    checks: list[BackupCheck] = newest(backup_checks(reader, incident_id))
    if not checks:
        return Evidence(False, _("No backup was checked."))
    failed = [each for each in checks if each.result != ProofResult.PASSED]
    if failed:
        return Evidence(False, _("The backup “{name}” is not whole.").format(name=isolated(failed[0].name)))
    return Evidence(
        True,
        ngettext("The backup “{name}” was checked.", "{n} backups were checked, “{name}” last.", len(checks)).format(
            n=len(checks), name=isolated(checks[0].name)
        ),
    )


def _restored(reader: Reader, incident_id: int) -> Evidence:
    found: list[Verification] = newest(verifications(reader, incident_id))
    if not found:
        return Evidence(False, _("Nothing was verified yet."))
    for each in found:
        title = isolated(each.title)
        if each.result == ProofResult.FAILED:
            return Evidence(False, _("The verification “{title}” has failed.").format(title=title))
        if each.result == ProofResult.OPEN:
            return Evidence(False, _("The verification “{title}” is not ended.").format(title=title))
        if not each.proven:
            return Evidence(False, _("“{title}” waits for the signature of a second person.").format(title=title))
    return Evidence(
        True,
        ngettext(
            "“{title}” is verified by {first} and signed by {second}.",
            "{n} verifications have passed and are signed, “{title}” last.",
            len(found),
        ).format(
            n=len(found), title=isolated(found[0].title), first=isolated(found[0].verified_by),
            second=isolated(found[0].signed_by),
        ),
    )  # fmt: skip


def _all_clear(reader: Reader, incident_id: int) -> Evidence:
    waiting = without_all_clear(reader, incident_id)
    if not waiting:
        return Evidence(True, _("Nobody who was told of the trouble waits for the all-clear."))
    return Evidence(
        False,
        ngettext("{n} of those who were told waits for the all-clear.", "{n} of those who were told wait for the "
                 "all-clear.", len(waiting)).format(n=len(waiting)),
    )  # fmt: skip


def _sentence(said: str) -> str:
    return said if said.endswith((".", "!", "?")) else f"{said}."
