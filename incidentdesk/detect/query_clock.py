"""Queries whose answer becomes another one by itself, because the clocks of SLAs run on."""

from incidentdesk.detect.query import All, Either, Filter, Not, Query, Term, Value

_KEYS = frozenset({"sla", "due"})


def goes_by_clocks(query: Query) -> bool:
    """Whether it asks for how incidents stand against their SLAs, or orders by it."""
    return any(order.key == "due" for order in query.sort) or any(map(_asks, query.terms))


def _asks(term: Term) -> bool:
    match term:
        case Filter(key, values):
            return key in _KEYS or (key == "is" and Value("overdue") in values)
        case Not(inner):
            return _asks(inner)
        case All(terms) | Either(terms):
            return any(map(_asks, terms))
        case _:
            return False
