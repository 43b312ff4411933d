"""The sample desk: half a year of a small IT team, told through the same functions that the window calls.

The texts lie in resources/sample. Everything is relative to now and follows from a fixed seed, so that two sample
desks of one moment are alike.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import partial
from io import BytesIO

from incidentdesk import clock
from incidentdesk.detect.attachment import attach
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.language import _
from incidentdesk.measure.sample_deed import Deed, Told, begin_of, paragraphs, span, texts
from incidentdesk.measure.sample_drill import drill_deeds
from incidentdesk.measure.sample_feedback import feedback_deeds
from incidentdesk.measure.sample_improvement import improvement_deeds
from incidentdesk.measure.sample_intake import intake_deeds
from incidentdesk.measure.sample_investigation import investigation_deeds
from incidentdesk.measure.sample_measure import measure_deeds
from incidentdesk.measure.sample_monitor import monitor_deeds
from incidentdesk.measure.sample_preparation import prepare_desk
from incidentdesk.measure.sample_problem import problem_deeds, problems_opened
from incidentdesk.measure.sample_recovery import recovery_deeds
from incidentdesk.measure.sample_response import response_deeds
from incidentdesk.measure.sample_review import review_deeds
from incidentdesk.measure.sample_rule import rule_deeds
from incidentdesk.measure.sample_survey import survey_deeds
from incidentdesk.measure.sample_training import training_deeds
from incidentdesk.paths import resources
from incidentdesk.prepare.account import desktop_account
from incidentdesk.prepare.category import category_named
from incidentdesk.prepare.local_zone import local_zone
from incidentdesk.prepare.person import person, person_named, staff_named
from incidentdesk.prepare.service import service_named
from incidentdesk.prepare.setting import set_setting
from incidentdesk.prepare.team import team_named
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note, star
from incidentdesk.respond.transition import Move, move
from incidentdesk.respond.watching import watch
from incidentdesk.store import ledger
from incidentdesk.store.database import Database
from incidentdesk.store.session import Session

_SEED = 20260308
_DAY_BEGINS, _DAY_ENDS = time(7, 30), time(17, 30)
_CLOSED_AFTER = timedelta(days=4)

# How likely something is noticed in an hour of the day.
_NOTICED = dict(zip(range(7, 18), (0.6, 1.0, 1.0, 0.9, 0.7, 0.4, 0.4, 0.25, 0.1, 0.05, 0.02), strict=True))

# How an everyday incident of the last days stands now, the likely ones more than once.
_RECENT = ("new", "new", "working", "working", "working", "holding", "done", "done")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody does to an incident; `do` names it, `told` holds the words for it."""

    at: datetime
    who: str
    do: str
    told: Told = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """An incident from its logging, which is the first act, to where it stands now."""

    told: Told
    acts: tuple[Act, ...]


def fill_desk(database: Database) -> None:
    """Fill an empty desk with samples; whoever is signed in acts there as the first of the staff.

    All of it is one transaction. Raises Refused where there is an incident already.
    """
    with database.read() as reader:
        if reader.rows("SELECT 1 FROM incident LIMIT 1"):
            raise Refused(_("There are incidents already; samples go into an empty desk."))
    now, zone = clock.now(), local_zone()
    plan = stories(now, zone)
    with database.write(actor=texts("desk")["staff"][0]["name"], via="sample") as session:
        _furnish(session, plan)
        prepare_desk(partial(_opened, session), plan[0].acts[0].at, now, zone)
        _play(session, plan, deeds(plan, now, zone))


# ── who is there ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _furnish(session: Session, plan: list[Story]) -> None:
    """People, teams, services and categories were there a week before the first incident."""
    desk = texts("desk")
    before = _session(session, session.actor, plan[0].acts[0].at - timedelta(days=7))
    set_setting(before, "desk_name", desk["name"])
    for each in desk["staff"]:
        facts = {"email": each["email"], "phone": each["phone"], "team_id": team_named(before, each["team"])}
        person_id = staff_named(before, each["name"])
        assert person_id is not None
        if each is desk["staff"][0]:
            facts["account"] = desktop_account()
        ledger.update(before, person, person_id, facts)
    for name in desk["people"]["names"]:
        person_named(before, name)
    for name in desk["services"]["names"]:
        service_named(before, name)
    for name, below in desk["categories"].items():
        parent = category_named(before, name)
        for each in below:
            category_named(before, each, parent)


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────


