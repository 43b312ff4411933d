"""Ways to take the wanted part out of a cell. They have names, because a pattern from a file could hang the program."""

from collections.abc import Callable


def _last_of_path(text: str) -> str:
    """https://status.example.com/incidents/abc → abc"""
    return text.rstrip("/").rsplit("/", 1)[-1]


def _affected(text: str) -> str:
    """This incident affected: Character.AI. → Character.AI"""
    named = text.split(" affected:", 1)[-1].strip()
    return named.removesuffix(".").split(" (", 1)[0]


def _leading_number(text: str) -> str:
    """GLPI writes large numbers with spaces: 1 234 → 1234"""
    return "".join(text.split())


TRIMMINGS: dict[str, Callable[[str], str]] = {
    "last-of-path": _last_of_path,
    "affected": _affected,
    "no-spaces": _leading_number,
}
