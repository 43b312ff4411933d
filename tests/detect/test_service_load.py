from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.service_load import open_by_service, service_loads
from incidentdesk.prepare.service_change import create_service


def act(desk, use_case, *arguments, **facts):
    with desk.write(actor="Mei Okafor", via="test") as session:
        return use_case(session, *arguments, **facts)


def test_open_incidents_are_counted_by_service(desk):
    power = act(desk, create_service, name="Power")
    mail = act(desk, create_service, name="Mail", needs="Power")
    for title in ("Slow", "Down"):
        act(desk, log_incident, title=title, service="Mail")
    act(desk, log_incident, title="No service")
    with desk.read() as reader:
        assert open_by_service(reader) == {mail: 2}
        loads = service_loads(reader)
    assert [(load.service.id, load.opened, load.breaks) for load in loads] == [(mail, 2, 0), (power, 0, 1)]
