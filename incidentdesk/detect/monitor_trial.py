"""What a look at once is to look at: a monitor as it is stored, or as it is typed before it is saved.

Nothing of such a look is kept.
"""

from collections.abc import Mapping
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.monitor import MonitorKind
from incidentdesk.detect.monitor_list import monitor_of
from incidentdesk.detect.monitor_option import checked_options, checked_target
from incidentdesk.language import _, isolated
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


def stored_check(reader: Reader, monitor_id: int) -> dict[str, Any]:
    """What `run_check` takes, with the key of the monitor; raises Refused where it is gone."""
    now = clock.stored(clock.now())
    row = monitor_of(reader, monitor_id, now)
    if row is None:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    place = reader.rows("SELECT place FROM monitor_state WHERE monitor_id = :id", {"id": monitor_id})
    return {
        "key": row.key, "kind": row.kind, "target": row.target, "options": row.options, "timeout": row.timeout,
        "inside_allowed": row.inside_allowed, "interval": row.interval, "beat_at": row.beat_at, "now": now,
        "watched_from": 0, "place": place[0][0] if place else "",
    }  # fmt: skip


def typed_check(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same of facts that were typed; raises Refused for what their kind can't look at."""
    kind = MonitorKind(facts["kind"])
    if kind == MonitorKind.HEARTBEAT:
        raise Refused(_("A heartbeat waits for a call; there is nothing to look at before one came."))
    options = checked_options(kind, facts.get("options") or {})
    return {**facts, "options": options, "target": checked_target(kind, facts.get("target") or "", options)}


def heartbeat_address(reader: Reader, key: str) -> str:
    """Where a job calls; while the agent listens nowhere, this machine is named as if it did."""
    host = str(setting_of(reader, "web_listen")) or "127.0.0.1"
    scheme = "https" if setting_of(reader, "web_tls_cert") else "http"
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{setting_of(reader, 'web_port')}/beat/{key}"


def heartbeat_hint(reader: Reader, key: str) -> str:
    """Where a job calls, and whether anybody would hear it."""
    told = _("Is called at {address}").format(address=isolated(heartbeat_address(reader, key)))
    if setting_of(reader, "web_listen"):
        return told
    return f"{told}. " + _("The agent does not listen yet; say in the settings where it does.")
