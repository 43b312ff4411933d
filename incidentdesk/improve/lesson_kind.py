"""What a lesson is about."""

from enum import StrEnum

from incidentdesk.language import N_


class LessonKind(StrEnum):
    WELL = "Went well"
    BADLY = "Went badly"
    LUCKY = "Got lucky"
    FINDING = "Finding"


# For the catalogue of translations: the values are stored in English and shown through `_`.
_SHOWN = (N_("Went well"), N_("Went badly"), N_("Got lucky"), N_("Finding"))
