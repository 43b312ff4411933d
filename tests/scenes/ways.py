"""How scenes bring about what they show: pages, parts of pages, commands, filters, menus."""

from collections.abc import Callable
from typing import Any

from tests.scenes.stage import Stage


def show_list(stage: Stage) -> None:
    show_filtered(stage, "is:open")
    choose_row(stage, 1)


def choose_row(stage: Stage, row: int) -> None:
    table = stage.window.page.table
    if table.model().rowCount() > row:
        table.setCurrentIndex(table.model().index(row, 0))
    stage.wait(0.3)


def show_all(stage: Stage) -> None:
    show_list(stage)
    show_filtered(stage, "")


def show_filtered(stage: Stage, text: str) -> None:
    stage.window.go_to("incidents")
    stage.settle()
    page = stage.window.page
    page.filter.set_text(text)
    page.group_by(None)
    stage.wait(0.3)


def incident(title: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.window.open(f"INC-{stage.id_of(title):04d}")
        stage.wait(0.3)

    return show


def part(title: str, tab: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        incident(title)(stage)
        stage.window.page.show_part(tab)
        stage.wait(0.3)

    return show


def reference(reference: str, after: float = 0.3) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.window.open(reference)
        stage.wait(after)

    return show


def run(action_id: str, after: float = 0.3) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        show_list(stage)
        stage.desk.registry.run(action_id)
        stage.wait(after)

    return show


def settings(section: int) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.window.go_to("settings")
        stage.settle()
        stage.window.page.list.setCurrentRow(section)
        stage.wait(0.2)

    return show


def menu(name: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        show_list(stage)
        action = next(each for each in stage.window.menuBar().actions() if each.text().replace("&", "") == name)
        menu = action.menu()
        menu.popup(stage.window.mapToGlobal(stage.window.menuBar().actionGeometry(action).bottomLeft()))
        stage.wait(0.1)

    return show


def record(page: str, tab: str, table: str, name: str = "", after: float = 0.3) -> Callable[[Stage], None]:
    """The dialog of a record by its name, or of a new one without."""

    def show(stage: Stage) -> None:
        stage.go(f"{page}#{tab}")
        pane: Any = stage.window.page.pane
        if name:
            pane.show_record(stage.found(f'SELECT id FROM "{table}" WHERE name LIKE :name', name=f"%{name}%"))
        else:
            pane.new()
        stage.wait(after)

    return show
