"""The policy documents, and who has read them."""

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.file_name import documents as documents_folder
from incidentdesk.desktop.prepare.policy_dialog import open_policy_dialog
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.prepare.policy_change import withdraw_document
from incidentdesk.prepare.policy_file import ENDINGS, read_policy
from incidentdesk.prepare.policy_list import DocumentRow, documents, policy_number
from incidentdesk.prepare.policy_sheet import missing_text, person_at


def _version(row: DocumentRow) -> str:
    if not row.published:
        return _("draft") if row.draft else _("no text yet")
    return (
        _("{version}, draft {draft}").format(version=row.published, draft=row.draft)
        if row.draft
        else str(row.published)
    )


def _read(row: DocumentRow) -> str:
    if not row.published:
        return "–"
    return _("{count} of {all}").format(count=len(row.acknowledged), all=len(row.asked))


def _share(row: DocumentRow) -> float:
    return len(row.acknowledged) / len(row.asked) if row.published and row.asked else 2.0


def _columns(waits: Any) -> tuple[Column, ...]:
    """`waits(row)` says whether it waits for the one who looks at it."""
    return (
        Column("number", N_("Number"), lambda row, _now: row.number, lambda row: row.id, 96, 2,
               role=lambda *_: "text2"),
        Column("name", N_("Policy"), lambda row, _now: row.name, lambda row: row.name.casefold(),
               strong=lambda row, _now: waits(row)),
        Column("mine", N_("For you"), lambda row, _now: _("read it") if waits(row) else "",
               lambda row: not waits(row), 108, 1,
               mark=lambda row: ("ring", "warning") if waits(row) else None, role=lambda *_: "warning"),
        Column("version", N_("Version"), lambda row, _now: _version(row), lambda row: (row.published, row.draft), 112,
               2),
        Column("read", N_("Acknowledged"), lambda row, _now: _read(row), _share, 124, 1, trailing=True,
               whole=lambda row, _now: missing_text(row) if row.missing else _read(row)),
        Column("owner", N_("Owner"), lambda row, _now: row.owner or _("nobody"), lambda row: row.owner, 140, 3,
               role=lambda row, _now: "text" if row.owner else "hint"),
        Column("review", N_("Review by"), _review, lambda row: row.review_by or "9", 140, 2,
               role=lambda row, now: "danger" if row.due_for_review(now.today) else "text2"),
        Column("asked", N_("Read by"), lambda row, _now: _asked(row), _asked, 140, 4, role=lambda *_: "text2"),
    )  # fmt: skip


def _review(row: DocumentRow, now: Now) -> str:
    day = short_day(row.review_by, date.fromisoformat(now.today))
    return _("overdue, {day}").format(day=day) if row.due_for_review(now.today) else day


def _asked(row: DocumentRow) -> str:
    return " · ".join(each for each in (row.department, row.team) if each) or _("everybody")


class PoliciesTab(TablePane):
    def __init__(self, desk: Desk) -> None:
        self._me: int | None = None
        super().__init__(desk, self._listing())
        for action_id, text, run, keys, icon, section, why in (
            ("policies.edit", _("&Edit what is known of it…"), self._edit, ("E",), "edit", 20, self.why_no_row),
            ("policies.missing", _("&Copy who is missing"), self._copy_missing, ("Ctrl+Shift+M",), "copy", 20,
             self._why_nobody),
            ("policies.import", _("&Import a policy…"), self.choose_file, (), "import", 30, self.why_read_only),
            ("plans.remove", _("Move to the tras&h"), self._remove, ("Del",), "trash", 90, self.why_nothing),
        ):  # fmt: skip
            owner = self if action_id == "policies.import" else self.table
            desk.registry.add(Action(action_id, text, run, icon, keys, "plans", "plans", section, why), owner)
        self.declare()

    def _listing(self) -> RecordListing:
        menu = ("plans.open", "policies.edit", "policies.missing")
        return RecordListing(
            name=_("Policies"),
            icon="policy",
            columns=_columns(lambda row: row.waits_for(self._me)),
            identity=lambda row: row.id,
            load=self._load,
            nouns=frozenset(
                {"policy_document", "policy_version", "acknowledgement", "person", "team", "department"}
            ),
            searched=self._searched,
            counted=lambda count: ngettext("{count} policy", "{count} policies", count).format(count=count),
            placeholder=_("Words of the policy, an owner, a team, “read it”, “draft”"),
            nothing=_("No policies yet"),
            teaching=_("A policy is published in versions, and everybody who is asked says to have read each."),
            making=_("New policy"),
            offered=(*menu[:1], "policies.missing", "policies.import"),
            more=("policies.edit", "plans.remove"),
            menu=(*menu, None, "edit.copy", "policies.import", None, "plans.remove"),
            scope="plans",
            page_menu="plans",
        )  # fmt: skip

    def _load(self, reader: Any, today: str) -> list[DocumentRow]:
        self._me = person_at(reader, self.desk.account, self.desk.actor)
        return documents(reader, today)

    def _searched(self, row: DocumentRow) -> str:
        mine = _("read it") if row.waits_for(self._me) else ""
        return " ".join((row.number, row.name, row.description, row.owner, _asked(row), _version(row), mine))

    def new(self) -> None:
        open_policy_dialog(self.desk, self, done=self._go)

    def _go(self, document_id: int) -> None:
        self.opened.emit(policy_number(document_id))

    def open_row(self, row: DocumentRow) -> None:
        self._go(row.id)

    def show_record(self, document_id: int) -> None:
        self.stand_on(document_id)

    # -- commands

    def _edit(self) -> None:
        open_policy_dialog(self.desk, self, self.table.current().id, done=self.stand_on)

    def _why_nobody(self) -> str:
        row = self.table.current()
        if row is None:
            return self.why_no_row()
        return "" if row.missing else _("Nobody is missing.")

    def _copy_missing(self) -> None:
        row: DocumentRow = self.table.current()
        QGuiApplication.clipboard().setText(missing_text(row))
        said = ngettext("{count} name copied", "{count} names copied", len(row.missing))
        self.desk.toasts.show(said.format(count=len(row.missing)))

    def choose_file(self) -> None:
        dialog = QFileDialog(self.window(), _("Import a policy"), str(documents_folder()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        endings = " ".join(f"*{ending}" for ending in ENDINGS)
        dialog.setNameFilters([_("Markdown and text") + f" ({endings})", _("All files") + " (*)"])
        dialog.fileSelected.connect(lambda path: self.read_file(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read_file(self, path: Path) -> None:
        """Read a file; what it says is shown as a new policy before anything is saved."""
        self.desk.background.run(
            read_policy, path, failed=self._fail,
            then=lambda read: open_policy_dialog(self.desk, self, read=read, done=self._go),
        )  # fmt: skip

    def _remove(self) -> None:
        rows = self.selected()
        said = ngettext("{count} policy moved to the trash", "{count} policies moved to the trash", len(rows))
        if len(rows) == 1:
            said = _("Moved to the trash: {name}").format(name=isolated(rows[0].name))
        self.write_each([row.id for row in rows], withdraw_document, said.format(count=len(rows)))
