"""A look at once, whose outcome is shown and not kept, and what else a monitor needs from this machine; for workers."""

from collections.abc import Mapping
from typing import Any

from incidentdesk.desktop.vault import Vault
from incidentdesk.detect.check import Outcome, run_check
from incidentdesk.detect.monitor_list import secret_name
from incidentdesk.detect.monitor_trial import heartbeat_address, stored_check, typed_check


def try_monitor(database: Any, vault: Vault, monitor_id: int) -> Outcome:
    """Look as the monitor is stored; raises Refused where it is gone or its password can't be read."""
    with database.read() as reader:
        looked = stored_check(reader, monitor_id)
    return run_check(looked, secret=_kept_secret(vault, looked))


def try_facts(database: Any, vault: Vault, monitor_id: int, facts: Mapping[str, Any], secret: str) -> Outcome:
    """Look as it is typed; raises Refused for what its kind can't look at. An empty secret is the one that is kept."""
    looked = typed_check(facts)
    if not secret and monitor_id:
        with database.read() as reader:
            key = stored_check(reader, monitor_id)["key"]
        secret = _kept_secret(vault, {**looked, "key": key}) or ""
    return run_check(looked, secret=secret or None)


def keep_secret(database: Any, vault: Vault, monitor_id: int, secret: str) -> None:
    with database.read() as reader:
        key = stored_check(reader, monitor_id)["key"]
    vault.set_secret(secret_name(key), secret)


def address_of(database: Any, key: str) -> str:
    """Where the job of a heartbeat calls."""
    with database.read() as reader:
        return heartbeat_address(reader, key)


def _kept_secret(vault: Vault, looked: Mapping[str, Any]) -> str | None:
    return vault.secret_of(secret_name(looked["key"])) if looked["options"].get("user") else None
