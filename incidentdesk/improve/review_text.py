"""What is written in a review: its sections, what they are called, and what they ask for."""

from incidentdesk.language import N_

# The sections that are texts, in the order of the document (Google SRE's and PagerDuty's templates in one).
TEXTS = (
    "overview",
    "impact",
    "detection",
    "causes",
    "resolution",
    "went_well",
    "went_badly",
    "got_lucky",
    "outside_message",
)
# What else a person sets.
FACTS = ("people_affected", "impact_numbers", "lead", "meeting_at")
FIELDS = (*TEXTS, *FACTS)

# All sections, those that are read from the record among them.
SECTIONS = (
    "overview",
    "impact",
    "timeline",
    "detection",
    "causes",
    "resolution",
    "went_well",
    "went_badly",
    "got_lucky",
    "actions",
    "outside_message",
)

SECTION_NAME = {
    "overview": N_("Overview"),
    "impact": N_("Impact"),
    "timeline": N_("Timeline"),
    "detection": N_("Detection"),
    "causes": N_("Causes"),
    "resolution": N_("Resolution"),
    "went_well": N_("What went well"),
    "went_badly": N_("What went badly"),
    "got_lucky": N_("Where we got lucky"),
    "actions": N_("Corrective actions"),
    "outside_message": N_("Message for outside"),
}
FACT_NAME = {
    "people_affected": N_("People affected"),
    "impact_numbers": N_("Other numbers"),
    "lead": N_("Lead of the review"),
    "meeting_at": N_("Review meeting"),
}
# What is asked in each section while nothing stands there.
QUESTION = {
    "overview": N_("What happened, in three sentences that somebody understands who was not there?"),
    "impact": N_("Who noticed what, and what could they not do?"),
    "detection": N_("How was it noticed? What should have told us earlier?"),
    "causes": N_("Why could it happen? What made each step look sensible at the time?"),
    "resolution": N_("What ended the impact, and what solved it for good?"),
    "went_well": N_("What helped, and should be kept? One line for each."),
    "went_badly": N_("What held us up, or made it worse? One line for each."),
    "got_lucky": N_("What could have made it worse, and only by chance did not? One line for each."),
    "outside_message": N_("What do customers and other departments need to know? Without names and internals."),
}
