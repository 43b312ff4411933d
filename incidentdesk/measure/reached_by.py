"""How somebody is reached, as it stands on paper that is read when the screens are dark."""

from collections.abc import Iterable

from incidentdesk.language import _
from incidentdesk.prepare.contact_list import Method
from incidentdesk.prepare.contact_method import Means
from incidentdesk.prepare.contact_method_change import WayToReach
from incidentdesk.prepare.reach import Address

_RINGS = frozenset({Means.MOBILE, Means.PHONE, Means.PAGER})


def reached_by(ways: Iterable[WayToReach | Method | Address]) -> str:
    """ "Mobile: 0151 1 day and night", a way a line; what rings comes first, for mail may be what is down."""
    first = sorted(ways, key=lambda way: way.means not in _RINGS)
    return "\n".join(f"{_(way.means)}: {way.address} {getattr(way, 'note', '')}".rstrip() for way in first)
