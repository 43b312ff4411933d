"""The columns of the rules and of their runs."""

from incidentdesk.desktop import moment
from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.detect.number import number
from incidentdesk.language import N_, _, ngettext
from incidentdesk.respond.rule_list import Run
from incidentdesk.respond.rule_tally import Tallied


def _on_mark(row: Tallied) -> Mark:
    if row.rule.trouble:
        return ("cross", "danger")
    return ("check", "success") if row.rule.enabled else ("minus", "hint")


def _trouble(row: Tallied) -> str:
    if row.rule.trouble:
        return row.rule.trouble
    if row.failed:
        return ngettext("{n} run failed", "{n} runs failed", row.failed).format(n=row.failed)
    return ""


def _last(row: Tallied, now: Now) -> str:
    return _("never") if row.rule.last_run_at is None else moment.relative(row.rule.last_run_at, now.at, now.zone)


def _whole_last(row: Tallied, now: Now) -> str:
    return _("never") if row.rule.last_run_at is None else moment.full(row.rule.last_run_at, now.zone)


def _ink(row: Tallied, _now: Now) -> str:
    return "text" if row.rule.enabled else "text2"


RULE_COLUMNS = (
    Column("place", N_("No."), lambda row, _now: str(row.place), lambda row: row.place, 56, 6, trailing=True,
           role=lambda *_: "text2"),
    Column("on", N_("On"), lambda row, _now: _("on") if row.rule.enabled else _("off"),
           lambda row: not row.rule.enabled, 72, mark=_on_mark, role=lambda *_: "text2"),
    Column("name", N_("Rule"), lambda row, _now: row.rule.name, lambda row: row.rule.name, 240, role=_ink,
           strong=lambda row, _now: row.rule.enabled),
    Column("sentence", N_("What it does"), lambda row, _now: row.sentence, lambda row: row.sentence,
           role=lambda *_: "text2"),
    Column("fired", N_("30 days"), lambda row, _now: str(row.fired) if row.fired else "–", lambda row: row.fired, 80, 2,
           whole=lambda row, _now: ngettext("Fired {n} time in 30 days", "Fired {n} times in 30 days", row.fired)
           .format(n=row.fired), trailing=True, descending=True),
    Column("last", N_("Last run"), _last, lambda row: row.rule.last_run_at or 0, 88, 3, whole=_whole_last,
           role=lambda row, _now: "hint" if row.rule.last_run_at is None else "text2", descending=True),
    Column("trouble", N_("Trouble"), lambda row, _now: _trouble(row), _trouble, 144, 4, role=lambda *_: "danger"),
)  # fmt: skip


def _run_mark(row: Run) -> Mark:
    return ("cross", "danger") if row.failed else ("check", "success")


def _outcome(row: Run) -> str:
    said = _("failed") if row.failed else _("done")
    return _("{outcome}, late").format(outcome=said) if row.late else said


RUN_COLUMNS = (
    Column("outcome", N_("Outcome"), lambda row, _now: _outcome(row), _outcome, 104, mark=_run_mark,
           role=lambda row, _now: "danger" if row.failed else "text"),
    Column("at", N_("When"), lambda row, now: moment.day_and_time(row.at, now.at, now.zone), lambda row: row.at, 136,
           whole=lambda row, now: moment.full(row.at, now.zone), role=lambda *_: "text2", descending=True),
    Column("rule", N_("Rule"), lambda row, _now: row.rule, lambda row: row.rule, 176, 2),
    Column("incident", N_("Incident"), lambda row, _now: number(row.incident_id), lambda row: row.incident_id, 88,
           role=lambda *_: "text2"),
    Column("title", N_("Title"), lambda row, _now: row.title, lambda row: row.title, 220, 3),
    Column("done", N_("What was done"), lambda row, _now: " · ".join(row.done), lambda row: row.done,
           whole=lambda row, _now: "\n".join(row.done)),
)  # fmt: skip
