"""Setting monitors up, changing and withdrawing them."""

import json
import socket

import pytest

from incidentdesk.detect.monitor_change import change_monitor, create_monitor, mute_monitor, withdraw_monitor
from incidentdesk.detect.monitor_list import monitor_named, monitor_of, monitors
from incidentdesk.prepare.service_change import create_service
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict


def write(desk, act, *arguments, **facts):
    with desk.write(actor="Mei Okafor") as session:
        return act(session, *arguments, **facts)


def test_a_monitor_is_made_with_what_it_needs_and_read_back(desk):
    write(desk, create_service, name="Shop")
    router = write(desk, create_monitor, name="Router", kind="Ping", target=" router.example.org ")
    made = write(
        desk, create_monitor, name="Web shop", kind="Web page", target="https://shop.example.org/",
        options={"status": "200-299", "contains": "", "days": 3, "latency": "800"}, service="shop", parent="ROUTER",
        interval=30, impact=1,
    )  # fmt: skip
    with desk.read() as reader:
        row = monitor_of(reader, made, 0)
        assert monitor_named(reader, "web SHOP") == made
        assert [each.name for each in monitors(reader, 0)] == ["Router", "Web shop"]
        assert monitor_of(reader, router, 0).target == "router.example.org"
    # What is empty or of another kind falls away.
    assert row.options == {"status": "200-299", "latency": 800}
    assert (row.service, row.parent, row.interval, row.impact, row.enabled) == ("Shop", "Router", 30, 1, True)
    assert (row.health, row.since, row.availability_day, row.strip[0][2]) == ("Unknown", None, None, "Unknown")


def test_what_is_looked_at_on_a_machine_remembers_which(sqlite_desk):
    made = write(sqlite_desk, create_monitor, name="Disk", kind="Disk space")
    with sqlite_desk.read() as reader:
        row = monitor_of(reader, made, 0)
    assert (row.target, row.options) == ("/", {"machine": socket.gethostname()})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "router"}, "There is “"),
        ({"kind": "Telepathy"}, "no such kind"),
        ({"target": ""}, "What is to be watched"),
        ({"target": "shop.example.org"}, "is no web address"),
        ({"target": "ftp://shop.example.org"}, "is no web address"),
        ({"target": "http://shop:99999/"}, "is no web address"),
        ({"kind": "TCP port", "target": "shop"}, "is no address with a port"),
        ({"kind": "Ping", "target": "-c9"}, "is no name and no address"),
        ({"kind": "DNS name", "target": "a.example", "options": {"record": "XYZ"}}, "Records are"),
        ({"kind": "DNS name", "target": "a.example", "options": {"server": "a b"}}, "is no address with a port"),
        ({"kind": "Pattern in a log", "target": "/var/log/x"}, "Which pattern"),
        ({"kind": "Pattern in a log", "target": "/var/log/x", "options": {"regex": "("}}, "can't be read"),
        ({"kind": "SMTP server", "target": "mail", "options": {"user": "mei"}}, "not encrypted"),
        ({"options": {"status": "fine"}}, "is no status"),
        ({"options": {"status": "900"}}, "is no status"),
        ({"options": {"latency": "fast"}}, "is a number from 1 to 120000"),
        ({"options": {"method": "DELETE"}}, "GET or HEAD"),
        ({"options": {"regex": "["}}, "can't be read"),
        ({"interval": 1}, "in 5 to"),
        ({"interval": "often"}, "in 5 to"),
        ({"timeout": 0}, "ends after 1 to 120"),
        ({"failures": 0}, "by 1 to 100 checks"),
        ({"impact": 4}, "Impact and urgency"),
        ({"on_recovery": "Celebrate"}, "Choose what becomes"),
        ({"parent": "nobody"}, "There is no monitor"),
        ({"service": "nobody"}, "There is no service"),
        ({"colour": "red"}, "There is no field"),
    ],
)
def test_what_a_monitor_cant_be_is_refused(sqlite_desk, wrong, said):
    write(sqlite_desk, create_monitor, name="Router", kind="Ping", target="router.example.org")
    facts = {"name": "Web shop", "kind": "Web page", "target": "https://shop.example.org/"}
    with pytest.raises(Refused, match=said.replace("(", r"\(")):
        write(sqlite_desk, create_monitor, **(facts | wrong))


def test_changes_are_held_against_what_was_seen_and_against_the_kind(desk):
    made = write(desk, create_monitor, name="Web shop", kind="Web page", target="https://shop.example.org/")
    write(desk, change_monitor, made, {"interval": 30}, seen={"interval": 60})
    with pytest.raises(Conflict):
        write(desk, change_monitor, made, {"interval": 90}, seen={"interval": 60})
    with pytest.raises(Refused, match="is no address with a port"):
        write(desk, change_monitor, made, {"kind": "TCP port"})
    write(desk, change_monitor, made, {"kind": "TCP port", "target": "shop.example.org:443"})
    write(desk, change_monitor, made, {"enabled": False})
    with desk.read() as reader:
        row = monitor_of(reader, made, 0)
    assert (row.kind, row.target, row.interval, row.enabled) == ("TCP port", "shop.example.org:443", 30, False)


def test_parents_in_a_circle_are_refused_and_one_that_is_taken_away_lets_its_children_go(desk):
    first, second, third = (
        write(desk, create_monitor, name=name, kind="Ping", target="a.example", parent=parent)
        for name, parent in (("A", ""), ("B", "A"), ("C", "B"))
    )
    for child, parent in ((first, "C"), (first, "A"), (second, "C")):
        with pytest.raises(Refused, match="can't be its parent"):
            write(desk, change_monitor, child, {"parent": parent})
    write(desk, withdraw_monitor, second)
    with desk.read() as reader:
        assert [(row.name, row.parent) for row in monitors(reader, 0)] == [("A", ""), ("C", "")]
        assert monitor_of(reader, third, 0) is not None
    # The name is free again.
    write(desk, create_monitor, name="B", kind="Ping", target="b.example")


def test_a_monitor_is_muted_until_a_time_to_come(desk):
    made = write(desk, create_monitor, name="Router", kind="Ping", target="router.example.org")
    with pytest.raises(Refused, match="a time to come"):
        write(desk, mute_monitor, made, 1)
    with desk.write(actor="Mei Okafor") as session:
        mute_monitor(session, made, session.at + 60_000_000)
        until = session.at + 60_000_000
    with desk.read() as reader:
        assert monitor_of(reader, made, until - 1).muted
        assert not monitor_of(reader, made, until).muted
    write(desk, mute_monitor, made, None)
    with desk.read() as reader:
        assert monitor_of(reader, made, 0).muted_until is None


def test_no_password_is_kept_among_the_options(sqlite_desk):
    made = write(
        sqlite_desk, create_monitor, name="Mail", kind="IMAP server", target="mail.example.org",
        options={"user": "mei", "password": "canary-fig"},
    )  # fmt: skip
    assert made
    with sqlite_desk.read() as reader:
        assert "canary" not in json.dumps([str(row) for row in reader.rows("SELECT * FROM ledger")])
        assert monitor_of(reader, made, 0).secret_name.startswith("monitor ")
