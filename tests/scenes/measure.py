"""Scenes of what is measured: the dashboard, its charts, the reports, what-if, outages and effectiveness."""

from collections.abc import Callable
from typing import Any

from tests.scenes.stage import Scene, Stage
from tests.scenes.ways import incident, reference

WAN = "Branch offices lost WAN access after firewall firmware change"
# Pictures of charts come from a worker after the page has its size.
_DRAWN = 0.6


def _dashboard(query: str = "", *, scrolled: bool = False) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.go("dashboard", _DRAWN)
        page: Any = stage.window.page
        if page.query != query:
            page.filter.set_text(query)
            page.refresh()
        bar = page.scroll.verticalScrollBar()
        bar.setValue(bar.maximum() if scrolled else 0)
        stage.wait(_DRAWN)

    return show


def _chart(name: str, then: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        _dashboard()(stage)
        page: Any = stage.window.page
        getattr(page.cards[name], then)()
        stage.wait(0.3)

    return show


def _pointed(stage: Stage) -> None:
    """A mark that the keyboard has gone to."""
    _dashboard()(stage)
    page: Any = stage.window.page
    view = page.cards["time-to-resolve"].view
    view.setFocus()
    view.go_to(8)
    stage.wait(0.2)


def _on_dashboard(action_id: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        _dashboard()(stage)
        stage.run(action_id)

    return show


def _span(stage: Stage) -> None:
    _dashboard()(stage)
    page: Any = stage.window.page
    page._ask_period()
    stage.wait(0.3)


def _report(kind: str, span: str = "") -> Callable[[Stage], None]:
    """The pages of a report, once they are there."""

    def show(stage: Stage) -> None:
        from incidentdesk.desktop.measure.period_printable import open_period_preview
        from incidentdesk.desktop.measure.report_preview import ReportPreview

        stage.go("reports")
        if span:
            open_period_preview(stage.desk, stage.window, span=span)
        else:
            stage.run(f"reports.{kind}")
        preview = stage.window.findChildren(ReportPreview)[-1]
        stage.wait(0.6)
        stage.until(lambda: not preview.busy and preview.document is not None)
        stage.wait(0.6)

    return show


def _new_kept(stage: Stage) -> None:
    stage.go("reports")
    page: Any = stage.window.page
    page.new()
    stage.wait(0.4)


SCENES = (
    Scene("dashboard", _dashboard(), readme="light"),
    Scene("dashboard below", _dashboard(scrolled=True)),
    Scene("dashboard filtered", _dashboard("service:ERP"), half=True),
    Scene("dashboard long", _dashboard(), ("long",)),
    Scene("dashboard long below", _dashboard(scrolled=True), ("long",), half=True),
    Scene("dashboard bare", _dashboard(), ("one", "empty")),
    Scene("chart pointed", _pointed, half=True),
    Scene("chart table", _chart("time-to-resolve", "show_table"), half=True),
    Scene("chart explained", _chart("time-to-resolve", "explain"), half=True),
    Scene("dashboard another time", _span, half=True),
    Scene("baseline", _on_dashboard("dashboard.baseline"), half=True),
    Scene("reports", reference("reports"), ("sample", "empty")),
    Scene("report kept new", _new_kept, half=True),
    Scene("period report", _report("period", "weeks-26"), readme="light"),
    Scene("period report bare", _report("period"), ("one", "empty"), half=True),
    Scene("SLA report", _report("sla"), half=True),
    Scene("service report", _report("services"), half=True),
    Scene("actions report", _report("actions"), half=True),
    Scene("incident outage", incident(WAN), half=True),
)
