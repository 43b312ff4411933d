"""The states of a known error: only what is published is offered to others."""

from enum import StrEnum

from incidentdesk.language import N_, _


class KnownErrorState(StrEnum):
    DRAFT = "Draft"
    PUBLISHED = "Published"
    RETIRED = "Retired"


FOLLOWING: dict[KnownErrorState, tuple[KnownErrorState, ...]] = {
    KnownErrorState.DRAFT: (KnownErrorState.PUBLISHED, KnownErrorState.RETIRED),
    KnownErrorState.PUBLISHED: (KnownErrorState.RETIRED, KnownErrorState.DRAFT),
    KnownErrorState.RETIRED: (KnownErrorState.PUBLISHED, KnownErrorState.DRAFT),
}

# For the catalogue of translations: the values are stored in English and shown through `_`.
_SHOWN = (N_("Draft"), N_("Published"), N_("Retired"))


def known_error_number(known_error_id: int) -> str:
    """KE-0002."""
    return f"KE-{known_error_id:04d}"


def why_not_follow(before: str, after: str) -> str:
    """Why a state can't follow on another, as a sentence; "" where it can."""
    if before == after:
        return _("The known error is {state} already.").format(state=_(after))
    return "" if after in FOLLOWING[KnownErrorState(before)] else _("That is no state of a known error.")
