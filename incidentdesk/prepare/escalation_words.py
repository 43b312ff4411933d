"""An escalation policy read aloud, what is wrong with it, and whom it would call at an instant."""

from dataclasses import dataclass

from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.escalation_hours import in_their_hours
from incidentdesk.prepare.escalation_list import Policy, Step
from incidentdesk.prepare.minutes import minutes_text
from incidentdesk.prepare.reach import Reached, addresses_of, people_behind
from incidentdesk.store.reading import Reader

_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Call:
    """A step as it would be taken at an instant, in microseconds since 1970; `why_not` says why it is passed over.

    `reached` are the people, the first first; `condition` is what has to be so besides.
    """

    step: Step
    at: int
    reached: tuple[Reached, ...] = ()
    why_not: str = ""
    condition: str = ""


def target_words(step: Step) -> str:
    """Whom a step notifies: “the rota Network”."""
    name = isolated(step.target)
    return {
        "role": _("the role {name}"),
        "rota": _("who is on call in {name}"),
        "person": _("{name}"),
        "team": _("the team {name}"),
    }.get(step.target_kind if step.target else "", _("nobody")).format(name=name)


def policy_sentence(policy: Policy) -> str:
    """The whole policy as one would read it to somebody, with the time until its last step (features.md R5)."""
    if not policy.steps:
        return _("Nobody is notified: the policy has no steps yet.")
    said = [step_sentence(step, own_hours=policy.calendar_id is None) for step in policy.steps]
    if policy.repeats:
        again = ngettext(
            "While nobody acknowledges, all of it is repeated {count} time.",
            "While nobody acknowledges, all of it is repeated {count} times.",
            policy.repeats,
        )
        said.append(again.format(count=policy.repeats))
    total = _("The last step comes {time} after the start.")
    said.append(total.format(time=minutes_text(policy.total_minutes)))
    return " ".join(said)


def step_sentence(step: Step, *, own_hours: bool = False) -> str:
    """“After 10 min more, notify the team Network, only in working hours”, those of the policy or of the people."""
    wait = minutes_text(step.wait)
    if step.position <= 1:
        start = _("At once, notify {whom}") if not step.wait else _("After {time}, notify {whom}")
    else:
        start = _("At the same time, notify {whom}") if not step.wait else _("After {time} more, notify {whom}")
    said = [start.format(time=wait, whom=target_words(step))]
    if step.working_hours_only:
        said.append(_("only in their own working hours") if own_hours else _("only in working hours"))
    if step.least_alerts:
        said.append(condition_words(step))
    return _("{sentence}.").format(sentence=", ".join(said))


def condition_words(step: Step) -> str:
    words = ngettext(
        "only if {count} incident or alert of the service came within {time}",
        "only if {count} incidents or alerts of the service came within {time}",
        step.least_alerts,
    )
    return words.format(count=step.least_alerts, time=minutes_text(step.within))


def calls(reader: Reader, policy: Policy, at: int) -> list[Call]:
    """Whom the first round would call if nobody acknowledged, begun at an instant."""
    found = []
    for step in policy.steps:
        at += step.wait * _MINUTE
        condition = condition_words(step) if step.least_alerts else ""
        behind = reached_by(reader, step, at)
        reached, later = in_their_hours(reader, policy, step, behind, at)
        outside = later is not None or (behind and not reached)
        why_not = _("outside working hours") if outside else "" if reached else why_nobody(step)
        found.append(Call(step, at, reached, why_not, condition))
    return found


def reached_by(reader: Reader, step: Step, at: int) -> tuple[Reached, ...]:
    if not step.target:
        return ()
    people = people_behind(
        reader, role_id=step.role_id, rota_id=step.rota_id, person_id=step.person_id, team_id=step.team_id, at=at
    )
    return tuple(people)


def why_nobody(step: Step) -> str:
    if not step.target_kind:
        return _("nobody was chosen")
    if not step.target:
        return _("who was chosen is not there any more")
    return _("nobody can be reached")


def warnings(reader: Reader, policy: Policy, at: int) -> dict[int, str]:
    """What is wrong with steps, by their position: nobody was chosen, nobody is there now, or nobody has an address."""
    found = {}
    for step in policy.steps:
        reached = reached_by(reader, step, at)
        if not reached:
            found[step.position] = _("Step {place}: {why}.").format(place=step.position, why=why_nobody(step))
        elif not any(addresses_of(reader, each.person_id) for each in reached):
            names = ", ".join(isolated(each.name) for each in reached)
            found[step.position] = _(
                "Step {place}: {names} can't be reached, there is no e-mail address and no phone."
            ).format(place=step.position, names=names)
    return found
