"""The 5-Whys that are looked at: those of the sample, one card, none, deep chains, and many cards."""

import tomllib
from datetime import date, timedelta
from typing import Any

from incidentdesk.investigate.cause_graph import Backing, Cause, CauseGraph, CounterMeasure, Effect, Gate, Kind, Status
from incidentdesk.paths import resources

TODAY = date(2026, 3, 28)


def why(text: str, *below: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"text": text, "cause": list(below), **facts}


def todo(text: str, **facts: Any) -> dict[str, Any]:
    return {"text": text, **facts}


def graph_of(told: dict[str, Any]) -> CauseGraph:
    """Keys are "c1", "m1" ... in the order of the document."""
    causes: dict[str, Cause] = {}
    measures: dict[str, CounterMeasure] = {}
    backing: dict[str, Backing] = {}

    def add(cause: dict[str, Any], parent: str, position: int) -> None:
        key = f"c{len(causes) + 1}"
        facts = {name: cause[name] for name in _FACTS if name in cause}
        causes[key] = Cause(key, parent, Kind.CAUSE, position, cause["text"], **facts)
        if cause.get("evidence"):
            against = cause.get("against", 0)
            backing[key] = Backing(cause["evidence"] - against, against)
        for number, measure in enumerate(cause.get("measure", ())):
            name = f"m{len(measures) + 1}"
            measures[name] = CounterMeasure(name, key, number, **_measure_facts(measure))
        for number, below in enumerate(cause.get("cause", ())):
            add(below, key, number)

    for number, cause in enumerate(told.get("cause", ())):
        add(cause, "", number)
    effect = Effect(told["problem"], told.get("gate", Gate.AND))
    return CauseGraph(effect, causes, {}, measures, backing)


_FACTS = ("status", "gate", "note", "role", "stop_reason", "accepted_reason")


def _measure_facts(measure: dict[str, Any]) -> dict[str, Any]:
    facts = {name: measure[name] for name in ("text", "effort", "owner", "state") if name in measure}
    if "due_in" in measure:
        facts["due_on"] = (TODAY + timedelta(days=measure["due_in"])).isoformat()
    return facts


def _sample(name: str) -> CauseGraph:
    with (resources() / "sample" / name).open("rb") as file:
        return graph_of(tomllib.load(file))


def payroll() -> CauseGraph:
    return _sample("whys_payroll.toml")


def mail() -> CauseGraph:
    return _sample("whys_mail.toml")


def none() -> CauseGraph:
    return graph_of({"problem": "Payroll run failed for 412 employees"})


def one() -> CauseGraph:
    return graph_of({"problem": "Payroll run failed for 412 employees", "cause": [why("The database was read-only")]})


def chain(length: int, text: str = "Because of what stands to the right of this, number", **last: Any) -> CauseGraph:
    cause = why(f"{text} {length}", **last)
    for number in range(length - 1, 0, -1):
        cause = why(f"{text} {number}", cause, status=Status.VERIFIED, evidence=1)
    return graph_of({"problem": "Payroll run failed for 412 employees", "cause": [cause]})


def many(count: int) -> CauseGraph:
    """Two or three answers to every why until there are so many cards."""
    causes = {
        f"c{number}": Cause(
            f"c{number}", "" if number < 2 else f"c{(number - 2) // 2 + (number % 7 == 0)}", position=number,
            text=f"{_TEXTS[number % len(_TEXTS)]} ({number})",
            status=list(Status)[(number * 7 // 3) % 4 if number > count // 2 else 1],
        )
        for number in range(count)
    }  # fmt: skip
    return CauseGraph(Effect("Orders were shipped twice for three days"), causes)


_TEXTS = (
    "The retry of the queue has no upper limit",
    "Two workers took the same order",
    "Lock timeout is shorter than the longest booking in the warehouse system",
    "Nobody looked at the dead letters",
    "Release notes of the driver were not read",
)

LONG_GERMAN = (
    "Die Rückfallplanung der Datenbankspiegelungsüberwachung war für den Fall einer gleichzeitigen Nichtverfügbarkeit "
    "beider Rechenzentrumsstandorte nicht vorgesehen"
)
JAPANESE = "監視サーバーの時刻が十二分ずれていたため、ログの相関分析ができなかった"
LONG_ARABIC = "لم يكن هناك إجراء مكتوب لإعادة تشغيل خادم البريد بعد انقطاع التيار الكهربائي في المبنى الرئيسي ليلاً"


def foreign() -> CauseGraph:
    return graph_of(
        {
            "problem": LONG_ARABIC,
            "cause": [
                why(
                    LONG_GERMAN,
                    why(LONG_ARABIC, status=Status.ROOT_CAUSE, measure=[todo(LONG_GERMAN), todo(LONG_ARABIC)]),
                    why(JAPANESE, status=Status.RULED_OUT, stop_reason=LONG_GERMAN, evidence=12, against=3),
                    status=Status.VERIFIED, evidence=2, gate=Gate.OR,
                ),
                why("https://wiki.example.internal/network/runbooks/core-router-firmware-upgrade-checklist-2024",
                    status=Status.ROOT_CAUSE, accepted_reason=LONG_ARABIC),
            ],
        }
    )  # fmt: skip
