"""All reviews, those that are due first, and the majors that have none yet."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import Kept, RecordListing, TablePane
from incidentdesk.desktop.widgets.state_mark import REVIEW_MARK
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.detect.priority import priority_label
from incidentdesk.improve.review_due import due_text
from incidentdesk.improve.review_state import ReviewState, ReviewSummary, review_state, reviews, share_without_review
from incidentdesk.language import N_, _, ngettext
from incidentdesk.refusal import Refused

_ORDER = {state: place for place, state in enumerate(ReviewState)}


def _due(row: ReviewSummary, now: Now) -> str:
    return due_text(row.due_at, now.at)


def _is_late(row: ReviewSummary, now: Now) -> bool:
    return row.due_at is not None and row.due_at < now.at


def _whole_due(row: ReviewSummary, now: Now) -> str:
    if row.skipped_reason:
        return _("Skipped: {reason}").format(reason=row.skipped_reason)
    return "" if row.due_at is None else moment.full(row.due_at, now.zone)


COLUMNS = (
    Column(
        "priority", N_("Priority"), lambda row, _now: priority_label(row.priority), lambda row: row.priority, 88,
        priority=lambda row: row.priority,
    ),
    Column(
        "number", N_("Number"), lambda row, _now: row.number, lambda row: row.incident_id, 96, 1,
        role=lambda *_: "text2",
    ),
    Column("title", N_("Title"), lambda row, _now: row.title, lambda row: row.title),
    Column(
        "state", N_("Review"), lambda row, _now: _(row.state), lambda row: _ORDER[row.state], 144, 1,
        mark=lambda row: REVIEW_MARK[row.state],
    ),
    Column(
        "due", N_("Due"), _due, lambda row: row.due_at, 132, 1, whole=_whole_due, strong=_is_late,
        role=lambda row, now: "danger" if _is_late(row, now) else "text",
    ),
    Column("lead", N_("Lead"), lambda row, _now: row.lead or row.author, lambda row: row.lead or row.author, 136, 3),
    Column(
        "resolved", N_("Resolved"),
        lambda row, now: "" if row.resolved_at is None else moment.relative(row.resolved_at, now.at, now.zone),
        lambda row: row.resolved_at, 100, 4,
        whole=lambda row, now: "" if row.resolved_at is None else moment.full(row.resolved_at, now.zone),
        role=lambda *_: "text2", trailing=True, descending=True,
    ),
)  # fmt: skip


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Reviews"),
        icon="review",
        columns=COLUMNS,
        identity=lambda row: row.incident_id,
        load=lambda reader, _today: reviews(reader),
        nouns=frozenset({"review", "incident", "setting"}),
        searched=lambda row: f"{row.number} {row.title} {_(row.state)} {row.lead} {row.author}",
        counted=lambda count: ngettext("{count} review", "{count} reviews", count).format(count=count),
        placeholder=_("Words of the title, a number, a state, a name"),
        nothing=_("Nothing to review"),
        teaching=_("A major incident that is resolved stands here until its review is published or skipped."),
        making=_("Review an incident"),
        offered=("analyses.open", "analyses.subject"),
        menu=("analyses.open", "analyses.subject", None, "edit.copy"),
    )


class ReviewsTab(TablePane):
    """Enter opens the review."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        self._share = ""
        self.loaded.connect(self._ask_share)
        desk.registry.add(
            Action(
                "analyses.subject", _("Open the &incident or problem"), self._go, "incident", ("I",), "analyses",
                "analysis", 20, self.why_no_row,
            ),
            self.table,
        )  # fmt: skip
        self.declare()

    def keep(self, text: str, rows: Sequence[Any]) -> Kept:
        """How many majors were closed without a review stands in the filter field (features.md I14)."""
        return Kept(super().keep(text, rows).rows, self._share)

    def _ask_share(self) -> None:
        self.desk.background.run_latest(
            f"majors without a review of {id(self)}", _share, self.desk.database, then=self._tell_share
        )

    def _tell_share(self, share: tuple[int, int]) -> None:
        without, closed = share
        sentence = _("Majors closed in 365 days without a published review: {without} of {closed}")
        self._share = sentence.format(closed=closed, without=without) if closed else ""
        self._show()

    def open_row(self, row: ReviewSummary) -> None:
        self.opened.emit(f"{row.number}/review")

    def _go(self) -> None:
        self.opened.emit(self.table.current().number)

    def new(self) -> None:
        dialog = LineDialog(
            self.desk,
            _("Review an incident"),
            _("&Number, as INC-0042"),
            _("Open review"),
            _("Type the number."),
            parent=self.window(),
        )
        dialog.wanted.connect(lambda: self._begin(dialog))
        dialog.open()

    def _begin(self, dialog: LineDialog) -> None:
        try:
            incident_id = incident_id_of(dialog.line.text())
        except Refused as refused:
            dialog.fail(refused)
            return
        self.desk.background.run(
            _refuse_missing,
            self.desk.database,
            incident_id,
            then=lambda _none: (dialog.accept(), self.opened.emit(f"{number(incident_id)}/review")),
            failed=dialog.fail,
        )


def _refuse_missing(database: object, incident_id: int) -> None:
    with database.read() as reader:
        review_state(reader, incident_id)


def _share(database: Any) -> tuple[int, int]:
    now = clock.now()
    with database.read() as reader:
        return share_without_review(reader, clock.stored(now - timedelta(days=365)), clock.stored(now) + 1)
