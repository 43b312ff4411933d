"""By which way an incident came in."""

from enum import StrEnum

from incidentdesk.language import N_


class Channel(StrEnum):
    PHONE = "Phone"
    WALK_UP = "Walk-up"
    EMAIL = "E-mail"
    WEB_FORM = "Web form"
    MONITOR = "Monitor"
    ALERT = "Alert"
    API = "API"
    IMPORT = "Import"


_SHOWN = (N_("Phone"), N_("Walk-up"), N_("E-mail"), N_("Web form"), N_("Monitor"), N_("Alert"), N_("API"), N_("Import"))
