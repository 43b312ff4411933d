"""Reading outlets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.store.reading import Reader, Row

_COLUMNS = "SELECT id, key, name, kind, options, enabled, fallback, version FROM outlet WHERE withdrawn_at IS NULL"


@dataclass(frozen=True, slots=True)
class OutletRow:
    """An outlet with what is not secret about it; `fallback` is the key of another one."""

    id: int
    key: str
    name: str
    kind: str
    options: Mapping[str, Any]
    enabled: bool
    fallback: str
    version: int

    @property
    def secret_name(self) -> str:
        """Under which its password or address is kept; see `prepare/secret`."""
        return secret_name(self.key)


def secret_name(key: str) -> str:
    return f"outlet {key}"


def outlets(reader: Reader) -> list[OutletRow]:
    """All outlets by their names, also those that are switched off."""
    return [_outlet(row) for row in reader.rows(f"{_COLUMNS} ORDER BY lower(name), id")]


def outlet_of(reader: Reader, outlet_id: int) -> OutletRow | None:
    rows = reader.rows(f"{_COLUMNS} AND id = :id", {"id": outlet_id})
    return _outlet(rows[0]) if rows else None


def _outlet(row: Row) -> OutletRow:
    outlet_id, key, name, kind, options, enabled, fallback, version = row
    return OutletRow(outlet_id, key, name, kind, json.loads(options), bool(enabled), fallback, version)
