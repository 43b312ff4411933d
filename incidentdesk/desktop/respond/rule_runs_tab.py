"""What the rules have done: each run with its incident, the newest first."""

from PySide6.QtCore import Signal

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane, count_text
from incidentdesk.desktop.respond.rule_columns import RUN_COLUMNS
from incidentdesk.detect.number import number
from incidentdesk.language import _, ngettext
from incidentdesk.respond.rule_list import Run, runs

_MOST = 2_000


def _state(row: Run) -> str:
    return " ".join(word for word, holds in ((_("failed"), row.failed), (_("late"), row.late)) if holds)


def _counted(count: int) -> str:
    said = count_text(ngettext("{count} run", "{count} runs", count), count)
    return _("The newest {runs}").format(runs=said) if count >= _MOST else said


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Runs of rules"),
        icon="history",
        columns=RUN_COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: runs(reader, limit=_MOST),
        nouns=frozenset({"rule_run", "rule", "incident"}),
        searched=lambda row: f"{row.rule} {number(row.incident_id)} {row.title} {' '.join(row.done)} {_state(row)}",
        counted=_counted,
        placeholder=_("A rule, an incident, what was done, failed, late"),
        nothing=_("No rule has done anything yet"),
        teaching=_("Whatever a rule does stands here, and in the timeline of the incident. Switch a rule on to begin."),
        making="",
        offered=("automation.open", "automation.show_rule"),
        menu=("automation.open", "automation.show_rule", None, "edit.copy"),
        scope="automation",
        page_menu="automation",
    )


class RuleRunsTab(TablePane):
    """Enter goes to the incident of a run. Emits `rule_wanted` with the id of the rule of a run."""

    rule_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        text, run = _("Show the &rule"), self._show_rule
        action = Action(
            "automation.show_rule", text, run, "rule", ("E",), "automation", "automation", 20, self.why_no_row
        )
        desk.registry.add(action, self.table)
        self.declare()

    def open_row(self, row: Run) -> None:
        self.opened.emit(number(row.incident_id))

    def show_only(self, text: str) -> None:
        """Only the runs in which these words stand."""
        self.filter.set_text(text)

    def _show_rule(self) -> None:
        self.rule_wanted.emit(self.table.current().rule_id)
