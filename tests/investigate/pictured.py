"""The cause graphs that are looked at: the 39 causes of the sample, 63 longer ones, 6, 1, none, and 300."""

import tomllib
from typing import Any

from incidentdesk.investigate.cause_graph import Backing, Cause, CauseGraph, Effect, Kind, Status, Vote, Voting
from incidentdesk.paths import resources

_OUT, _OK = Status.RULED_OUT, Status.VERIFIED


def cause(text: str, *below: dict[str, Any], status: str = "Suspected", votes: int = 0, evidence: int = 0) -> dict:
    return {"text": text, "status": status, "votes": votes, "evidence": evidence, "cause": list(below)}


def graph_of(problem: str, categories: list[dict[str, Any]]) -> CauseGraph:
    """Keys are "c1", "c2" ... in the order of the document; votes are those of one person."""
    causes: dict[str, Cause] = {}
    votes: dict[str, Vote] = {}
    backing: dict[str, Backing] = {}

    def add(told: dict[str, Any], parent: str, position: int, kind: str) -> None:
        key = f"c{len(causes) + 1}"
        causes[key] = Cause(key, parent, kind, position, told["text"], status=told.get("status", Status.SUSPECTED))
        if told.get("votes"):
            votes[f"{key}/mei"] = Vote(key, "mei", told["votes"])
        if told.get("evidence"):
            backing[key] = Backing(told["evidence"])
        for number, below in enumerate(told.get("cause", ())):
            add(below, key, number, Kind.CAUSE)

    for number, category in enumerate(categories):
        add(category, "", number, Kind.CATEGORY)
    return CauseGraph(Effect(problem, dots=30, voting=Voting.OPEN), causes, votes, {}, backing)


def _wan() -> dict[str, Any]:
    with (resources() / "sample" / "fishbone_wan.toml").open("rb") as file:
        return tomllib.load(file)


def thirty_nine() -> CauseGraph:
    told = _wan()
    return graph_of(told["problem"], told["category"])


MORE = {
    "People": [
        cause(
            "Nobody in the team had ever performed a cold failover of the firewall pair during business hours",
            cause("Exercise cancelled twice because of audit preparation"),
            cause("Lab pair was dismantled to save rack space in 2024"),
        ),
        cause("Fatigue after 11-hour shift", status=_OK, votes=3),
        cause(
            "Language barrier with the overnight vendor engineer; instructions repeated three times before being "
            "understood",
            status=_OUT, votes=2, evidence=2,
        ),
    ],
    "Process": [
        cause(
            "Pre-change backup stored on the device itself",
            cause("Off-box backup job disabled during storage migration and never re-enabled"),
            status=_OK, votes=1,
        ),
        cause("No explicit abort criterion (“stop if …”) in the change plan", status=_OK),
        cause(
            "Post-implementation check consists of a single ping",
            cause("Checklist copied from switch upgrades"),
            status=_OUT, votes=3,
        ),
    ],
    "Technology": [
        cause(
            "Secondary tunnel uses the same physical last mile as the primary line",
            cause("Provider re-routed both circuits through one manhole in 2022 without notice"),
            status=_OUT, votes=1,
        ),
        cause(
            "Management VLAN unreachable once the core is down",
            cause("Out-of-band modem SIM expired"),
            status=_OK, votes=1, evidence=1,
        ),
    ],
    "Environment": [
        cause(
            "Noise in the open-plan office made the bridge call unintelligible for the first quarter of an hour",
            status=_OUT, votes=2, evidence=2,
        ),
        cause(
            "Storm warning kept the field engineer from driving",
            cause("No second engineer within 60 km"),
            votes=2, evidence=2,
        ),
    ],
    "Information & monitoring": [
        cause(
            "Syslog server drops messages above 2 000 events per second", cause("Licence limit"), votes=2, evidence=1
        ),
        cause(
            "Customer hotline did not know which sites were affected",
            cause("Site list in CMDB incomplete since the merger"),
            votes=3, evidence=1,
        ),
    ],
    "Suppliers & contracts": [
        cause(
            "Penalty clause makes vendor refuse remote debugging without written approval",
            cause("Approval form needs two signatures"),
            evidence=1,
        ),
        cause("Hardware maintenance contract covers next business day only", status=_OUT, votes=3, evidence=2),
    ],
}  # fmt: skip


def sixty_three() -> CauseGraph:
    told = _wan()
    for category in told["category"]:
        category["cause"] = category["cause"] + MORE[category["text"]]
    return graph_of(told["problem"], told["category"])


_IT = ("People", "Process", "Technology", "Environment", "Information", "Suppliers")


def _with(**causes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"text": name, "cause": causes.get(name, [])} for name in _IT]


def six() -> CauseGraph:
    return graph_of(
        "Printers on floor 3 stop every morning",
        _with(
            People=[cause("No one owns the print server")],
            Process=[cause("Restart not in the morning checklist")],
            Technology=[
                cause(
                    "Spooler runs out of handles",
                    cause("Driver 4.1 leaks", status=Status.ROOT_CAUSE, votes=3, evidence=2),
                    status=_OK, evidence=1,
                ),
                cause("DHCP lease ends at 07:00", status=_OUT),
            ],
            Suppliers=[cause("Contract covers hardware only")],
        ),
    )  # fmt: skip


def one() -> CauseGraph:
    return graph_of("Backup failed twice this week", _with(Technology=[cause("The tape drive is dirty")]))


def none() -> CauseGraph:
    return graph_of("Backup failed twice this week", _with())


def no_category() -> CauseGraph:
    return graph_of("Backup failed twice this week", [])


def three_hundred() -> CauseGraph:
    """The 63 causes again and again, up to 300, each told apart by a number."""
    told = _wan()
    pool = [each for category in told["category"] for each in category["cause"] + MORE[category["text"]]]
    categories = [{"text": category["text"], "cause": []} for category in told["category"]]
    left, at = 300, 0
    while left:
        chosen = _numbered(pool[at % len(pool)], at)
        while _count(chosen) > left:
            chosen = chosen | {"cause": chosen["cause"][:-1]}
        categories[at % len(categories)]["cause"].append(chosen)
        left, at = left - _count(chosen), at + 1
    return graph_of(told["problem"], categories)


def _numbered(told: dict[str, Any], number: int) -> dict[str, Any]:
    return told | {"text": f"{told['text']} {number}", "cause": list(told.get("cause", ()))}


def _count(told: dict[str, Any]) -> int:
    return 1 + sum(_count(below) for below in told.get("cause", ()))


PICTURED = {
    "0": none, "1": one, "6": six, "39": thirty_nine, "63": sixty_three, "300": three_hundred,
    "no-category": no_category,
}  # fmt: skip
