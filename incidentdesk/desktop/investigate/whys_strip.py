"""The buttons above a 5-Whys."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.command_strip import CommandStrip
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import _

_LONGEST = 48


class WhysStrip(CommandStrip):
    """`start_wanted(key)` for a branch that is to stand alone, the empty text for the whole tree."""

    start_wanted = Signal(str)

    def __init__(self, desk: Desk, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(desk, subject, _("5-Whys"), parent)
        self._starts: QMenu | None = None
        self._graph, self._branch, self._everything = CauseGraph(), EFFECT, False

    def fill(self) -> None:
        """Make the buttons; the commands must be known by then."""
        self.add_command("diagram.add_child", _("Why"), "plus", primary=True)
        self.add_command("diagram.add_sibling", _("Sibling"), "cause-after")
        self.add_command("diagram.gate", _("Gate"), "gate")
        self.add_status()
        self.add_command("diagram.evidence", _("Evidence"), "evidence")
        self.add_command("diagram.measure", _("Counter-measure"), "action")
        self.add_command("diagram.read_back", _("Read back"), "read-back")
        self.add_command("diagram.everything", _("All causes"), "chains")
        self._starts = self.add_menu(_("Start from"), "isolate", ())
        self._starts.aboutToShow.connect(self._offer_starts)
        self.add_zoom()
        self.add_export()
        self.add_command("diagram.why", _("Fishbone"), "fishbone")
        self.arrange()

    def show_graph(self, graph: CauseGraph, branch: str, everything: bool) -> None:
        self._graph, self._branch, self._everything = graph, branch, everything

    def _offer_starts(self) -> None:
        """The whole tree, then every answer to the first why."""
        menu = self._starts
        menu.clear()
        starts = [(EFFECT, _("The problem: the whole tree"))]
        starts += [(each.key, _short(each.text)) for each in self._graph.answers(EFFECT, everything=self._everything)]
        if self._branch in self._graph.causes and self._branch not in dict(starts):
            starts.append((self._branch, _short(self._graph.causes[self._branch].text)))
        for key, text in starts:
            action = menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(key == self._branch)
            action.triggered.connect(lambda _checked=False, key=key: self.start_wanted.emit(key))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
