"""Scenes of what is prepared: plans, rotas, policies, audiences, people, services, SLAs, and how messages leave."""

from collections.abc import Callable
from typing import Any

from incidentdesk import clock
from tests.scenes.stage import Scene, Stage
from tests.scenes.ways import record, reference, settings

PLAYBOOK = """# Coffee machine down

For the morning on which nothing works without it.

## Triage

1. Look whether it has water — T+5 min (role: Service desk)
   done when: the tank is full
2. Ask in the **kitchen channel** who saw it last

## Repair

- Call the vendor T+15 min (role: Incident commander) [optional]
  needs: 1.1
- Put a note on the machine

| Vendor | Number |
|---|---|
| Kaffee Nord | 040 555 0199 |
"""


def _plan(then: str = "", after: float = 0.3) -> Callable[[Stage], None]:
    """The editor of a plan of the sample, with an action chosen, and a command given there."""

    def show(stage: Stage) -> None:
        _choose_action(stage)
        if then:
            stage.run(then, after)

    return show


def _choose_action(stage: Stage) -> str:
    plan_id = stage.found("SELECT id FROM plan WHERE name = :name", name="Internet or WAN down")
    stage.go(f"PLAN-{plan_id:04d}")
    page: Any = stage.window.page
    key = str(page.draft.content.actions[1].key)
    page.outline.setFocus()
    page.outline.go_to(key)
    stage.wait(0.2)
    return key


def _plan_needs(stage: Stage) -> None:
    _plan_draft(stage)
    page: Any = stage.window.page
    page.inspector.action.choosing.emit(page.draft.content.actions[2].key)
    stage.wait(0.4)


def _plan_draft(stage: Stage) -> None:
    """Another version is begun, and differs."""
    stage.go("PLAN-0001")
    page: Any = stage.window.page
    if not page.draft.sheet.version.is_open:
        stage.run("plan.begin")
        first = page.draft.content.actions[0].key
        page.body.gestures.rename(first, "Read what the vendor says, and who reports attacks")
        page.draft.save()
        stage.wait(0.3)


