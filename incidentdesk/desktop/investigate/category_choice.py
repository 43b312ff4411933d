"""Choosing, keeping and dropping the categories of a fishbone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect, QSize
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.writing import write
from incidentdesk.investigate.cause_editing import add_category, apply_category_set, remove
from incidentdesk.investigate.cause_graph import CauseGraph, Gesture, applied
from incidentdesk.language import _, isolated

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.fishbone_page import FishbonePage

_WIDTH = 560  # pixels, for the names of eight categories


def set_gesture(graph: CauseGraph, names: Sequence[str]) -> Gesture:
    """Have the bones of a set: empty ones that are not in it go, those with causes stay."""
    wanted = {name.casefold() for name in names}
    leaving = [
        each.key for each in graph.categories if each.text.casefold() not in wanted and not graph.children(each.key)
    ]
    gone = remove(graph, leaving)
    return (*gone, *apply_category_set(applied(graph, gone), names))


class CategoryChoice(QObject):
    """`anchor` is the button below which the sets are offered."""

    def __init__(self, page: "FishbonePage", anchor: QWidget) -> None:
        super().__init__(page)
        self._page, self._anchor = page, anchor

    def add(self) -> None:
        page = self._page
        page.labels.finish()
        page.commands.begin(add_category(page.document.graph, ""))

    # -- sets

    def choose(self) -> None:
        self._page.labels.finish()
        self._page.desk.background.run(_sets, self._page.desk.database, then=self._offer, failed=self._page.say_refused)

    def _offer(self, sets: Sequence[Any]) -> None:
        choices = [Choice(each, each.name, " · ".join(each.categories)) for each in sets]
        choices += [
            Choice(each.name, _("Forget the set “{name}”").format(name=isolated(each.name)))
            for each in sets
            if each.own
        ]
        window = self._page.window()
        popup = ChoicePopup(self._page.desk.theme, _("Categories of the fishbone"), choices, window=window)
        popup.chosen.connect(self._take)
        anchor = self._anchor if self._anchor.isVisible() else self._page
        popup.open_at(QRect(anchor.mapToGlobal(anchor.rect().topLeft()), QSize(_WIDTH, anchor.height())))

    def _take(self, chosen: Any) -> None:
        if isinstance(chosen, str):
            self._write(lambda session: _drop(session, chosen), _("Set of categories forgotten"))
        else:
            page = self._page
            page.document.do(set_gesture(page.document.graph, chosen.categories), _("Categories"))

    def why_no_keep(self) -> str:
        document = self._page.document
        return document.why_read_only() or ("" if document.graph.categories else _("There are no categories."))

    def keep(self) -> None:
        """Keep the categories that stand here under a name, for other fishbones."""
        names = tuple(each.text for each in self._page.document.graph.categories if each.text)
        dialog = LineDialog(
            self._page.desk,
            _("Keep these categories as a set"),
            _("&Name of the set"),
            _("Keep set"),
            _("Give the set a name."),
            parent=self._page.window(),
        )
        dialog.wanted.connect(
            lambda: self._write(
                lambda session: _keep(session, dialog.line.text(), names),
                _("Set of categories kept"),
                then=dialog.accept,
                failed=dialog.fail,
            )
        )
        dialog.open()

    def _write(self, act: Any, said: str, then: Any = None, failed: Any = None) -> None:
        page = self._page
        write(
            page.desk,
            page,
            act,
            said,
            toast=True,
            then=lambda _result: then() if then else None,
            failed=failed or page.say_refused,
        )


def _sets(database: Any) -> list[Any]:
    from incidentdesk.investigate.category_set import category_sets

    with database.read() as reader:
        return category_sets(reader)


def _keep(session: Any, name: str, categories: tuple[str, ...]) -> None:
    from incidentdesk.investigate.category_set import keep_category_set

    keep_category_set(session, name, categories)


def _drop(session: Any, name: str) -> None:
    from incidentdesk.investigate.category_set import drop_category_set

    drop_category_set(session, name)
