"""The checklists by which a restored service is looked at, one for each type of service."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from incidentdesk.paths import resources


@dataclass(frozen=True, slots=True)
class ServiceChecklist:
    """`words` are parts of names of services by which the type is proposed."""

    name: str
    points: tuple[str, ...]
    words: tuple[str, ...]


def service_checklists() -> list[ServiceChecklist]:
    """In the order of their file; the first one fits any service."""
    with (resources() / "service_checklists.toml").open("rb") as file:
        told = tomllib.load(file)["type"]
    return [ServiceChecklist(each["name"], tuple(each["points"]), tuple(each["words"])) for each in told]


def proposed(checklists: Sequence[ServiceChecklist], service: str) -> ServiceChecklist:
    """The one whose words are in the name of a service, else the first; short words count as whole ones only."""
    name = service.casefold()
    whole = set(re.split(r"\W+", name))
    fits = (each for each in checklists if any(word in (name if len(word) > 3 else whole) for word in each.words))
    return next(fits, checklists[0])
