"""All known errors."""

from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.known_error_dialog import moving, open_known_error_dialog
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.state_mark import KNOWN_ERROR_MARK
from incidentdesk.language import N_, _, ngettext
from incidentdesk.prepare.known_error_change import withdraw_known_error
from incidentdesk.prepare.known_error_list import KnownErrorRow, known_errors
from incidentdesk.prepare.known_error_state import KnownErrorState

_ORDER = {
    state: place
    for place, state in enumerate((KnownErrorState.PUBLISHED, KnownErrorState.DRAFT, KnownErrorState.RETIRED))
}
COLUMNS = (
    Column("number", N_("Number"), lambda row, _now: row.number, lambda row: row.id, 96, 1, role=lambda *_: "text2"),
    Column("title", N_("What people see"), lambda row, _now: row.title, lambda row: row.title),
    Column(
        "workaround", N_("Workaround"), lambda row, _now: row.workaround or _("none yet"), lambda row: row.workaround,
        300, 4, role=lambda *_: "text2",
    ),
    Column(
        "state", N_("State"), lambda row, _now: _(row.state), lambda row: _ORDER[KnownErrorState(row.state)], 124, 1,
        mark=lambda row: KNOWN_ERROR_MARK[KnownErrorState(row.state)],
    ),
    Column("service", N_("Service"), lambda row, _now: row.service, lambda row: row.service, 132, 2),
    Column(
        "updated", N_("Updated"), lambda row, now: moment.relative(row.updated_at, now.at, now.zone),
        lambda row: row.updated_at, 100, 3, whole=lambda row, now: moment.full(row.updated_at, now.zone),
        role=lambda *_: "text2", trailing=True, descending=True,
    ),
)  # fmt: skip


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Known errors"),
        icon="known-error",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: known_errors(reader),
        nouns=frozenset({"known_error", "service"}),
        searched=lambda row: " ".join(
            (row.number, row.title, row.symptom, row.cause, row.workaround, row.service, _(row.state))
        ),
        counted=lambda count: ngettext("{count} known error", "{count} known errors", count).format(count=count),
        placeholder=_("Words of the symptom or the workaround, a service, a state"),
        nothing=_("No known errors yet"),
        teaching=_("A known error says what helps until its cause is gone. It is offered while an incident is logged."),
        making=_("New known error"),
        offered=("analyses.open", "analyses.publish", "analyses.retire"),
        more=("analyses.remove",),
        menu=(
            "analyses.open", "analyses.publish", "analyses.retire", None, "edit.copy", None, "analyses.remove",
        ),
    )  # fmt: skip


class KnownErrorsTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for action_id, text, run, keys, icon, section, why in (
            (
                "analyses.publish", _("&Publish"), lambda: self._move(KnownErrorState.PUBLISHED), ("Shift+P",),
                "public", 30, lambda: self._why_not(KnownErrorState.PUBLISHED),
            ),
            (
                "analyses.retire", _("Re&tire"), lambda: self._move(KnownErrorState.RETIRED), ("R",), "archive", 30,
                lambda: self._why_not(KnownErrorState.RETIRED),
            ),
            ("analyses.remove", _("Move to the tras&h"), self._remove, ("Del",), "trash", 90, self.why_nothing),
        ):  # fmt: skip
            desk.registry.add(
                Action(action_id, text, run, icon, keys, "analyses", "analysis", section, why), self.table
            )
        self.declare()

    def new(self) -> None:
        open_known_error_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: KnownErrorRow) -> None:
        self.show_record(row.id)

    def show_record(self, known_error_id: int) -> None:
        self.stand_on(known_error_id)
        open_known_error_dialog(self.desk, self, known_error_id, opened=self.opened.emit)

    def _why_not(self, state: KnownErrorState) -> str:
        why = self.why_nothing()
        if why:
            return why
        if all(row.state == state for row in self.selected()):
            return _("It is {state} already.").format(state=_(state))
        return ""

    def _move(self, state: KnownErrorState) -> None:
        ids = [row.id for row in self.selected() if row.state != state]
        said = _("{known_errors}: {state}").format(known_errors=_named(self.selected()), state=_(state))
        self.write_each(ids, moving(state), said)

    def _remove(self) -> None:
        rows = self.selected()
        said = _("{known_errors} moved to the trash").format(known_errors=_named(rows))
        self.write_each([row.id for row in rows], withdraw_known_error, said)


def _named(rows: list[KnownErrorRow]) -> str:
    """ "KE-0002" or "3 known errors"."""
    if len(rows) == 1:
        return rows[0].number
    return ngettext("{count} known error", "{count} known errors", len(rows)).format(count=len(rows))