def stories(now: datetime, zone: tzinfo) -> list[Story]:
    """All incidents, the oldest first; nothing in them is later than `now`."""
    chance = random.Random(_SEED)
    desk = texts("desk")
    told = [*(_story(each, now, zone) for each in texts("stories")["story"]), *_everyday(desk, chance, now, zone)]
    return sorted(told, key=lambda story: story.acts[0].at)


def deeds(plan: list[Story], now: datetime, zone: tzinfo) -> list[Deed]:
    """What was found out, planned and learnt beside the work on incidents, in the order of time; all before `now`."""
    logged: dict[str, list[datetime]] = {}
    for story in plan:
        logged.setdefault(story.told["title"], []).append(story.acts[0].at)
    begun = {title: times[-1] for title, times in logged.items()} | problems_opened(now, zone)
    people = [each["name"] for each in texts("desk")["staff"]]
    done = [
        *problem_deeds(now, zone, logged),
        *investigation_deeds(begun, people, now.astimezone(zone).date()),
        *review_deeds(begun),
        *response_deeds(begun),
        *recovery_deeds(begun, now),
        *measure_deeds(begun, texts("desk")["weeks"], now, zone),
        *monitor_deeds(now),
        *intake_deeds(now),
        *rule_deeds(begun, now),
        *survey_deeds(now, zone),
        *feedback_deeds(begun, logged, now, zone),
        *improvement_deeds(begun, now),
        *drill_deeds(now, zone),
        *training_deeds(now, zone),
    ]
    return sorted((deed for deed in done if deed.at < now), key=lambda deed: deed.at)


def _story(told: Told, now: datetime, zone: tzinfo) -> Story:
    logged = begin_of(told, now, zone)
    acts = [Act(logged, told["logged_by"], "log", told)]
    for each in told.get("act", ()):
        acts.append(Act(logged + span(each["after"]), each["who"], each["do"], each))
    if acts[-1].do == "resolve":
        acts.append(Act(acts[-1].at + _CLOSED_AFTER, told["logged_by"], "close"))
    return Story(told, tuple(act for act in acts if act.at < now))


def _everyday(desk: Told, chance: random.Random, now: datetime, zone: tzinfo) -> Iterator[Story]:
    kinds = texts("kinds")["kind"]
    counts = desk["weeks"]["counts"]
    bag: list[Told] = []
    for week, count in enumerate(counts):
        start = now - timedelta(weeks=len(counts) - week)
        for _each in range(count):
            wave = week == desk["weeks"]["phishing_week"] and chance.random() < 0.7
            if wave:
                kind = chance.choice([kind for kind in kinds if kind.get("phishing")])
            else:
                kind, bag = _drawn(bag, kinds, chance, new_printers=week >= desk["weeks"]["printers_week"])
            told = {**kind, "length": _usual(kind) * _pace(desk["weeks"], week)}
            yield _everyday_story(desk, told, chance, _office_hour(start, chance, now, zone), now, zone)


def _usual(kind: Told) -> float:
    """The hours that it takes when nothing is in the way; the long ones are mostly waiting, of which a team that is
    small does much at once."""
    return float(1.3 * (kind["hours"] / 4) ** 0.4)


def _pace(weeks: Told, week: int) -> float:
    """How much longer than usual things take in a week."""
    if week == weeks["slow_week"]:
        return float(weeks["slow_pace"])
    return float(weeks["rota_pace"]) if week >= weeks["rota_week"] else 1.0


def _drawn(bag: list[Told], kinds: list[Told], chance: random.Random, *, new_printers: bool) -> tuple[Told, list[Told]]:
    """The next kind out of a bag that is filled anew when it is empty, so that each comes about as often."""
    while True:
        if not bag:
            bag = chance.sample(kinds, len(kinds))
        kind, bag = bag[-1], bag[:-1]
        if not (new_printers and kind.get("old_printers")):
            return kind, bag


def _office_hour(week: datetime, chance: random.Random, now: datetime, zone: tzinfo) -> datetime:
    """A minute of a working day of that week; before `now`."""
    while True:
        moment = week + timedelta(minutes=chance.randrange(7 * 24 * 60))
        here = moment.astimezone(zone)
        works = here.weekday() < 5 and _DAY_BEGINS <= here.time() < _DAY_ENDS
        # Most of it is noticed when people begin to work.
        if works and moment < now - timedelta(minutes=30) and chance.random() < _NOTICED[here.hour]:
            return moment
        # A desk that is opened early on a Monday has hardly a working hour in its last week.
        week -= timedelta(hours=1)


