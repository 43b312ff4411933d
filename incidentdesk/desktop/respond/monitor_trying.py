"""A look at once, whose outcome is shown and not kept, and what else a monitor needs from this machine; for workers."""

from collections.abc import Mapping
from typing import Any

from incidentdesk import clock
from incidentdesk.desktop.vault import Vault
from incidentdesk.detect.check import Outcome, run_check
from incidentdesk.detect.monitor import MonitorKind
from incidentdesk.detect.monitor_list import monitor_of, secret_name
from incidentdesk.detect.monitor_option import checked_options, checked_target
from incidentdesk.language import _
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


def try_monitor(database: Any, vault: Vault, monitor_id: int) -> Outcome:
    """Look as the monitor is stored; raises Refused where it is gone or its password can't be read."""
    with database.read() as reader:
        looked = _as_stored(reader, monitor_id)
    secret = vault.secret_of(secret_name(looked["key"])) if looked["options"].get("user") else None
    return run_check(looked, secret=secret)


def try_facts(database: Any, vault: Vault, monitor_id: int, facts: Mapping[str, Any], secret: str) -> Outcome:
    """Look as it is typed; raises Refused for what its kind can't look at. An empty secret is the one that is kept."""
    kind = MonitorKind(facts["kind"])
    options = checked_options(kind, facts["options"])
    looked = {**facts, "target": checked_target(kind, facts["target"], options), "options": options}
    if options.get("user") and not secret and monitor_id:
        with database.read() as reader:
            secret = vault.secret_of(secret_name(_as_stored(reader, monitor_id)["key"])) or ""
    return run_check(looked, secret=secret or None)


def keep_secret(database: Any, vault: Vault, monitor_id: int, secret: str) -> None:
    with database.read() as reader:
        key = _as_stored(reader, monitor_id)["key"]
    vault.set_secret(secret_name(key), secret)


def heartbeat_address(database: Any, key: str) -> str:
    """Where a job calls; while the agent listens nowhere, this machine is named as if it did."""
    with database.read() as reader:
        host = str(setting_of(reader, "web_listen")) or "127.0.0.1"
        scheme = "https" if setting_of(reader, "web_tls_cert") else "http"
        port = setting_of(reader, "web_port")
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/beat/{key}"


def _as_stored(reader: Reader, monitor_id: int) -> dict[str, Any]:
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
