"""Payloads of watchers that a team runs itself: Zabbix, Uptime Kuma, Nagios and Icinga, Checkmk.

Zabbix, Nagios and Icinga send what their administrator writes into a script, so the names of their own macros and the
usual ones are understood. After the documentation of Zabbix media types, of Nagios macros, of Icinga 2 notification
commands, of Checkmk notification variables, and the source of Uptime Kuma's webhook.
"""

from typing import Any

from incidentdesk.detect.alert_told import NoNews, Told, fingerprint_of
from incidentdesk.detect.payload_value import (
    chosen,
    first_line,
    instant_in,
    instant_of,
    labels_of,
    lower_keys,
    text,
    value_at,
)
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_WELL = ("ok", "up", "recovery", "resolved")
_NOT_NEWS = (
    "acknowledgement", "flappingstart", "flappingstop", "flappingdisabled", "downtimestart", "downtimeend",
    "downtimecancelled", "downtimeremoved", "custom",
)  # fmt: skip


def read_zabbix(payload: Any) -> list[Told]:
    """A problem or its end; raises Refused where no trigger or event is named."""
    if not isinstance(payload, dict):
        raise Refused(_("It is no object, as a media type of Zabbix sends it."))
    facts = lower_keys(payload)
    name = text(facts, "trigger", "trigger_name", "event_name", "name", "problem", "subject", "alert_subject")
    if not name:
        raise Refused(_("It has no “trigger” or “event_name”. Put {EVENT.NAME} into the parameters of the media type."))
    host = text(facts, "hostname", "host", "host_name", "host.name")
    status = text(facts, "status", "trigger_status", "event_status", "event_value", "value").lower()
    well = status in (*_WELL, "0")
    key = text(facts, "trigger_id", "triggerid") or _number_in(text(facts, "link", "url"), "triggerid=")
    return [
        Told(
            fingerprint=fingerprint_of("trigger " + key) if key else fingerprint_of("", host, name),
            firing=not well,
            title=first_line(name),
            detail=text(facts, "message", "alert_message", "description", "trigger_description", "item", "opdata"),
            severity=text(facts, "severity", "trigger_severity", "event_severity"),
            host=host,
            service=text(facts, "service"),
            labels=labels_of(
                chosen(facts, ("item", "status", "severity", "event_id", "eventid", "host_group", "ip")),
                {"tags": text(facts, "event_tags", "tags")},
            ),
            link=text(facts, "link", "url", "zabbix_url"),
            started_at=None if well else _zabbix_time(facts),
        )
    ]


def _zabbix_time(facts: dict[str, Any]) -> int | None:
    written = f"{text(facts, 'event_date', 'date')} {text(facts, 'event_time', 'time')}"
    return instant_in(facts, "timestamp", "clock", "event_time") or instant_of(written)


def _number_in(link: str, mark: str) -> str:
    digits = link.partition(mark)[2].partition("&")[0]
    return digits if digits.isascii() and digits.isdigit() else ""


def read_uptime_kuma(payload: Any) -> list[Told]:
    """A heartbeat of a monitor; raises Refused for a test and for one that is neither up nor down."""
    heartbeat, monitor = value_at(payload, "heartbeat"), value_at(payload, "monitor")
    if not isinstance(heartbeat, dict):
        if isinstance(payload, dict) and "heartbeat" in payload:
            said = first_line(text(payload, "msg"), 120) or "—"
            raise NoNews(_("It is a test of Uptime Kuma or a message about no check: {said}").format(said=said))
        raise Refused(_("It has no “heartbeat”, as Uptime Kuma sends it."))
    status = text(heartbeat, "status")
    if status not in ("0", "1"):
        raise Refused(_("Its “heartbeat.status” is neither 0 (down) nor 1 (up)."))
    name = text(monitor, "pathName", "name") or text(heartbeat, "monitorID")
    well = status == "1"
    at = instant_in(heartbeat, "time")
    said = text(heartbeat, "msg")
    address = text(monitor, "hostname") or (
        "" if text(monitor, "url") in ("http://", "https://") else text(monitor, "url")
    )
    return [
        Told(
            fingerprint=fingerprint_of("monitor " + (text(heartbeat, "monitorID") or text(monitor, "id") or name)),
            firing=not well,
            title=first_line(f"{name}: {said}" if said else name),
            detail=text(payload, "msg") or said,
            host=address,
            service=text(monitor, "name"),
            labels=labels_of(
                chosen(monitor, ("type", "port", "method")),
                {"url": text(monitor, "url"), "timezone": text(heartbeat, "timezone")},
                _kuma_tags(monitor),
            ),
            link=text(monitor, "url"),
            started_at=None if well else at,
            ended_at=at if well else None,
        )
    ]


