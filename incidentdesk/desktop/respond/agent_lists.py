"""What stands beside the jobs of the agent: what is late, what comes, what is listened to, when nobody watched."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from incidentdesk.agent.health import Box, Gap, Health
from incidentdesk.agent.jobs import MINUTE
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.leading import lead
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.desktop.widgets.two_line_list import TwoLineList
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated, ngettext

# A long silence can leave thousands behind it; the sentence counts all of them.
_MOST_LATE = 200


class AgentLists(QWidget):
    """Emits `opened(reference)`, and `asked` when somebody wants to decide on what is late."""

    opened = Signal(str)
    asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        theme = desk.theme
        self._shown: tuple[Any, ...] = ()
        self._titles: list[QLabel] = []
        self._quiet: list[QLabel] = []
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 4, 8)
        self._column.setSpacing(4)
        self.late = self._add_list(_("Late"), most=5)
        self.late_said = self._add_text()
        self.decide = Button(theme, _("Decide what becomes of it…"), "clock", description=_("Send it, or only note it"))
        self.decide.clicked.connect(self.asked)
        self._column.addWidget(self.decide)
        self.reports = self._add_list(_("Reports that come"), most=4)
        self.reports_said = self._add_text()
        self.gaps = self._add_list(_("When nobody watched"), most=5)
        self.gaps_said = self._add_text()
        self._add_title(_("Where the agent listens"))
        self.listening = self._add_text()
        self._column.addStretch(1)
        self.area = scrolling(inner, _("What is late, what comes, and when nobody watched"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        self.late.opened.connect(self._go)
        theme.changed.connect(self.dress)
        self.dress()

    def _add_title(self, text: str) -> None:
        label = QLabel(text)
        self._titles.append(label)
        if self._column.count():
            self._column.addSpacing(8)
        self._column.addWidget(label)

    def _add_list(self, title: str, most: int) -> TwoLineList:
        self._add_title(title)
        shown = TwoLineList(self._desk.theme, title, most=most)
        self._column.addWidget(shown)
        return shown

    def _add_text(self) -> QLabel:
        label = QLabel(wordWrap=True)
        self._quiet.append(label)
        self._column.addWidget(label)
        return label

    # -- showing

    def show_health(self, found: Health) -> None:
        """Show all of it; what was chosen in a list stays chosen. What has not changed is not made anew."""
        shown = (
            found.late,
            found.works,
            found.reports,
            found.gaps,
            found.mailboxes,
            found.listening,
            found.at // MINUTE,
        )
        if shown == self._shown:
            return
        self._shown = shown
        self._show_late(found)
        self._show_reports(found)
        self._show_gaps(found)
        lines = [found.listening or _("It listens for nothing: no address was chosen in the settings.")]
        lines += [self._box(box, found.at) for box in found.mailboxes]
        self._say(self.listening, "\n".join(lines))

    def _box(self, box: Box, now: int) -> str:
        if box.trouble:
            return _("Mailbox {name}: {reason}").format(name=isolated(box.name), reason=box.trouble)
        if box.looked_at is None:
            return _("Mailbox {name}: not looked at yet").format(name=isolated(box.name))
        at = moment.day_and_time(box.looked_at, now, self._desk.zone)
        return _("Mailbox {name}: last look {time}").format(name=isolated(box.name), time=at)

    def _show_late(self, found: Health) -> None:
        at = found.at
        items = [
            {
                "key": each.incident_id,
                "head": each.kind,
                "text": each.text,
                "note": moment.day_and_time(each.due_at, at, self._desk.zone),
                "late": True,
            }
            for each in found.late[:_MOST_LATE]
        ]
        self.late.show_items(items)
        count = len(found.late)
        if not count:
            said = _("Nothing is late.")
        elif found.works:
            said = ngettext("{n} thing is sent next, with a mark that it is late.",
                            "{n} things are sent next, with a mark that they are late.", count)  # fmt: skip
        else:
            said = ngettext("{n} thing would be sent as soon as a program works, with a mark that it is late.",
                            "{n} things would be sent as soon as a program works, with a mark that they are late.",
                            count)  # fmt: skip
        self._say(self.late_said, said.format(n=count))
        self.decide.setVisible(bool(count))

    def _show_reports(self, found: Health) -> None:
        items = [
            {"key": each.name, "head": moment.day_and_time(each.due_at, found.at, self._desk.zone), "text": each.name}
            for each in found.reports
        ]
        self.reports.show_items(items)
        self._say(self.reports_said, "" if items else _("No report is made by itself."))

    def _show_gaps(self, found: Health) -> None:
        items = [self._gap(each, found.at) for each in found.gaps]
        self.gaps.show_items(items)
        said = "" if items else _("Within seven days there was no gap, as far as anybody has watched.")
        self._say(self.gaps_said, said)

    def _gap(self, gap: Gap, now: int) -> dict[str, Any]:
        zone = self._desk.zone
        until = _("until now") if gap.until_at is None else moment.day_and_time(gap.until_at, now, zone)
        return {
            "key": gap.from_at,
            "head": _("Not watched"),
            "text": _("{start} – {end}").format(start=moment.day_and_time(gap.from_at, now, zone), end=until),
            "note": moment.length((gap.until_at or now) - gap.from_at),
            "late": gap.until_at is None,
        }

    def _say(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setAccessibleName(text)
        label.setVisible(bool(text))

    def _go(self, incident_id: int | None) -> None:
        if incident_id:
            self.opened.emit(number(incident_id))
        else:
            self.opened.emit("outbox")

    def panes(self) -> list[QWidget]:
        """The first list in which something stands."""
        return [each for each in (self.late, self.reports, self.gaps) if each.count()][:1]

    def dress(self) -> None:
        theme = self._desk.theme
        for label in self._titles:
            label.setFont(theme.font("strong"))
            lead(label)
        for label in self._quiet:
            theme.tint(label, "text2")
            lead(label)
