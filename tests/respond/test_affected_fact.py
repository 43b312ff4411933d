"""Who is affected, as the timeline tells it."""

from incidentdesk.detect.affected_person_change import add_affected, change_affected
from incidentdesk.detect.intake import log_incident
from incidentdesk.respond.timeline import timeline


def told(desk, incident_id) -> list[tuple[str, str]]:
    with desk.read() as reader:
        facts = timeline(reader, incident_id)
    plain = str.maketrans("", "", "\u2068\u2069")
    return [(fact.actor, fact.text.translate(plain)) for fact in facts if "ffected" in fact.text]


def test_the_timeline_names_who_is_affected_and_who_is_not_any_more(desk):
    with desk.write(actor="Mei Okafor") as session:
        incident_id = log_incident(session, title="Mail is slow")
    with desk.write(actor="Mei Okafor") as session:
        change_affected(session, incident_id, "Zoe Adams\tPayroll closes today\nCem Aydin", seen="")
    with desk.write(actor="Bo Diaz") as session:
        change_affected(
            session, incident_id, "Zoe Adams\tShe is done", seen="Zoe Adams\tPayroll closes today\nCem Aydin"
        )
    with desk.write(actor="Ann Lee") as session:
        add_affected(session, incident_id, "Cem Aydin")

    assert told(desk, incident_id) == [
        ("Mei Okafor", "Affected: Zoe Adams (Payroll closes today), Cem Aydin"),
        ("Bo Diaz", "Noted of who is affected: Zoe Adams (She is done) · Not affected any more: Cem Aydin"),
        ("Ann Lee", "Affected: Cem Aydin"),
    ]
