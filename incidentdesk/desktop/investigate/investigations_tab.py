"""All investigations: what was looked into with a fishbone or the 5-Whys."""

from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.investigate.investigation_list import InvestigationRow, investigations
from incidentdesk.investigate.subject import subject_of
from incidentdesk.language import N_, _, ngettext
from incidentdesk.refusal import Refused


def _counted(number: int) -> str:
    return str(number) if number else "–"


COLUMNS = (
    Column(
        "number", N_("For"), lambda row, _now: row.number, lambda row: (row.subject.noun, row.subject.id), 96,
        role=lambda *_: "text2",
    ),
    Column("effect", N_("What is explained"), lambda row, _now: row.effect or row.title, lambda row: row.effect),
    Column(
        "causes", N_("Causes"), lambda row, _now: _counted(row.causes), lambda row: row.causes, 88, 1, trailing=True,
        descending=True,
    ),
    Column(
        "verified", N_("Verified"), lambda row, _now: _counted(row.verified), lambda row: row.verified, 96, 2,
        trailing=True, descending=True,
    ),
    Column(
        "root", N_("Root causes"), lambda row, _now: _counted(row.root_causes), lambda row: row.root_causes, 116, 1,
        strong=lambda row, _now: row.root_causes > 0,
        role=lambda row, _now: "danger" if row.root_causes else "text2", trailing=True, descending=True,
    ),
    Column(
        "ruled_out", N_("Ruled out"), lambda row, _now: _counted(row.ruled_out), lambda row: row.ruled_out, 100, 5,
        trailing=True, descending=True,
    ),
    Column("state", N_("State"), lambda row, _now: _(row.state), lambda row: row.state, 132, 4),
    Column(
        "changed", N_("Changed"), lambda row, now: moment.relative(row.changed_at, now.at, now.zone),
        lambda row: row.changed_at, 100, 3, whole=lambda row, now: moment.full(row.changed_at, now.zone),
        role=lambda *_: "text2", trailing=True, descending=True,
    ),
)  # fmt: skip


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Investigations"),
        icon="fishbone",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: investigations(reader),
        nouns=frozenset({"investigation", "cause", "incident", "problem"}),
        searched=lambda row: f"{row.number} {row.effect} {row.title} {_(row.state)} {row.started_by}",
        counted=lambda count: ngettext("{count} investigation", "{count} investigations", count).format(count=count),
        placeholder=_("Words of the effect or the title, a number"),
        nothing=_("Nothing has been investigated yet"),
        teaching=_("Open an incident and ask for its causes: with a fishbone, or by asking why five times."),
        making=_("New investigation"),
        offered=("analyses.open", "analyses.whys", "analyses.subject"),
        menu=("analyses.open", "analyses.whys", "analyses.subject", None, "edit.copy"),
    )


class InvestigationsTab(TablePane):
    """Enter opens the fishbone, W the 5-Whys."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for key, text, part, letters, icon in (
            ("fishbone", _("Open the &fishbone"), "/fishbone", ("F",), "fishbone"),
            ("whys", _("Open the 5-&Whys"), "/whys", ("W",), "whys"),
            ("subject", _("Open the &incident or problem"), "", ("I",), "incident"),
        ):
            run = lambda part=part: self._go(part)  # noqa: E731
            desk.registry.add(
                Action(
                    f"analyses.{key}", text, run, icon, letters, "analyses", "analysis", 20, self.why_no_row
                ),
                self.table,
            )  # fmt: skip
        self.declare()

    def open_row(self, row: InvestigationRow) -> None:
        self.opened.emit(f"{row.number}/fishbone")

    def _go(self, part: str) -> None:
        row = self.table.current()
        if row is not None:
            self.opened.emit(f"{row.number}{part}")

    def new(self) -> None:
        dialog = LineDialog(
            self.desk,
            _("Investigate an incident or a problem"),
            _("&Number, as INC-0042 or PRB-0003"),
            _("Open fishbone"),
            _("Type the number."),
            parent=self.window(),
        )
        dialog.wanted.connect(lambda: self._begin(dialog))
        dialog.open()

    def _begin(self, dialog: LineDialog) -> None:
        try:
            subject = subject_of(dialog.line.text())
        except Refused as refused:
            dialog.fail(refused)
            return
        self.desk.background.run(
            _refuse_missing,
            self.desk.database,
            subject,
            then=lambda _none: (dialog.accept(), self.opened.emit(f"{subject.number}/fishbone")),
            failed=dialog.fail,
        )


def _refuse_missing(database: object, subject: object) -> None:
    with database.read() as reader:
        found = reader.rows(
            f"SELECT id FROM {subject.noun} WHERE id = :id AND withdrawn_at IS NULL", {"id": subject.id}
        )
    if not found:
        raise Refused(_("There is no {number}.").format(number=subject.number))