def _kuma_tags(monitor: Any) -> dict[str, str]:
    tags = value_at(monitor, "tags")
    return {text(each, "name"): text(each, "value") or "✓" for each in tags} if isinstance(tags, list) else {}


def read_nagios(payload: Any) -> list[Told]:
    """A notification with the names of the macros of Nagios or of Icinga 2, or those of Checkmk.

    Raises Refused where no host is named, and for what tells no change of state, as an acknowledgement.
    """
    if not isinstance(payload, dict):
        raise Refused(_("It is no object with the macros of the notification."))
    facts = _macros(payload)
    host = text(facts, "hostname", "hostalias", "hostdisplayname", "host", "hostaddress")
    if not host:
        raise Refused(_("It names no host. Put HOSTNAME into what the notification command sends."))
    kind = text(facts, "notificationtype", "type").lower().replace("_", "")
    if kind.partition(" ")[0] in _NOT_NEWS:
        raise NoNews(_("It is a notice of the kind “{kind}” and tells no change of state.").format(kind=kind))
    service = text(facts, "servicedesc", "servicedescription", "servicename", "service", "servicedisplayname")
    state = text(facts, "servicestate") if service else text(facts, "hoststate")
    state = state or text(facts, "state", "status", "servicestate", "hoststate")
    well = kind == "recovery" or state.lower() in _WELL
    output = text(facts, "serviceoutput") if service else text(facts, "hostoutput")
    output = output or text(facts, "output", "serviceoutput", "hostoutput")
    at = instant_in(facts, "lastservicestatechange" if service else "laststatechange", "lasthoststatechange")
    at = at or instant_in(facts, "timet", "microtime", "shortdatetime", "longdatetime", "date")
    title = f"{host} · {service}" if service else host
    return [
        Told(
            fingerprint=fingerprint_of("", text(facts, "site", "omdsite"), host, service),
            firing=not well,
            title=first_line(text(facts, "summary") or f"{title}: {state}" + (f" · {output}" if output else "")),
            detail="\n".join(
                part for part in (output, text(facts, "longserviceoutput", "longhostoutput", "longoutput")) if part
            ),
            severity=text(facts, "severity") or state,
            host=host,
            service=service,
            labels=chosen(
                facts,
                (
                    "notificationtype",
                    "event",
                    "hostaddress",
                    "address",
                    "hostgroupnames",
                    "servicegroupnames",
                    "checkcommand",
                    "site",
                    "what",
                ),
            ),
            link=text(facts, "url", "serviceurl", "hosturl", "serviceactionurl", "hostactionurl"),
            started_at=None if well else at,
            ended_at=at if well else None,
        )
    ]


def _macros(payload: dict[str, Any]) -> dict[str, Any]:
    """$SERVICEDESC$, NAGIOS_SERVICEDESC, NOTIFY_SERVICEDESC, service_desc and service.desc are the same."""
    plain = {}
    for name, value in payload.items():
        word = str(name).strip("$ ").lower()
        for prefix in ("nagios_", "icinga_", "notify_"):
            word = word.removeprefix(prefix)
        plain[word.replace("_", "").replace(".", "").replace(" ", "").replace("-", "")] = value
    return plain