def _everyday_story(
    desk: Told, kind: Told, chance: random.Random, logged: datetime, now: datetime, zone: tzinfo
) -> Story:
    staff = [each["name"] for each in desk["staff"]]
    solver = chance.choice([each["name"] for each in desk["staff"] if each["team"] == kind["team"]])
    fill = {name: chance.choice(values) for name, values in desk["fill"].items()}
    told = {
        **kind,
        "title": kind["title"].format_map(fill),
        "description": kind["description"].format_map(fill),
        "reporter": "" if kind["channel"] == "Monitor" else chance.choice(desk["people"]["names"]),
        "team": kind.get("reassigned_from", kind["team"]),
    }
    logger = chance.choice(staff[:2]) if kind["channel"] != "Monitor" else solver
    stands = _standing(kind, now - logged, chance)
    acts = [Act(logged, logger, "log", told)]
    acts += _by_day(_work(kind, solver, logger, chance, logged), zone) if stands != "new" else ()
    return Story(told, tuple(_until(acts, stands, now)))


def _standing(kind: Told, age: timedelta, chance: random.Random) -> str:
    """Most of the newest are open, of the last weeks only what takes long, none of before."""
    if age < timedelta(days=1) or (age < timedelta(days=9) and kind["hours"] > 2):
        return chance.choice(_RECENT)
    if age < timedelta(days=60) and kind["hours"] > 10 and chance.random() < 0.3:
        return chance.choice(("working", "holding"))
    return "done"


