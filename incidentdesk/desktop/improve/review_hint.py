"""Questions about what is written in a review; they never forbid anything."""

from collections.abc import Mapping, Sequence

from incidentdesk.investigate.whys_hints import blames
from incidentdesk.language import _


def hints_in(texts: Mapping[str, str], people: Sequence[str]) -> dict[str, str]:
    """A question for each section that lays it on somebody; thanks for what went well may name whom they are for."""
    return {
        name: _question(name)
        for name, text in texts.items()
        if text.strip() and blames(text, () if name == "went_well" else people)
    }


def _question(name: str) -> str:
    if name == "outside_message":
        return _("This names a person or somebody’s error. Names are left out of the version for outside.")
    return _("This names a person or somebody’s error. What made it the sensible thing to do at the time?")
