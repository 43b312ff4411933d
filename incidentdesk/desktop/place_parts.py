"""The parts that stand behind the tabs of a place, apart from the pages, so that they are found unopened."""

from collections.abc import Mapping
from dataclasses import dataclass

from incidentdesk.language import N_


@dataclass(frozen=True, slots=True)
class Part:
    """`new` is what is made there, "" where nothing is; the texts are marked for translation."""

    key: str
    text: str
    new: str
    synonyms: str


PARTS: Mapping[str, tuple[Part, ...]] = {
    "intake": (
        Part("alerts", N_("Alerts"), N_("Take in mail files…"), N_("triage accept merge dismiss firing noise")),
        Part("letters", N_("Could not be taken"), N_("Take in mail files…"), N_("dead letter parked bounce refused")),
        Part("sources", N_("Sources"), N_("New source"), N_("webhook prometheus grafana zabbix token mapping")),
        Part("mailboxes", N_("Mailboxes"), N_("New mailbox"), N_("imap e-mail address")),
    ),
    "automation": (
        Part("rules", N_("Rules"), N_("New rule"), N_("when if then routing round robin trigger condition action")),
        Part("log", N_("Log"), "", N_("runs of rules history what fired")),
        Part("agent", N_("Agent"), "", N_("health lease jobs late gap systemd service unattended")),
        Part("news", N_("News to reporters"), "", N_("received assigned on hold resolved confirmation e-mail")),
    ),
    "analyses": (
        Part("investigations", N_("Investigations"), N_("New investigation"), N_("fishbone five whys root cause")),
        Part("problems", N_("Problems"), N_("New problem"), N_("problem record")),
        Part("actions", N_("Corrective actions"), N_("New action"), N_("capa counter-measure task")),
        Part("known-errors", N_("Known errors"), N_("New known error"), N_("workaround knowledge")),
        Part("articles", N_("Articles"), N_("New article"), N_("knowledge base kb how to solution")),
        Part("lessons", N_("Lessons"), N_("New lesson"), N_("lesson learnt retrospective")),
        Part("reviews", N_("Reviews"), N_("Review an incident"), N_("post-incident review postmortem pir")),
        Part("feedback", N_("Feedback"), N_("Plan a feedback session"), N_("responder meeting debrief retrospective")),
        Part("surveys", N_("Surveys"), "", N_("csat satisfaction score response rate feedback")),
        Part("improvements", N_("Improvements"), N_("New improvement"), N_("continual improvement register csi cim")),
        Part("plan-changes", N_("Plan changes"), N_("Propose a change"), N_("proposal plan version difference diff")),
    ),
    "plans": (
        Part("plans", N_("Response plans"), N_("New plan"), N_("playbook runbook template import rule approve")),
        Part("on-call", N_("On call"), N_("New rota"), N_("rota schedule shift duty swap override")),
        Part("escalation", N_("Escalation"), N_("New escalation policy"), N_("notify wait repeat")),
        Part("policies", N_("Policies"), N_("New policy"), N_("document read acknowledge awareness")),
        Part("audiences", N_("Audiences"), N_("New audience"), N_("stakeholders recipients announcement")),
        Part("templates", N_("Message templates"), N_("New message template"), N_("announcement text update")),
        Part("follow-ups", N_("Follow-ups"), N_("New follow-up"), N_("check-in task after resolution template")),
    ),
    "organisation": (
        Part("people", N_("People"), N_("New person"), N_("staff colleague user absence vacation leave phone")),
        Part("teams", N_("Teams"), N_("New team"), N_("group department")),
        Part("roles", N_("Roles"), N_("New role"), N_("commander scribe deputy standard")),
        Part("services", N_("Services"), N_("New service"), N_("catalogue dependency system")),
        Part("outages", N_("Outages"), N_("Record an outage"), N_("downtime availability maintenance degraded")),
        Part("contacts", N_("Contacts"), N_("New contact"), N_("vendor supplier insurer authority phone")),
        Part("slas", N_("SLAs"), N_("New SLA"), N_("service level agreement target OLA")),
        Part("calendars", N_("Calendars"), N_("New calendar"), N_("working hours holidays")),
    ),
    "drills": (
        Part("readiness", N_("Readiness"), "", N_("prepared score missing gaps overview")),
        Part("drills", N_("Drills"), N_("Schedule a drill"), N_("exercise simulation tabletop game day score")),
        Part("scenarios", N_("Scenarios"), N_("New scenario"), N_("inject script exercise replay of an incident")),
        Part("training", N_("Training"), N_("New course"), N_("matrix requirement overdue expiring certificate skill")),
        Part("sessions", N_("Sessions"), N_("Plan a session"), N_("attendance invitation calendar class trainer")),
        Part("campaigns", N_("Campaigns"), N_("New campaign"), N_("awareness acknowledge read policy plan missing")),
        Part("commanders", N_("Commanders"), N_("Record a rung"), N_("ladder shadow scribe qualified incident lead")),
    ),
}
