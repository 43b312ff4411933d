"""Asking before proposed SLAs and calendars become those in force."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.language import _, isolated
from incidentdesk.measure.sla_proposal import Proposal
from incidentdesk.measure.sla_today import CALENDAR, SLA, Today, change_lines

_WIDTH, _HEIGHT = 640, 420


class SlaAdoptSheet(Sheet):
    """Accepted, the proposal is to be written; `effect` is what becomes of open incidents, "" where it is not known."""

    def __init__(
        self, desk: Desk, today: Today, proposal: Proposal, effect: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk.theme, _("Adopt these changes"), parent)
        self.heading = QLabel(_("Let these be in force from now on?"), wordWrap=True)
        self.changes = QLabel(_changes_text(today, proposal), wordWrap=True)
        self.changes.setTextFormat(Qt.TextFormat.PlainText)
        self.changes.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.changes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sentence = QLabel(
            " ".join(filter(None, (
                effect,
                _("Clocks that are running follow at once. What has ended stays as it was judged. Undo brings today's"
                  " SLAs and calendars back."),
            ))),
            wordWrap=True,
        )  # fmt: skip
        self.body.addWidget(self.heading)
        self.body.addWidget(scrolling(self.changes, _("What is written")), 1)
        self.body.addWidget(self.sentence)
        role = QDialogButtonBox.ButtonRole
        self.keep = self.add_button(_("&Leave as it is"), role.RejectRole)
        self.adopt = self.add_button(_("&Adopt"), role.AcceptRole, primary=True, description=_("Write all of it"))
        self.fit(_WIDTH, _HEIGHT)
        self.dress()

    def dress(self) -> None:
        super().dress()
        self.heading.setFont(self.theme.font("h2"))
        self.sentence.setFont(self.theme.font("small"))
        self.theme.tint(self.sentence, "text2")


def _changes_text(today: Today, proposal: Proposal) -> str:
    """Each record with what it is today and as proposed."""
    parts = []
    for noun, label, proposed in (
        (CALENDAR, _("Calendar {name}"), proposal.calendars),
        (SLA, _("SLA {name}"), proposal.slas),
    ):
        for key, facts in proposed.items():
            before = today.facts(noun, key)
            name = str({**facts, **before}.get("name", ""))
            title = label.format(name=isolated(name))
            heading = title if before else _("{record} (new)").format(record=title)
            parts.append("\n".join([heading, *(f"    {line}" for line in change_lines(before, facts))]))
    return "\n\n".join(parts)
