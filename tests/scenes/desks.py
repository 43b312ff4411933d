"""What the desks of the tour hold: much, nothing, one incident, long names, and investigations of every size."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from incidentdesk.store.database import Database
from incidentdesk.store.session import Session

if TYPE_CHECKING:
    from incidentdesk.investigate.cause_graph import CauseGraph


def _fill_sample(database: Database) -> None:
    from incidentdesk.measure.sample_desk import fill_desk

    fill_desk(database)


def _fill_nothing(_database: Database) -> None:
    pass


def _fill_one(database: Database) -> None:
    from incidentdesk.detect.intake import log_incident

    with database.write(actor="Mei Okafor", via="window") as session:
        log_incident(session, title="Printer jams")


LONG_TITLES = (
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhersteller kann das Rechnungseingangsbearbeitungssystem"
    " seit der Umstellung der Sicherheitszertifikatsverwaltung nicht mehr erreichen",
    "لا يمكن لموظفي قسم الجمارك في المستودع الرئيسي طباعة وثائق الشحن من نظام تخطيط الموارد منذ تحديث البارحة ليلاً",
    "倉庫管理システムのハンディスキャナーが在庫データベースに接続できず、朝から出荷作業が完全に停止しています",
    "https://intranet.nordwind.example/" + "a-very-long-address-without-any-place-to-break/" * 4,
    "Short",
)


LONG_PEOPLE = (
    "عبد الرحمن بن محمد الخطيب الأنصاري",
    "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Sr.",
    "Karoline-Friederike von der Oberwiesenthal-Hohenschwangau",
)
LONG_SERVICES = (
    "Rechnungseingangsbearbeitungssystem der Hauptverwaltung",
    "Sicherheitszertifikatsverwaltung und Benutzeranmeldung",
    "نظام تخطيط موارد المؤسسة في المستودع الرئيسي",
    "Lagerverwaltungssoftware mit Handscannerfunkanbindung",
)
LONG_TEAM = "فريق البنية التحتية والشبكات"
LONG_ROLES = ("Verantwortliche für die Wiederherstellung der Netzwerkinfrastruktur", "قائد الاستجابة للحوادث الكبرى")
LONG_ROTA = "Rufbereitschaft der Netzwerkinfrastruktur und Standortvernetzung"
LONG_AUDIENCES = ("Geschäftsführung und Bereichsleitungen aller Standorte", "فريق الإدارة العليا ومديرو الفروع")
LONG_PHASES = ("Erstbewertung und Schadensbegrenzung im Rechenzentrum", "الاستعادة والتحقق", "Nachbereitung")


def _fill_long(database: Database) -> None:
    from incidentdesk.detect.intake import log_incident
    from incidentdesk.respond.activation import activate
    from incidentdesk.respond.note import add_note
    from tests.scenes.feedback import tell_long

    with database.write(actor="Mei Okafor", via="window") as session:
        _prepare_long_people(session)
        plan_id = _prepare_long_plan(session)
        for title in LONG_TITLES:
            incident_id = log_incident(
                session,
                title=title,
                description=f"{title}. " * 6,
                reporter="Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Sr.",
                service="Rechnungseingangsbearbeitungssystem der Hauptverwaltung",
                category="Netzwerkinfrastruktur und Standortvernetzung",
                subcategory="Sicherheitszertifikatsverwaltung",
                team="فريق البنية التحتية والشبكات",
                assignee="عبد الرحمن بن محمد الخطيب الأنصاري",
                tags=[f"schlagwort-nummer-{number}" for number in range(12)],
                impact=1,
                urgency=1,
                major=True,
            )
            add_note(session, incident_id, f"{title}\n\n{title} " * 3, public=True)
        activate(session, 1, plan_id=plan_id)
        _improve_long(session, plan_id)
        tell_long(session, LONG_TITLES, LONG_PEOPLE)


def _prepare_long_people(session: Session) -> None:
    from incidentdesk.prepare.contact_change import create_contact
    from incidentdesk.prepare.person_change import create_person
    from incidentdesk.prepare.rota_change import create_rota
    from incidentdesk.prepare.rota_layer_change import add_layer
    from incidentdesk.prepare.service_change import create_service
    from incidentdesk.prepare.sla_change import create_sla

    for place, name in enumerate(LONG_PEOPLE):
        methods = f"E-mail\tein-sehr-langes-postfach-der-hauptverwaltung-{place}@nordwind-logistik.example"
        create_person(session, name=name, job_title=LONG_ROLES[place % 2], department=LONG_TEAM, methods=methods)
    for place, name in enumerate(LONG_SERVICES):
        needs = f"{LONG_SERVICES[place - 1]}\tohne Anmeldung geht dort nichts" if place else ""
        create_service(session, name=name, owner=LONG_PEOPLE[place % 3], team=LONG_TEAM, needs=needs, rto="4 h")
        create_contact(session, name=f"Bereitschaft {name}", service=name, methods="Phone\t+49 40 555 010 203 040")
    create_sla(session, name=f"Dienstgütevereinbarung: {LONG_SERVICES[0]}", targets="P1\t15m\t1h\t4h")
    daily = {"people": LONG_PEOPLE, "every": "days"}
    rota_id = create_rota(session, name=LONG_ROTA, time_zone="Europe/Berlin", team=LONG_TEAM, **daily)
    add_layer(session, rota_id, name="طبقة الاحتياط الثانية", turn=1, starts="2026-01-05T09:00", **daily)


def _improve_long(session: Session, plan_id: int) -> None:
    """Improvements of every state and a proposal that waits."""
    from incidentdesk.improve.improvement import ImprovementSource
    from incidentdesk.improve.improvement_change import create_improvement, move_improvement
    from incidentdesk.improve.plan_proposal_change import propose_change
    from incidentdesk.prepare.plan_editing import set_action
    from incidentdesk.prepare.plan_version import approved_version

    states = ("Accepted", "Assess", "Approved", "In Progress", "Review")
    for place, title in enumerate(LONG_TITLES):
        improvement_id = create_improvement(
            session, title=title, source=tuple(ImprovementSource)[place], owner=LONG_PEOPLE[place % 3],
            service=LONG_SERVICES[place % 4], benefit="High", effort="Medium", due_on="2026-01-31",
            from_incident_id=place + 1, description=f"{title}. " * 3,
        )  # fmt: skip
        for state in states[: place + 1]:
            move_improvement(session, improvement_id, state)
    version = approved_version(session.reader, plan_id)
    assert version is not None
    key = version.content.actions[0].key
    changed = set_action(version.content, key, title=LONG_TITLES[1], criterion=LONG_TITLES[0])
    propose_change(session, plan_id=plan_id, content=changed, reason=f"{LONG_TITLES[0]}. " * 3, improvement_id=1)


def _prepare_long_plan(session: Session) -> int:
    """A plan of thirty actions in three phases, approved; returns its id."""
    from incidentdesk.prepare.audience_change import create_audience
    from incidentdesk.prepare.plan_change import approve, create_plan
    from incidentdesk.prepare.plan_content import Action, Phase, PlanContent, new_key
    from incidentdesk.prepare.plan_version import current_version
    from incidentdesk.prepare.role_change import create_role

    for name in LONG_ROLES:
        create_role(session, name=name, holders=f"rota\t{LONG_ROTA}")
    for name in LONG_AUDIENCES:
        create_audience(session, name=name, members="\n".join(f"person\t{each}" for each in LONG_PEOPLE))
    actions = [
        Action(
            new_key(), LONG_TITLES[place % 5], role=LONG_ROLES[place % 2], department=LONG_TEAM, offset=15 * place,
            mandatory=place % 4 > 0, instructions=f"{LONG_TITLES[place % 3]}. " * 3, criterion=LONG_TITLES[0],
        )
        for place in range(30)
    ]  # fmt: skip
    phases = tuple(
        Phase(new_key(), title, tuple(actions[place * 10 : place * 10 + 10])) for place, title in enumerate(LONG_PHASES)
    )
    content = PlanContent(f"{LONG_TITLES[0]}. " * 2, phases, LONG_ROLES, audiences=LONG_AUDIENCES)
    plan_id = create_plan(session, name=f"Totalausfall: {LONG_SERVICES[0]}", content=content)
    version = current_version(session.reader, plan_id)
    assert version is not None
    approve(session, version.id)
    return plan_id


def _fill_arrivals(database: Database) -> None:
    from tests.scenes.arrivals import fill_arrivals

    fill_arrivals(database)


def _fill_drills(database: Database) -> None:
    from tests.scenes.drills import fill_drills

    fill_drills(database)


def _fill_causes(database: Database) -> None:
    """Investigations with no cause, with one, and with very many, each under the name of its scene."""
    from tests.investigate.investigated import investigate

    with database.write(actor="Mei Okafor", via="window") as session:
        for name, graph in graphs_by_name().items():
            investigate(session, graph, tags=(name,))


GRAPHS = (
    *("fishbone-0", "fishbone-1", "fishbone-6", "fishbone-39", "fishbone-63", "fishbone-300"),
    *("whys-0", "whys-1", "whys-payroll", "whys-foreign", "whys-12", "whys-60"),
)


def graphs_by_name() -> dict[str, "CauseGraph"]:
    from tests.investigate.pictured import none, one, six, sixty_three, thirty_nine, three_hundred
    from tests.investigate.pictured_whys import chain, foreign, many, payroll
    from tests.investigate.pictured_whys import none as no_why
    from tests.investigate.pictured_whys import one as one_why

    graphs = (
        *(none(), one(), six(), thirty_nine(), sixty_three(), three_hundred()),
        *(no_why(), one_why(), payroll(), foreign(), chain(12), many(60)),
    )
    return dict(zip(GRAPHS, graphs, strict=True))


DESKS: dict[str, Callable[[Database], None]] = {
    "sample": _fill_sample,
    "empty": _fill_nothing,
    "one": _fill_one,
    "long": _fill_long,
    "causes": _fill_causes,
    "arrivals": _fill_arrivals,
    "drills": _fill_drills,
}
