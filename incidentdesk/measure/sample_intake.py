"""What comes in by itself at the sample desk: alerts, a mailbox that is switched off, and what could not be taken."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.alert_source_change import create_source
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.dead_letter import LetterKind
from incidentdesk.detect.dead_letter_change import keep_dead_letter
from incidentdesk.detect.mailbox_change import create_mailbox
from incidentdesk.measure.sample_deed import Deed, Logged, Told, span, texts, titled
from incidentdesk.refusal import Refused
from incidentdesk.respond.alert_taking import dismiss, merge, take_alerts
from incidentdesk.respond.form_taking import Report, raw_report, take_raw_report
from incidentdesk.respond.mail_taking import take_mail
from incidentdesk.store.session import Session

_SET_UP = timedelta(days=39)
_LOOKED_AT = timedelta(minutes=4)


def intake_deeds(now: datetime) -> Iterator[Deed]:
    told = texts("detection")
    set_up = now - _SET_UP
    for place, each in enumerate(told["source"]):
        yield Deed(set_up + timedelta(minutes=place), told["by"], partial(_add_source, each))
    yield Deed(set_up + timedelta(hours=1), told["by"], partial(_add_mailbox, told["mailbox"]))
    for each in told["alert"]:
        yield from _alert_deeds(each, now)
    bounce, garbage, report = told["bounce"], told["unreadable"], told["report"]
    yield Deed(now - span(bounce["ago"]), told["mailbox"]["name"], partial(_take_bounce, told))
    yield Deed(now - span(garbage["ago"]), garbage["source"], partial(_take_garbage, garbage))
    yield Deed(now - span(report["ago"]), report["fields"]["name"], partial(_refuse_report, report))


def _add_source(told: Told, session: Session, _logged: Logged) -> None:
    mapping = json.dumps(told.get("mapping", {}), ensure_ascii=False)
    create_source(session, **{**told, "mapping": mapping})


def _add_mailbox(told: Told, session: Session, _logged: Logged) -> None:
    create_mailbox(session, **told, enabled=False)


# ── what could not be taken ──────────────────────────────────────────────────────────────────────────────────────────


def _take_bounce(told: Told, session: Session, _logged: Logged) -> None:
    rows = session.reader.rows("SELECT id FROM mailbox WHERE name = :name", {"name": told["mailbox"]["name"]})
    take_mail(session, told["bounce"]["raw"].lstrip().encode(), place="sample/1/1", mailbox_id=rows[0][0])


def _take_garbage(told: Told, session: Session, _logged: Logged) -> None:
    take_alerts(session, _source_id(session, told["source"]), told["raw"].encode(), session.at)


def _refuse_report(told: Told, session: Session, _logged: Logged) -> None:
    """It is refused for a beginning that is ahead; tried again later, it is taken."""
    fields = Report(**told["fields"], since=clock.instant(session.at) + span(told["since"]))
    raw = raw_report(fields, (), "en", "sample")
    try:
        take_raw_report(session, raw)
    except Refused as refused:
        keep_dead_letter(
            session,
            kind=LetterKind.FORM,
            source=Channel.WEB_FORM,
            sender=fields.email,
            subject=fields.title,
            reason=str(refused),
            raw=raw,
        )


# ── alerts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _alert_deeds(told: Told, now: datetime) -> Iterator[Deed]:
    came = now - span(told["ago"])
    for time in range(told.get("times", 1)):
        yield Deed(came + timedelta(minutes=3 * time), told["source"], partial(_take, told, True))
    if "recovers" in told:
        yield Deed(came + span(told["recovers"]), told["source"], partial(_take, told, False))
    if "merge" in told:
        yield Deed(came + _LOOKED_AT, told["by"], partial(_merge, told))
    if "dismiss" in told:
        yield Deed(came + _LOOKED_AT, told["by"], partial(_dismiss, told))


def _take(told: Told, firing: bool, session: Session, _logged: Logged) -> None:
    payload = json.dumps(_payload(told, firing), ensure_ascii=False).encode()
    take_alerts(session, _source_id(session, told["source"]), payload, session.at)


def _source_id(session: Session, name: str) -> int:
    return int(session.reader.rows("SELECT id FROM alert_source WHERE name = :name", {"name": name})[0][0])


def _payload(told: Told, firing: bool) -> Mapping[str, Any]:
    if told["source"] == "Cold store sensors":
        event = {"text": told["title"], "level": told["severity"], "open": "yes" if firing else "no"}
        return {"event": event, "sensor": {"id": told["host"], "site": "Rotterdam"}}
    status = "firing" if firing else "resolved"
    labels = {"alertname": told["name"], "instance": told["host"], "severity": told["severity"]}
    said = {"summary": told["title"], "description": told["detail"]}
    alert = {"status": status, "labels": labels, "annotations": said}
    return {"version": "4", "status": status, "receiver": "desk", "alerts": [alert]}


def _merge(told: Told, session: Session, logged: Logged) -> None:
    merge(session, _alerts(session, told), titled(session, logged, told["merge"]).id)


def _dismiss(told: Told, session: Session, _logged: Logged) -> None:
    dismiss(session, _alerts(session, told), told["dismiss"])


def _alerts(session: Session, told: Told) -> list[int]:
    title = f"{told['name']}: {told['title']}"
    return [row[0] for row in session.reader.rows("SELECT id FROM alert WHERE title = :title", {"title": title})]
