"""The ways between an incident or a problem, its fishbone, its 5-Whys and its review, by key, menu and palette."""

from collections.abc import Callable, Iterator

from incidentdesk.desktop.actions import Action
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.language import _


def ways(
    noun: str,
    subject: Callable[[], Subject],
    go: Callable[[str], None],
    *,
    here: str = "",
    why_absent: Callable[[], str] = lambda: "",
) -> Iterator[Action]:
    """`go` gets the reference to open; `here` is the way that has been gone already: "fishbone", "whys" or "review".

    `subject` is asked when a command is given, and only while `why_absent` says nothing.
    """
    for key, text, keys, said, synonyms in (
        ("fishbone", _("Open the &fishbone"), "Ctrl+Shift+B", _("The fishbone is open already."),
         _("root cause analysis ishikawa cause and effect diagram")),
        ("whys", _("Open the &5-Whys"), "Ctrl+Shift+W", _("The 5-Whys is open already."),
         _("root cause analysis five whys why tree")),
        ("review", _("Open the &review"), "Ctrl+Shift+R", _("The review is open already."),
         _("post-incident review postmortem pir")),
    ):  # fmt: skip
        why = said if key == here else ""
        if key == "review" and noun != INCIDENT:
            why = _("Only an incident has a review.")
        yield Action(
            f"analysis.{key}", text, lambda key=key: go(f"{subject().number}/{key}"), icon=key, shortcuts=(keys,),
            scope="incident", menu="analysis", section=1, synonyms=synonyms,
            why_disabled=lambda why=why: why or why_absent(),
        )  # fmt: skip
