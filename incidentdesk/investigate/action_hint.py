"""The hint where all that is planned asks people to remember something (features.md I8)."""

import re
from collections.abc import Iterable

from incidentdesk.investigate.action_type import ActionType
from incidentdesk.language import _

# The weakest rung of the hierarchy of control (NIOSH); the VA National Center for Patient Safety calls training and
# policies "weaker actions" in its action hierarchy.
_REMINDERS = (ActionType.TRAINING, ActionType.POLICY)
_REMINDING_WORDS = re.compile(
    r"\b(remind\w*|training|train (the|all|every|our|new|staff)|retrain\w*|educat\w*|awareness|be (more )?careful"
    r"|pay (more )?attention|tell (everybody|everyone|staff)|erinner\w*|schul(en|ung\w*)|unterweis\w*|sensibilisier\w*"
    r"|aufpassen)\b",
    re.IGNORECASE,
)


def likely_type(type_: str, text: str) -> str:
    """The type of an action; where none was chosen, Training if its words only ask people to remember."""
    return type_ or (ActionType.TRAINING if _REMINDING_WORDS.search(text) else "")


def reminders_only(types: Iterable[str]) -> bool:
    """Whether people-reminders are all there is; dropped actions are not to be counted in.

    An action whose type is not known may be a strong one, so it keeps the hint away.
    """
    known = list(types)
    return bool(known) and all(each in _REMINDERS for each in known)


def reminder_hint() -> str:
    """The sentence that says so."""
    return _(
        "All that is planned asks people to remember something. Add one action that works without it: "
        "change the software, the configuration or the monitoring."
    )
