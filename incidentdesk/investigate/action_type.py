"""What kind of thing a corrective action is."""

from enum import StrEnum

from incidentdesk.language import N_


class ActionType(StrEnum):
    SOFTWARE = "Software update"
    HARDWARE = "Hardware replacement"
    CONFIGURATION = "Configuration"
    POLICY = "Policy or procedure"
    TRAINING = "Training"
    MONITORING = "Monitoring"
    SUPPLIER = "Supplier"


# For the catalogue of translations: the values are stored in English and shown through `_`.
_SHOWN = (
    N_("Software update"), N_("Hardware replacement"), N_("Configuration"), N_("Policy or procedure"),
    N_("Training"), N_("Monitoring"), N_("Supplier"),
)  # fmt: skip
