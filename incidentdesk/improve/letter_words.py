"""The words of the letters after a resolution: whether it is solved, how satisfied whoever reported is, a reminder.

A person may write them; a template that can't be filled in gives way to the words with which the program comes. The
line by which an answer is found stands below them and is nobody's to change.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from incidentdesk.improve.asking import link_to
from incidentdesk.improve.letter_token import footer
from incidentdesk.language import N_, _
from incidentdesk.prepare.message_text import FIELDS, MessageField, check_template, rendered
from incidentdesk.prepare.setting import set_setting
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.message_draft import message_values
from incidentdesk.respond.outbox import TOKEN_MARK
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

SETTING = "question_letters"


class Letter(StrEnum):
    CONFIRMATION = "confirmation"
    SURVEY = "survey"
    BOTH = "both"
    REMINDER = "reminder"


TITLE = {
    Letter.CONFIRMATION: N_("Is it solved?"),
    Letter.SURVEY: N_("Survey"),
    Letter.BOTH: N_("Is it solved?, with the survey"),
    Letter.REMINDER: N_("Reminder of the survey"),
}
# What is asked in each, in the order of the lines by which the answers are found.
ASKED = {
    Letter.CONFIRMATION: ("confirm",),
    Letter.SURVEY: ("survey",),
    Letter.BOTH: ("confirm", "survey"),
    Letter.REMINDER: ("survey",),
}
LETTER_FIELDS = (
    *(field for field in FIELDS if field.name.startswith("incident.") or field.name in ("desk", "now")),
    MessageField("confirm_link", N_("Web page that asks whether it is solved; empty where there is none")),
    MessageField("survey_link", N_("Web page of the survey; empty where there is none")),
)

_RESOLVED = N_("{{ incident.number }} “{{ incident.title }}” is resolved.\n\n")
_DONE = N_("{% if incident.resolution %}What was done: {{ incident.resolution }}\n\n{% endif %}")
_CONFIRM = N_(
    "Is it solved for you? Answer this message with YES or NO in its first line. After a NO, write what is still wrong;"
    " it is opened again then.\n\n"
    "{% if confirm_link %}Or answer here: {{ confirm_link }}\n\n{% endif %}"
)
_SURVEY = N_(
    "How satisfied are you with how it was handled? Answer this message with a number in its first line, from 5"
    " (very satisfied) to 1 (very dissatisfied). What you write below it is read by a person.\n\n"
    "{% if survey_link %}Or answer here: {{ survey_link }}\n\n{% endif %}"
)
_AGAIN = N_("We would still like to know what you think. This is the only reminder.\n\n")
_BODIES = {
    Letter.CONFIRMATION: (_RESOLVED, _DONE, _CONFIRM),
    Letter.SURVEY: (_RESOLVED, _SURVEY),
    Letter.BOTH: (_RESOLVED, _DONE, _CONFIRM, _SURVEY),
    Letter.REMINDER: (_RESOLVED, _SURVEY, _AGAIN),
}
_SUBJECTS = {
    Letter.CONFIRMATION: N_("[{{ incident.number }}] Is it solved?"),
    Letter.SURVEY: N_("[{{ incident.number }}] How satisfied are you?"),
    Letter.BOTH: N_("[{{ incident.number }}] Is it solved?"),
    Letter.REMINDER: N_("[{{ incident.number }}] A reminder: how satisfied are you?"),
}


@dataclass(frozen=True, slots=True)
class LetterText:
    """The templates of one letter."""

    letter: Letter
    subject: str
    body: str


def letter_texts(reader: Reader) -> list[LetterText]:
    """All letters in their order, with the usual words where none were written."""
    chosen = setting_of(reader, SETTING)
    texts = []
    for letter in Letter:
        subject, body = usual_letter(letter)
        own = chosen.get(letter.value, {})
        texts.append(LetterText(letter, str(own.get("subject") or subject), str(own.get("body") or body)))
    return texts


def usual_letter(letter: Letter) -> tuple[str, str]:
    """Subject and body with which the program comes."""
    return _(_SUBJECTS[letter]), "".join(_(part) for part in _BODIES[letter]).rstrip() + "\n"


def set_letter(session: Session, letter: Letter, *, subject: str, body: str) -> None:
    """Write the words of a letter; those with which the program comes follow it. Raises Refused for what can't be."""
    for text in (subject, body):
        if not text.strip():
            raise Refused(_("Subject and text can't be empty."))
        check_template(text, LETTER_FIELDS)
    usual = usual_letter(letter)
    own = {"subject": "" if subject == usual[0] else subject, "body": "" if body == usual[1] else body}
    set_setting(session, SETTING, {**setting_of(session.reader, SETTING), letter.value: own})


def written_letter(reader: Reader, letter: Letter, incident_id: int) -> tuple[str, str]:
    """Subject and body of a letter about an incident, with marks where its tokens will stand."""
    links = {f"{kind}_link": link_to(reader, kind, TOKEN_MARK) for kind in ("survey", "confirm")}
    values = {**message_values(reader, incident_id, audience_id=None, phase=""), **links}
    text = next(each for each in letter_texts(reader) if each.letter == letter)
    try:
        return filled_letter(letter, text.subject, text.body, values)
    except Refused:
        return filled_letter(letter, *usual_letter(letter), values)


def filled_letter(letter: Letter, subject: str, body: str, values: dict[str, Any]) -> tuple[str, str]:
    """Two templates with their values, and the lines below; raises Refused for a template that can't be filled in."""
    shown = rendered(subject, values, LETTER_FIELDS), rendered(body, values, LETTER_FIELDS)
    lines = [shown[1].strip(), *(footer(kind) for kind in ASKED[letter])]
    return " ".join(shown[0].split()), "\n\n".join(lines) + "\n"
