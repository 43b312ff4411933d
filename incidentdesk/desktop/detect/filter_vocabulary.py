"""What the filter field offers for each of its keys: the names that the desk knows."""

from collections.abc import Mapping
from typing import Any

from incidentdesk.desktop.detect.incident_commands import Offered, load_offered
from incidentdesk.prepare.known_names import KnownNames


def load_vocabulary(database: Any) -> Mapping[str, tuple[str, ...]]:
    """For a worker."""
    return vocabulary(load_offered(database))


def vocabulary(offered: Offered) -> dict[str, tuple[str, ...]]:
    names: KnownNames = offered.names
    below = tuple(dict.fromkeys(name for each in names.subcategories.values() for name in each))
    return {
        "assignee": names.staff, "reporter": names.people, "affected": names.people,
        "team": names.teams, "service": names.services,
        "category": names.categories, "subcategory": below, "tag": offered.tags, "code": offered.codes,
        "root-cause": offered.root_causes,
    }  # fmt: skip
