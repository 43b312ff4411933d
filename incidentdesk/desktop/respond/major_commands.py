"""Proposing, accepting, rejecting and demoting a major incident, from the incident's page and from its command view."""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog, LineDialog
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _


class MajorCommands(QObject):
    """`owner` is the page to which the commands are bound; it shows what is known through `show_major`."""

    def __init__(self, desk: Desk, incident_id: int, owner: QWidget, why_nothing: Callable[[], str]) -> None:
        super().__init__(owner)
        self._desk, self._id, self._owner, self._why_nothing = desk, incident_id, owner, why_nothing
        self.major: Any = None  # a respond.major_step.Major, as soon as it is read
        self.triggers: tuple[Any, ...] = ()
        desk.registry.add_all(self._actions(), owner)
        if "incident.major" in desk.registry.ids():
            desk.registry.bind(owner, "incident.major", self.toggle, self._why_no_change)

    def _actions(self) -> Iterator[Action]:
        for key, text, run, why in (
            ("propose", _("Pr&opose as a major incident…"), self.propose, self.why_not_propose),
            ("accept", _("Acc&ept as a major incident…"), self.accept, self.why_not_accept),
            ("reject", _("Re&ject the proposal…"), self.reject, self.why_not_reject),
            ("demote", _("De&mote to an ordinary incident…"), self.demote, self.why_not_demote),
        ):
            yield Action(
                f"major.{key}", text, run, icon="major", scope="incident", menu="incident/respond", section=60,
                why_disabled=why, synonyms=_("major incident candidate qualifiers"),
            )  # fmt: skip

    def know(self, major: Any, triggers: tuple[Any, ...]) -> None:
        self.major, self.triggers = major, triggers
        self._desk.registry.refresh()

    @property
    def state(self) -> str:
        return self.major.state or "" if self.major is not None else ""

    @property
    def candidate(self) -> bool:
        """Whether a rule says that somebody should propose it, and nobody has decided yet."""
        return bool(self.triggers) and self.major is not None and self.major.state is None

    # -- why not

    def why_not_propose(self) -> str:
        why = self._why_no_change()
        if why or self.major is None:
            return why
        if self.major.major:
            return _("It is a major incident already.")
        if self.state == "Proposed":
            return _("It is proposed already. What is missing is a decision.")
        return "" if self.major.incident_state in OPEN_STATES else _("Only an open incident can be proposed as major.")

    def why_not_accept(self) -> str:
        why = self._why_no_change()
        if not why and self.major.major:
            return _("It is a major incident already.")
        return why

    def why_not_reject(self) -> str:
        why = self._why_no_change()
        return why or ("" if self.state == "Proposed" else _("Nobody has proposed it as a major incident."))

    def why_not_demote(self) -> str:
        why = self._why_no_change()
        return why or ("" if self.major.major else _("It is no major incident."))

    def _why_no_change(self) -> str:
        return self._why_nothing() or self._why_unknown()

    def _why_unknown(self) -> str:
        return "" if self.major is not None else _("The incident is not shown yet.")

    # -- doing

    def toggle(self) -> None:
        """Major, or no more: both ask for a reason."""
        if self.major.major:
            self.demote()
        else:
            self.accept()

    def propose(self) -> None:
        from incidentdesk.desktop.respond.major_dialog import MajorDialog
        from incidentdesk.respond.major_step import propose

        dialog = MajorDialog(
            self._desk,
            _("Propose {number} as a major incident").format(number=number(self._id)),
            _("Propose"),
            said=self._suggested(),
            reason_label=_("&Reason (may stay empty)"),
            parent=self._owner.window(),
        )
        self._ask(
            dialog,
            lambda session: propose(
                session, self._id, qualifiers=dialog.qualifiers(), reason=dialog.reason.text().strip()
            ),
            _("{number} proposed as a major incident"),
        )

    def accept(self) -> None:
        from incidentdesk.desktop.respond.major_dialog import MajorDialog
        from incidentdesk.respond.major_step import accept

        proposed = self.state == "Proposed"
        dialog = MajorDialog(
            self._desk,
            _("Accept {number} as a major incident").format(number=number(self._id)),
            _("Accept as major"),
            said=self.major.qualifiers if proposed else self._suggested(),
            reason_label=_("&Reason (may stay empty)") if proposed else _("&Reason"),
            proposed=proposed,
            parent=self._owner.window(),
        )
        self._ask(
            dialog,
            lambda session: accept(
                session, self._id, reason=dialog.reason.text().strip(), qualifiers=dialog.qualifiers()
            ),
            _("{number} is a major incident"),
        )

    def _suggested(self) -> dict[str, str]:
        """What the rules that hold have to say to the qualifiers."""
        return {each.qualifier: _bare(each.sentence) for each in self.triggers}

    def reject(self) -> None:
        from incidentdesk.respond.major_step import reject

        dialog = self._line(
            _("{number} is no major incident"), _("&Why is it not major?"), _("Reject"), _("Say why it is not major.")
        )
        self._ask(
            dialog, lambda session: reject(session, self._id, reason=dialog.line.text()), _("{number} is not major")
        )

    def demote(self) -> None:
        from incidentdesk.respond.major_step import demote

        dialog = self._line(
            _("Treat {number} as an ordinary incident"),
            _("&Why is it no major incident any more?"),
            _("Demote"),
            _("Say why it is no major incident any more."),
        )
        self._ask(dialog, lambda session: demote(session, self._id, reason=dialog.line.text()), _("{number} demoted"))

    def _line(self, title: str, label: str, verb: str, missing: str) -> LineDialog:
        return LineDialog(
            self._desk, title.format(number=number(self._id)), label, verb, missing, parent=self._owner.window()
        )

    def _ask(self, dialog: GestureDialog, act: Callable[[Any], Any], said: str) -> None:
        """Do it when the dialog has what it needs; it stays open until it is saved."""
        text = said.format(number=number(self._id))
        dialog.wanted.connect(
            lambda: write(
                self._desk, dialog, act, text, then=lambda _none: dialog.accept(), failed=dialog.fail, toast=True
            )
        )
        dialog.open()


def _bare(sentence: str) -> str:
    """Without the marks around what people have named, which are for sentences and not for fields."""
    return sentence.replace("\u2068", "").replace("\u2069", "")
