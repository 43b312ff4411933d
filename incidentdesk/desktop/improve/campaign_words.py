"""How a campaign is said: how far it is, whom it asks, and who is missing."""

from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.language import _, isolated
from incidentdesk.prepare.campaign_list import CampaignRow, CampaignState

STATE_MARK: dict[CampaignState, Mark] = {
    CampaignState.RUNNING: ("half", "info"),
    CampaignState.OVERDUE: ("cross", "danger"),
    CampaignState.COMPLETE: ("seal", "success"),
    CampaignState.ENDED: ("square", "text2"),
}


def progress(row: CampaignRow) -> str:
    """ "12 of 20"."""
    return _("{count} of {all}").format(count=len(row.read), all=row.asked)


def what(row: CampaignRow) -> str:
    """The document and its version, and that another one holds meanwhile."""
    said = _("{number} {name}, version {version}").format(number=row.number, name=row.subject, version=row.version)
    if row.overtaken:
        return _("{what} (version {newest} holds now)").format(what=said, newest=row.newest)
    return said


def audience(row: CampaignRow) -> str:
    return " · ".join(each for each in (row.role, row.team, row.department) if each) or _("all staff")


def missing_text(row: CampaignRow) -> str:
    """Who has not acknowledged, as one pastes it into a mail: a heading and a name on each line."""
    heading = _("{name}, until {day}: not acknowledged yet").format(name=isolated(row.name), day=row.due_on)
    return "\n".join([heading, *(name for _key, name in row.missing)])
