"""The buttons above a fishbone."""

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.command_strip import CommandStrip
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _


class FishboneStrip(CommandStrip):
    def __init__(self, desk: Desk, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(desk, subject, _("Fishbone"), parent)

    def fill(self) -> None:
        """Make the buttons; the commands must be known by then."""
        self.add_command("diagram.add_child", _("Cause"), "plus", primary=True)
        self.add_command("diagram.add_sibling", _("Sibling"), "cause-after")
        self.add_status()
        self.add_command("diagram.evidence", _("Evidence"), "evidence")
        self.add_command("diagram.rapid", _("Rapid"), "lightning")
        self.add_menu(
            _("Categories"), "category",
            ["diagram.category.add", "diagram.category.side", None, "diagram.category.set", "diagram.category.keep"],
        )  # fmt: skip
        self.add_menu(
            _("View"), "eye",
            ["diagram.level.1", "diagram.level.2", "diagram.level.3", "diagram.level.all", None, "diagram.isolate",
             "diagram.show_votes", None, "diagram.votes.hide", "diagram.votes.reveal", "diagram.votes.close",
             "diagram.votes.dots", "diagram.votes.clear"],
        )  # fmt: skip
        self.add_command("diagram.tidy", _("Tidy"), "tidy")
        self.add_zoom()
        self.add_export()
        self.add_command("diagram.why", _("5-Whys"), "whys")
        self.arrange()
