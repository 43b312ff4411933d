"""The cards of proofs: how each stands, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from incidentdesk.desktop import moment
from incidentdesk.desktop.recover.proof_card import Card, CardAct
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.recover.criterion_evidence import Evidence
from incidentdesk.recover.proof import ProofResult, VerificationKind
from incidentdesk.recover.proof_list import BackupCheck, Soak, Verification
from incidentdesk.recover.soak_watching import Progress, progress_sentence
from incidentdesk.respond.exit_criterion import CriterionKind, CriterionState
from incidentdesk.respond.exit_criterion_change import DEFAULTS
from incidentdesk.respond.exit_criterion_list import Criterion

_LOOKS = {
    ProofResult.PASSED: ("success", "success"),
    ProofResult.FAILED: ("error", "danger"),
    ProofResult.OPEN: ("clock", "text2"),
}
_MINUTE = 60_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class By:
    """Writes who did something and when, as seen at an instant (microseconds since 1970)."""

    now: int
    zone: ZoneInfo

    def at(self, at: int) -> str:
        return moment.day_and_time(at, self.now, self.zone)

    def __call__(self, who: str, at: int | None) -> str:
        if at is None:
            return isolated(who)
        return _("{name}, {time}").format(name=isolated(who), time=self.at(at))


def criterion_card(criterion: Criterion, evidence: Evidence, by: By, why: str, *, over: bool) -> Card:
    """Once the incident is over, what was met then is not looked at again."""
    if criterion.is_open:
        unproven = why or ("" if evidence.ok else evidence.sentence)
        acts = [
            CardAct("meet", _("Sign as met…") if criterion.kind == CriterionKind.OTHER else _("Sign as met"),
                    _("Say by your name that it is met"), unproven),
            CardAct("waive", _("Waive…"), _("Go without it, with a reason"), why),
        ]  # fmt: skip
        if criterion.kind not in DEFAULTS:
            acts.append(CardAct("withdraw_criterion", _("Take away"), _("Take this criterion away"), why))
        look = ("success", "text2") if evidence.ok else ("clock", "warning")
        state = _("Open, proven") if evidence.ok and criterion.kind != CriterionKind.OTHER else _("Open")
        return Card(criterion.id, look, state, criterion.title, (evidence.sentence,), tuple(acts))
    met = criterion.state == CriterionState.MET
    decided = by(criterion.decided_by, criterion.decided_at)
    lines = [criterion.reason] if criterion.reason else []
    broken = met and not evidence.ok and not over
    if broken:
        lines.append(_("Not so any more: {what}").format(what=evidence.sentence))
    act = CardAct("reopen", _("Open again…"), _("Take the decision back, with a reason"), why)
    look = ("error", "danger") if broken else ("success", "success") if met else ("skip", "warning")
    state = _("Met · {who}").format(who=decided) if met else _("Waived · {who}").format(who=decided)
    return Card(criterion.id, look, state, criterion.title, tuple(lines), (act,), late=broken)


def backup_card(check: BackupCheck, by: By, why: str) -> Card:
    told = [
        check.location,
        ngettext("{n} file", "{n} files", check.files).format(n=check.files) if check.files is not None else "",
        QLocale().formattedDataSize(check.bytes) if check.bytes is not None else "",
        _("made {when}").format(when=by.at(check.backup_at)) if check.backup_at is not None else "",
    ]
    test = _("Test restore: {said}").format(said=check.test_restore) if check.test_restore and check.manifest else ""
    acts = (
        *_details(bool(check.differences), "backup_details"),
        CardAct("withdraw_backup", _("Take away"), _("Take this check away; Undo brings it back"), why),
    )
    look = ("warning", "warning") if check.doubts and check.result == ProofResult.PASSED else None
    return Card(
        check.id, look or _LOOKS[ProofResult(check.result)],
        _state(check.result, by(check.checked_by, check.checked_at)), check.name,
        (check.said, *check.doubts, " · ".join(part for part in told if part), test), acts,
        late=check.result == ProofResult.FAILED,
    )  # fmt: skip


def verification_card(own: Verification, newest: bool, by: By, why: str) -> Card:
    """`newest` where it is the last look of its title, which counts."""
    open_list = own.result == ProofResult.OPEN
    acts: list[CardAct] = []
    if open_list:
        acts.append(CardAct("answer", _("Go through it…"), _("Answer the points of the checklist"), why))
    else:
        acts += _details(bool(own.detail.get("findings") or own.points))
        if own.result == ProofResult.PASSED and own.signed_at is None:
            acts.append(CardAct("sign", _("Sign"), _("Sign by your name that you have looked at it too"), why))
        if newest:
            acts.append(CardAct("again", _("Verify again…"), _("Have another look; this one stays"), why))
    if own.signed_at is None:
        acts.append(CardAct("withdraw_verification", _("Take away"), _("Take it away; Undo brings it back"), why))
    return Card(
        own.id, _look(own), _state(own.result, by(own.verified_by, own.verified_at) if own.verified_at else ""),
        own.title, tuple(_verification_lines(own, newest, by)), tuple(acts),
        late=newest and own.result == ProofResult.FAILED,
    )  # fmt: skip


def soak_card(own: Soak, progress: Progress, newest: bool, by: By, why: str) -> Card:
    going = own.result == ProofResult.OPEN
    wanted = _("{passes} checks in a row over {minutes} min, begun by {who}").format(
        passes=own.passes, minutes=own.minutes, who=by(own.began_by, own.began_at)
    )
    acts: list[CardAct] = []
    if going:
        acts.append(CardAct("check_now", _("Check now"), _("Look at once; it counts like any other check"), why))
        acts.append(CardAct("stop", _("Stop…"), _("End the soak; it proves nothing then"), why))
    elif newest:
        acts.append(CardAct("soak_again", _("Soak again…"), _("Begin another soak of this monitor"), why))
    said = progress_sentence(own, progress)
    share = None
    if going:
        minutes = own.minutes * _MINUTE
        share = min(progress.passed / own.passes, progress.length / minutes if minutes else 1.0, 1.0)
    return Card(
        own.id, ("soak", "accent") if going else _LOOKS[ProofResult(own.result)], _state(own.result, ""), own.title,
        (said, wanted), tuple(acts), share, late=newest and own.result == ProofResult.FAILED,
    )  # fmt: skip


def _details(some: bool, key: str = "details") -> list[CardAct]:
    return [CardAct(key, _("Details…"), _("What was looked at, and what differs"))] if some else []


def _look(own: Verification) -> tuple[str, str]:
    """What has passed and waits for a second person is not green yet."""
    if own.result == ProofResult.PASSED and own.signed_at is None:
        return ("sign", "warning")
    return _LOOKS[ProofResult(own.result)]


def _verification_lines(own: Verification, newest: bool, by: By) -> Iterable[str]:
    kind = " · ".join(part for part in (_(own.kind), own.service if own.service != own.title else "") if part)
    if own.kind == VerificationKind.CHECKLIST:
        good = sum(each["ok"] is True for each in own.points)
        answered = sum(each["ok"] is not None for each in own.points)
        held = ngettext("{good} of {n} point holds", "{good} of {n} points hold", len(own.points))
        text = held.format(good=good, n=len(own.points))
        if answered < len(own.points):
            text = _("{text}, {n} not answered").format(text=text, n=len(own.points) - answered)
        yield f"{kind} · {text}"
    else:
        yield str(own.detail.get("verdict", ""))
        yield kind
    if own.signed_at is not None:
        yield _("Signed by {who}").format(who=by(own.signed_by, own.signed_at))
    elif own.result == ProofResult.PASSED:
        yield _("Waits for the signature of a second person")
    if not newest:
        yield _("A later look at it counts")


def _state(result: str, who: str) -> str:
    return f"{_(result)} · {who}" if who else _(result)