def _by_day(acts: Iterable[Act], zone: tzinfo) -> Iterator[Act]:
    """What would fall into a night or a weekend waits for the next morning."""
    earliest = datetime.min.replace(tzinfo=UTC)
    for act in sorted(acts, key=lambda act: act.at):
        here = act.at.astimezone(zone)
        if here.weekday() > 4 or not _DAY_BEGINS <= here.time() < _DAY_ENDS:
            morning = here.replace(hour=7, minute=35 + here.minute // 3)
            while morning < here or morning.weekday() > 4:
                morning += timedelta(days=1)
            here = morning
        earliest = max(here.astimezone(UTC), earliest + timedelta(seconds=40))
        yield replace(act, at=earliest)


def _work(kind: Told, solver: str, logger: str, chance: random.Random, logged: datetime) -> Iterator[Act]:
    """What is done from the first look to the closing; longer jobs have their nights and weekends in their hours."""
    length = timedelta(hours=kind["length"] * chance.uniform(0.5, 2.2))
    first = logged + min(length * 0.15, timedelta(minutes=chance.uniform(3, 90)))
    if kind.get("reassigned_from"):
        yield Act(first - (first - logged) / 2, logger, "set", {"changes": {"assignee": logger}})
        yield Act(first, logger, "set", {"changes": {"team": kind["team"], "assignee": solver}})
    else:
        yield Act(first, solver, "set", {"changes": {"assignee": solver}})
    yield Act(first + timedelta(seconds=20), solver, "start")
    if kind.get("comment"):
        yield Act(first + length * 0.1, logger, "comment", {"text": kind["comment"]})
    notes = kind.get("notes", ())
    for place, text in enumerate(notes):
        yield Act(first + length * (0.2 + 0.3 * place), solver, "note", {"text": text})
    if kind.get("hold"):
        held = {"reason": kind["hold"], "text": ""}
        yield Act(first + length * 0.55, solver, "hold", held)
        yield Act(first + length * 0.8, solver, "start")
    end = {"code": kind["resolution_code"], "text": kind["resolution"]}
    yield Act(logged + length, solver, "resolve", end)
    if chance.random() < 0.04:
        yield Act(logged + length * 1.2 + timedelta(hours=20), logger, "reopen", {"text": "It is there again."})
        yield Act(logged + length * 1.5 + timedelta(hours=24), solver, "resolve", end)
    yield Act(logged + length * 1.5 + timedelta(hours=25) + _CLOSED_AFTER, logger, "close")


def _until(acts: Iterable[Act], stands: str, now: datetime) -> Iterator[Act]:
    """The acts up to where the incident stands now."""
    last = {"working": ("hold", "resolve"), "holding": ("resolve",)}.get(stands, ())
    for act in acts:
        if act.at >= now or act.do in last:
            return
        yield act


# ── and how it is written ────────────────────────────────────────────────────────────────────────────────────────────


def _session(outer: Session, actor: str, at: datetime) -> Session:
    """A gesture of its own at its own time, in the transaction of the whole."""
    stamp = clock.stored(at)
    return Session(outer.connection, actor, "window", gesture=outer.gesture + stamp - outer.at, at=stamp)


def _opened(outer: Session, actor: str, at: datetime) -> Session:
    session = _session(outer, actor, at)
    session.touched = outer.touched
    return session


def _play(outer: Session, plan: list[Story], beside: list[Deed]) -> None:
    """All acts of all incidents and all that was done beside them, in the order of time, as the desk lived through
    it."""
    logged: dict[str, list[int]] = {}
    known: dict[int, int] = {}
    acts = [(act.at, place, step) for place, story in enumerate(plan) for step, act in enumerate(story.acts)]
    acts += [(deed.at, len(plan), number) for number, deed in enumerate(beside)]
    for at, place, step in sorted(acts):
        act = plan[place].acts[step] if place < len(plan) else beside[step]
        session = _session(outer, act.who, at)
        if isinstance(act, Deed):
            act.do(session, logged)
        elif act.do == "log":
            known[place] = _log(session, act.told, logged)
            logged.setdefault(act.told["title"], []).append(known[place])
        else:
            _ACTS[act.do](session, known[place], act)
        outer.touched.extend(session.touched)


_LOGGED = (
    "title", "description", "reporter", "channel", "service", "category", "subcategory", "impact", "urgency", "team",
    "assignee", "tags", "major",
)  # fmt: skip


def _log(session: Session, told: Told, logged: Mapping[str, list[int]]) -> int:
    facts = {name: told[name] for name in _LOGGED if name in told}
    facts["description"] = paragraphs(facts.get("description", ""))
    for name in ("occurred", "detected"):
        if name in told:
            facts[f"{name}_at"] = clock.instant(session.at) - span(told[name])
    incident_id = log_incident(session, **facts)
    if "priority" in told:
        change_incident(
            session, incident_id, {"priority": told["priority"], "override_reason": told["override_reason"]}
        )
    if "parent" in told:
        change_incident(session, incident_id, {"parent": str(logged[told["parent"]][-1])})
    for name in told.get("watchers", ()):
        person_id = person_named(session, name)
        assert person_id is not None
        watch(session, incident_id, person_id, True)
    return incident_id


def _note(session: Session, incident_id: int, act: Act, *, public: bool = False) -> None:
    entry_id = add_note(session, incident_id, paragraphs(act.told["text"]), public=public)
    if act.told.get("starred"):
        star(session, entry_id, True)


def _set(session: Session, incident_id: int, act: Act) -> None:
    now = clock.instant(session.at)
    change_incident(
        session, incident_id, {name: now if value == "now" else value for name, value in act.told["changes"].items()}
    )


def _hold(session: Session, incident_id: int, act: Act) -> None:
    move(session, incident_id, Move(State.ON_HOLD, HoldReason(act.told["reason"]), comment=act.told["text"]))


def _resolve(session: Session, incident_id: int, act: Act) -> None:
    wish = Move(State.RESOLVED, resolution_code=act.told["code"], resolution_notes=act.told["text"])
    move(session, incident_id, wish)


def _attach(session: Session, incident_id: int, act: Act) -> None:
    data = (resources() / "sample" / act.told["file"]).read_bytes()
    attach(session, incident_id, act.told["file"], BytesIO(data), size=len(data))


_ACTS: dict[str, Callable[[Session, int, Act], object]] = {
    "start": lambda session, incident_id, _act: move(session, incident_id, Move(State.IN_PROGRESS)),
    "note": _note,
    "comment": partial(_note, public=True),
    "caller": lambda session, incident_id, act: add_note(session, incident_id, act.told["text"], from_caller=act.who),
    "set": _set,
    "hold": _hold,
    "resolve": _resolve,
    "attach": _attach,
    "close": lambda session, incident_id, _act: move(session, incident_id, Move(State.CLOSED)),
    "cancel": lambda session, incident_id, act: move(
        session, incident_id, Move(State.CANCELED, reason=act.told["text"])
    ),
    "reopen": lambda session, incident_id, act: move(
        session, incident_id, Move(State.IN_PROGRESS, reason=act.told["text"])
    ),
}
