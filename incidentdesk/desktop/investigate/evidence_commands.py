"""What can be done with evidence; keys, menus, buttons and the palette lead here."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.file_name import documents
from incidentdesk.desktop.investigate.evidence_acts import (
    handing_over,
    relabelling,
    save_piece,
    suggested_name,
    taking_away,
    taking_stances,
)
from incidentdesk.desktop.investigate.evidence_dialog import open_evidence_dialog
from incidentdesk.desktop.investigate.evidence_forms import HandOverDialog, RelabelDialog
from incidentdesk.desktop.investigate.piece_dialog import open_piece_dialog
from incidentdesk.desktop.investigate.stance_dialog import StanceDialog
from incidentdesk.desktop.respond.writing import write
from incidentdesk.investigate.evidence_list import Piece
from incidentdesk.language import _, isolated

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.evidence_pane import EvidencePane

# What is done with the piece that is chosen, in the order of the buttons below the list.
OF_PIECE = (
    "evidence.open", "evidence.link", "evidence.save_copy", "evidence.hand_over", "evidence.relabel",
    "evidence.take_away",
)  # fmt: skip


class EvidenceCommands(QObject):
    """Bound to `owner`, the page on which the pane stands; `why_not` says why nothing can be changed there."""

    def __init__(self, pane: "EvidencePane", owner: QWidget, why_not: Callable[[], str]) -> None:
        super().__init__(pane)
        self._pane, self._desk, self._why_not = pane, pane.desk, why_not
        pane.desk.registry.add_all(self._actions(), owner)

    def _actions(self) -> Iterator[Action]:
        changing, reading = self._why_no_change, self._why_no_piece
        yield self._action(
            "add", _("Add e&vidence…"), self.add, "evidence", self._why_not, ("Shift+E",), _("proof log file picture")
        )
        yield self._action(
            "verify", _("&Verify all evidence"), self._pane.verify, "verify", self._why_no_verify,
            synonyms=_("check hash sha256 integrity"),
        )  # fmt: skip
        for key, text, run, icon, why, synonyms in (
            ("open", _("Show &custody…"), self.open, "history", reading, _("chain of custody details")),
            ("link", _("&Link to cause…"), self.link, "link", changing, _("supports contradicts stance")),
            ("save_copy", _("&Save a copy…"), self.save_copy, "download", reading, _("export evidence download")),
            ("hand_over", _("&Hand over…"), self.hand_over, "hand-over", changing, _("give custody to somebody")),
            ("relabel", _("C&orrect…"), self.relabel, "edit", changing, _("edit title type source of evidence")),
            ("take_away", _("&Take away"), self.take_away, "trash", changing, _("remove withdraw evidence")),
        ):
            yield self._action(key, text, run, icon, why, synonyms=synonyms)

    def _action(
        self,
        key: str,
        text: str,
        run: Callable[[], None],
        icon: str,
        why: Callable[[], str],
        keys: tuple[str, ...] = (),
        synonyms: str = "",
    ) -> Action:
        return Action(
            f"evidence.{key}", text, run, icon=icon, shortcuts=keys, scope="incident", menu="analysis/evidence",
            section=3, why_disabled=why, synonyms=synonyms, name=_NAMES[key](),
        )  # fmt: skip

    # -- why not

    def _why_no_verify(self) -> str:
        if self._pane.verifying:
            return _("It is being verified.")
        return self._why_not() or ("" if self._pane.model.pieces else _("There is no evidence yet."))

    def _why_no_piece(self) -> str:
        if self._pane.isVisible() and self._pane.list.piece() is not None:
            return ""
        return _("Select a piece of evidence first.")

    def _why_no_change(self) -> str:
        return self._why_not() or self._why_no_piece()

    # -- doing

    @property
    def _piece(self) -> Piece:
        return self._pane.list.piece()

    def add(self) -> None:
        open_evidence_dialog(self._desk, self._pane, self._pane.subject, done=self._pane.show_record)

    def open(self) -> None:
        open_piece_dialog(self._desk, self._pane, self._piece.id)

    def link(self) -> None:
        piece = self._piece
        dialog = StanceDialog(self._desk, self._pane.subject, piece, self._pane.window())
        said = _("Links of “{title}” changed").format(title=isolated(piece.title))
        self._ask(dialog, lambda: taking_stances(piece.id, dialog.stances()), said)

    def relabel(self) -> None:
        piece = self._piece
        dialog = RelabelDialog(self._desk, piece, self._pane.window())
        said = _("“{title}” corrected").format(title=isolated(piece.title))
        self._ask(dialog, lambda: relabelling(piece.id, dialog.label()), said)

    def hand_over(self) -> None:
        """Not a step that Undo takes back: in a custody nothing is taken out."""
        piece, desk = self._piece, self._desk
        dialog = HandOverDialog(desk, piece, self._pane.window())
        dialog.name.offer(self._pane.staff)

        def save() -> None:
            act = handing_over(piece.id, dialog.name.text(), dialog.note.text())
            desk.background.run(_write, desk.database, desk.actor, act, then=done, failed=dialog.fail)

        def done(_none: object) -> None:
            desk.toasts.show(
                _("“{title}” handed over to {name}").format(
                    title=isolated(piece.title), name=isolated(dialog.name.text().strip())
                )
            )
            dialog.accept()

        dialog.wanted.connect(save)
        dialog.open()

    def take_away(self) -> None:
        piece = self._piece
        said = _("“{title}” is no evidence any more").format(title=isolated(piece.title))
        write(self._desk, self._pane, taking_away(piece.id), said, toast=True, failed=self._pane.refused.emit)

    def save_copy(self) -> None:
        piece = self._piece
        dialog = QFileDialog(self._pane.window(), _("Save a copy of the evidence"), str(documents()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(suggested_name(piece))
        dialog.fileSelected.connect(lambda path: self.save_to(piece, Path(path)))
        dialog.open()

    def save_to(self, piece: Piece, path: Path) -> None:
        desk = self._desk
        desk.background.run(
            save_piece, desk.database, desk.actor, piece, path, progress=True,
            title=_("Saving {name}").format(name=path.name), failed=self._pane.refused.emit,
            then=lambda _none: desk.toasts.show(
                _("{name} saved in {folder}, and noted in the custody").format(
                    name=isolated(path.name), folder=isolated(str(path.parent))
                )
            ),
        )  # fmt: skip

    def _ask(self, dialog: Any, act: Callable[[], Any], said: str) -> None:
        def save() -> None:
            write(self._desk, dialog, act(), said, then=lambda _none: dialog.accept(), failed=dialog.fail)

        dialog.wanted.connect(save)
        dialog.open()


def _write(database: Any, actor: str, act: Callable[[Any], None]) -> None:
    with database.write(actor=actor, via="window") as session:
        act(session)


# How each is called in the palette, where the menu around it is not seen.
_NAMES: dict[str, Callable[[], str]] = {
    "add": lambda: _("Add evidence"),
    "verify": lambda: _("Verify all evidence"),
    "open": lambda: _("Show the custody of the evidence"),
    "link": lambda: _("Link the evidence to a cause"),
    "save_copy": lambda: _("Save a copy of the evidence"),
    "hand_over": lambda: _("Hand the evidence over"),
    "relabel": lambda: _("Correct what is said of the evidence"),
    "take_away": lambda: _("Take the evidence away"),
}
