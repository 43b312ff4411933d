"""Who is behind a name and an address: one person, by however many ways they are told; namesakes are two.

A message knows its receiver by name and address only. Whoever has the address is meant; the name decides where several
have it, and where nobody has it any more, as long as one alone bears the name.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from incidentdesk.store.reading import Reader

_AT_ONCE = 400
_BY_NAME = (
    "SELECT 'person', id, name, name FROM person WHERE withdrawn_at IS NULL AND name IN ({marks})"
    " UNION SELECT 'contact', id, name, name FROM contact WHERE withdrawn_at IS NULL AND name IN ({marks})"
)
_BY_ADDRESS = (
    "SELECT 'person', id, name, email FROM person WHERE withdrawn_at IS NULL AND lower(email) IN ({marks})"
    " UNION SELECT 'person', p.id, p.name, m.address FROM contact_method m JOIN person p ON p.id = m.person_id"
    " WHERE m.withdrawn_at IS NULL AND p.withdrawn_at IS NULL AND lower(m.address) IN ({marks})"
    " UNION SELECT 'contact', c.id, c.name, m.address FROM contact_method m JOIN contact c ON c.id = m.contact_id"
    " WHERE m.withdrawn_at IS NULL AND c.withdrawn_at IS NULL AND lower(m.address) IN ({marks})"
)
_Known = dict[str, dict[str, str]]  # the receivers, each with its name, by the folded name or address


def receivers(reader: Reader, told: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Of each name with its address a text that is the same for what reaches the same person, contact or place."""
    wanted = set(told)
    by_name = _known(reader, _BY_NAME, {name for name, _address in wanted if name})
    by_address = _known(reader, _BY_ADDRESS, {address.lower() for _name, address in wanted if address})
    return {each: _receiver(*each, by_name, by_address) for each in wanted}


def _receiver(name: str, address: str, by_name: _Known, by_address: _Known) -> str:
    having = by_address.get(address.casefold(), {})
    meant = [who for who, known in having.items() if known.casefold() == name.casefold()]
    if len(meant) == 1 or len(having) == 1:
        return next(iter(meant or having))
    bearing = by_name.get(name.casefold(), {})
    if len(bearing) == 1 and not having:
        return next(iter(bearing))
    return f"address {address.casefold()}" if address else f"name {name.casefold()}"


def _known(reader: Reader, sql: str, wanted: Iterable[str]) -> _Known:
    found: _Known = defaultdict(dict)
    for some in _chunks(sorted(wanted)):
        marks = ", ".join(f":{mark}" for mark in some)
        for kind, record_id, name, key in reader.rows(sql.format(marks=marks), some):
            found[str(key).casefold()][f"{kind} {record_id}"] = str(name)
    return found


def _chunks(texts: list[str]) -> Iterator[dict[str, str]]:
    for start in range(0, len(texts), _AT_ONCE):
        yield {f"t{place}": text for place, text in enumerate(texts[start : start + _AT_ONCE])}