def _plan_draft_then(action_id: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        _plan_draft(stage)
        stage.run(action_id)

    return show


def _import(stage: Stage) -> None:
    from incidentdesk.desktop.prepare.plan_import_sheet import PlanImportSheet

    stage.go("plans#plans")
    file = stage.folder / "coffee machine.md"
    file.write_text(PLAYBOOK, encoding="utf-8")
    sheet = PlanImportSheet(stage.desk, 0, stage.window)
    sheet.open()
    stage.settle()
    sheet.read_file(file)
    stage.wait(0.3)


def _pane(tab: str, method: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        stage.go(f"plans#{tab}")
        getattr(stage.window.page.pane, method)()
        stage.wait(0.3)

    return show


def _rota(then: str = "") -> Callable[[Stage], None]:
    """A rota with a shift chosen, and a command given there."""

    def show(stage: Stage) -> None:
        stage.go("ROTA-0001")
        timeline: Any = stage.window.page.timeline
        timeline.setFocus()
        timeline.choose_at(clock.stored(clock.now()))
        stage.wait(0.2)
        if then:
            stage.run(then)

    return show


def _rota_of_nobody(stage: Stage) -> None:
    from incidentdesk.prepare.rota_change import create_rota

    name = "Rota without anybody"
    with stage.desk.database.write(actor="Mei Okafor", via="window") as session:
        known = session.reader.rows("SELECT id FROM rota WHERE name = :name", {"name": name})
        rota_id = known[0][0] if known else create_rota(session, name=name, time_zone="Europe/Berlin")
    stage.go(f"ROTA-{rota_id:04d}")


def _outlet(stage: Stage) -> None:
    from incidentdesk.desktop.settings.outlet_dialog import open_outlet_dialog

    settings(4)(stage)
    open_outlet_dialog(stage.desk, stage.window.page, 1)
    stage.wait(0.3)


def _vault(stage: Stage) -> None:
    from incidentdesk.desktop.vault import VaultSheet

    settings(4)(stage)
    VaultSheet(stage.desk.theme, stage.desk.background, stage.desk.vault, stage.window).open()
    stage.settle()


def _departments(stage: Stage) -> None:
    stage.go("organisation#teams")
    stage.run("team.departments")


_CONTENTS = ("sample", "empty", "long")
_PLAN_TABS = ("plans", "on-call", "escalation", "policies", "audiences", "templates")
_ORGANISATION_TABS = ("people", "teams", "roles", "services", "contacts", "slas", "calendars")
_DIALOGS = (
    ("person", "people", "person", "Lindqvist"),
    ("team", "teams", "team", "Network"),
    ("role", "roles", "role", "Incident commander"),
    ("service", "services", "service", "ERP"),
    ("contact", "contacts", "contact", "ERP support"),
    ("SLA", "slas", "sla", "ERP and warehouse"),
    ("calendar", "calendars", "calendar", "Warehouse"),
)

SCENES = (
    *(Scene(f"plans {tab}", reference(f"plans#{tab}"), _CONTENTS, half=tab != "plans") for tab in _PLAN_TABS),
    Scene("plan editor", _plan(), readme="dark"),
    Scene("plan editor long", reference("PLAN-0001", 1.0), ("long",)),
    Scene("plan needs", _plan_needs, half=True),
    Scene("plan details", _plan("plan.details"), half=True),
    Scene("plan draft", _plan_draft, half=True),
    Scene("plan versions", _plan_draft_then("plan.versions")),
    Scene("plan approving", _plan_draft_then("plan.approve"), half=True),
    Scene("plan on paper", _plan("plan.print", 1.0), half=True),
    Scene("plan new", record("plans", "plans", "plan"), ("sample", "empty"), half=True),
    Scene("plan import", _import),
    Scene("plan rules", _pane("plans", "open_rules"), ("sample", "empty"), half=True),
    Scene("rota", _rota(), readme="light"),
    Scene("rota long", reference("ROTA-0001"), ("long",)),
    Scene("rota override", _rota("rota.stand_in"), half=True),
    Scene("rota swap", _rota("rota.swap"), half=True),
    Scene("rota layer", _rota("rota.layer"), half=True),
    Scene("rota new", record("plans", "on-call", "rota"), ("empty",), half=True),
    Scene("rota empty", _rota_of_nobody, ("one",)),
    Scene("escalation policy", record("plans", "escalation", "escalation_policy", "Critical"), ("sample",)),
    Scene("escalation new", record("plans", "escalation", "escalation_policy"), ("empty",), half=True),
    Scene("policy", reference("POL-0001")),
    Scene("policy new", record("plans", "policies", "policy_document"), ("empty",), half=True),
    Scene("audience", record("plans", "audiences", "audience", "Management"), half=True),
    Scene("audience long", record("plans", "audiences", "audience", "Geschäft"), ("long",), half=True),
    Scene("message template", record("plans", "templates", "message_template", "%")),
    *(
        Scene(
            f"organisation {tab}", reference(f"organisation#{tab}"), ("sample", "empty", "long"), half=tab != "people"
        )
        for tab in _ORGANISATION_TABS
    ),
    *(
        Scene(f"{noun} dialog", record("organisation", tab, table, name), half=True)
        for noun, tab, table, name in _DIALOGS
    ),
    Scene("person dialog long", record("organisation", "people", "person", "Wolfeschlegel"), ("long",), half=True),
    Scene("departments", _departments, half=True),
    Scene("calendar new", record("organisation", "calendars", "calendar"), ("empty",), half=True),
    Scene("SLA new", record("organisation", "slas", "sla"), ("empty",), half=True),
    Scene("service map", reference("service-map"), _CONTENTS),
    Scene("outlet", _outlet, half=True),
    Scene("vault", _vault, half=True),
)
