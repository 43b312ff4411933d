"""Scenes of the register, of an incident, and of the window itself."""

from collections.abc import Callable

from tests.scenes.stage import Scene, Stage
from tests.scenes.ways import (
    incident,
    menu,
    part,
    run,
    settings,
    show_all,
    show_filtered,
    show_list,
)


def _list_filtered(stage: Stage) -> None:
    show_filtered(stage, "is:open priority:1..3 tag:vpn,wan,erp")


def _list_without_match(stage: Stage) -> None:
    show_filtered(stage, "assignee:me nothing-is-called-like-this")


def _list_grouped(stage: Stage) -> None:
    show_filtered(stage, "")
    stage.window.page.group_by("status")
    stage.wait(0.3)


def _first_incident(stage: Stage) -> None:
    stage.window.open("INC-0001")
    stage.wait(0.3)


def _palette(stage: Stage) -> None:
    show_list(stage)
    stage.window.palette_box.open("re")
    stage.wait(0.3)


TICKETS = """Number;Short description;State;Priority;Caller;Opened;Assignment group
INC0010023;Printer on floor 2 jams;Active;3 - Moderate;Carla Rossi;03.05.2026 09:12;Workplace
INC0010024;VPN-Einwahl bricht ab;Awaiting User Info;2 - High;Wiebke Petersen-Claußen;03.05.2026 09:40;Network
INC0010025;لا يمكن طباعة وثائق الجمارك;Dormant;2 - High;ليلى منصور;04.05.2026 10:02;Workplace
INC0010026;;New;4 - Low;Paul Dubois;04.05.2026 11:30;Service Desk
"""


def _import(step: int) -> Callable[[Stage], None]:
    """The wizard after so many steps with a file that has something to ask about."""

    def show(stage: Stage) -> None:
        from incidentdesk.desktop.detect.importing.wizard import ImportWizard

        show_list(stage)
        file = stage.folder / "tickets of another tool.csv"
        file.write_text(TICKETS, encoding="utf-8")
        wizard = ImportWizard(stage.desk, stage.window)
        wizard.open()
        stage.settle()
        if step:
            wizard.open_file(str(file))
            stage.settle()
        for _each in range(step - 1):
            wizard.accept()
            stage.wait(0.3)

    return show


def _on_row(action_id: str) -> Callable[[Stage], None]:
    """A command on the row that is chosen."""

    def show(stage: Stage) -> None:
        show_list(stage)
        stage.window.page.table.setFocus()
        stage.desk.registry.run(action_id)
        stage.wait(0.3)

    return show


def _toast(stage: Stage) -> None:
    show_list(stage)
    stage.desk.toasts.show("3 incidents assigned to Mei Okafor", undo=lambda: None)
    stage.wait(0.4)


def _message(stage: Stage) -> None:
    show_list(stage)
    stage.window.say("The folder of it-desk.db is read-only: you can look at everything and change nothing.", "warning")
    stage.wait(0.2)


def _first_run(stage: Stage) -> None:
    from incidentdesk.desktop.first_run import FirstRun

    stage.extra.append(FirstRun(stage.desk.theme, stage.desk.preferences))
    stage.extra[-1].show()
    stage.settle()


def _run_on_list(action_id: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        show_all(stage)
        stage.desk.registry.run(action_id)
        stage.wait(1.0)

    return show


def _report(title: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        incident(title)(stage)
        stage.desk.registry.run("file.print_preview")
        stage.wait(1.0)

    return show


def _crash(stage: Stage) -> None:
    from incidentdesk.desktop.crash_dialog import CrashDialog

    report = "Traceback (most recent call last):\n  …\nZeroDivisionError: division by zero\n" * 6
    dialog = CrashDialog(stage.desk.theme, report, None, earlier=False, parent=stage.window)
    dialog.open()
    stage.settle()


def _trouble(stage: Stage) -> None:
    from incidentdesk.desktop.trouble_dialog import TroubleDialog
    from incidentdesk.refusal import Refused

    refused = Refused("it-desk.db is damaged and is not written any more. Restore the newest backup.")
    dialog = TroubleDialog(stage.desk.theme, stage.desk.background, str(stage.folder / "it-desk.db"), refused)
    stage.extra.append(dialog)
    dialog.show()
    stage.settle()


SCENES = (
    Scene("list", show_list, ("sample", "empty", "one", "long"), readme="light"),
    Scene("list all", show_all, ("sample", "long")),
    Scene("list filtered", _list_filtered),
    Scene("list without a match", _list_without_match, half=True),
    Scene("list grouped", _list_grouped),
    Scene("incident major", incident("Branch offices lost WAN"), readme="dark"),
    Scene("incident German", incident("VPN-Einwahl")),
    Scene("incident Arabic", incident("لا يمكن طباعة"), half=True),
    *(Scene(f"incident tab {tab}", part("VPN-Einwahl", tab), half=True) for tab in ("attachments", "related")),
    Scene("incident children", part("Branch offices lost WAN", "related")),
    *(Scene(f"WAN tab {tab}", part("Branch offices lost WAN", tab), half=True) for tab in ("analysis", "evidence")),
    Scene("incident tab analysis", part("VPN-Einwahl", "analysis")),
    Scene("incident one", _first_incident, ("one", "long")),
    Scene("log", run("incident.new"), ("sample", "empty"), half=True),
    Scene("palette", _palette, half=True),
    Scene("shortcuts", run("help.shortcuts"), half=True),
    Scene("guide", run("help.guide"), half=True),
    Scene("news", run("help.news"), half=True),
    Scene("about", run("help.about"), half=True),
    Scene("open database", run("file.open"), half=True),
    *(Scene(f"import {step}", _import(step), half=True) for step in range(5)),
    *(
        Scene(f"row {name}", _on_row(f"list.{name}"), half=True)
        for name in ("assign", "priority", "state", "tag", "resolve")
    ),
    Scene("export", _run_on_list("file.export"), ("sample", "empty")),
    Scene("preview list", _run_on_list("file.print_preview"), ("sample", "empty", "long")),
    Scene("preview incident", _report("Branch offices lost WAN"), half=True),
    Scene("menu file", menu("File"), half=True),
    Scene("menu incident", menu("Incident"), half=True),
    *(Scene(f"settings {section}", settings(section), half=True) for section in range(11)),
    Scene("toast", _toast, half=True),
    Scene("message", _message, half=True),
    Scene("first run", _first_run, ("empty",), half=True),
    Scene("crash", _crash, ("empty",), half=True),
    Scene("trouble", _trouble, ("empty",), half=True),
)
