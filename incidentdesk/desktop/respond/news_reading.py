"""What the part about news to reporters reads: news and letters with their words, and how one reads for an incident."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.improve.follow_up_setting import FollowUpSetting, follow_up_setting
from incidentdesk.improve.letter_token import footer
from incidentdesk.improve.letter_words import ASKED, LETTER_FIELDS, Letter, LetterText, letter_texts, usual_letter
from incidentdesk.improve.letter_words import TITLE as LETTER_TITLE
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.message_text import FIELDS, MessageField
from incidentdesk.prepare.outlet import OutletKind
from incidentdesk.prepare.outlet_list import outlets
from incidentdesk.refusal import Refused
from incidentdesk.respond.message_draft import filled, message_values, sample_values
from incidentdesk.respond.reporter_news import TITLE, News, NewsText, news_texts, usual_text

_MOST_OFFERED = 200
_WHEN = {
    News.RECEIVED: N_("as soon as it is logged"),
    News.ASSIGNED: N_("when somebody is to work on it"),
    News.HOLD: N_("when it has to wait"),
    News.RESOLVED: N_("when it is resolved"),
    News.REOPENED: N_("when it is opened again"),
    Letter.CONFIRMATION: N_("when it is resolved"),
    Letter.SURVEY: N_("when it is resolved"),
    Letter.BOTH: N_("instead of the two"),
    Letter.REMINDER: N_("some days later"),
}
_NEWS_FIELDS = tuple(field for field in FIELDS if field.name.startswith("incident.") or field.name in ("desk", "now"))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one kind of news or letter as they are stored, and the usual ones; `when` it is sent where on."""

    key: News | Letter
    title: str
    when: str
    on: bool
    subject: str
    body: str
    usual: tuple[str, str]
    fields: tuple[MessageField, ...]

    @property
    def letter(self) -> bool:
        """Whether it is switched by the settings of the follow-up, and answered by the lines below it."""
        return isinstance(self.key, Letter)


@dataclass(frozen=True, slots=True)
class Known:
    """`incidents` are the newest, as “INC-0042 Title”; `can_send` says whether an outlet for e-mail is on."""

    words: tuple[Words, ...]
    incidents: tuple[str, ...]
    can_send: bool


@dataclass(frozen=True, slots=True)
class Preview:
    about: str
    subject: str
    body: str
    warning: str


def read_news(database: Any) -> Known:
    """For a worker."""
    with database.read() as reader:
        rows = reader.rows(
            "SELECT id, title FROM incident WHERE withdrawn_at IS NULL ORDER BY id DESC LIMIT :most",
            {"most": _MOST_OFFERED},
        )
        can_send = any(each.kind == OutletKind.EMAIL and each.enabled for each in outlets(reader))
        setting = follow_up_setting(reader)
        words = [_of_news(each) for each in news_texts(reader)]
        words += [_of_letter(each, setting) for each in letter_texts(reader)]
        return Known(tuple(words), tuple(f"{number(int(row[0]))} {row[1]}" for row in rows), can_send)


def _of_news(text: NewsText) -> Words:
    title, when = _(TITLE[text.news]), _(_WHEN[text.news])
    return Words(text.news, title, when, text.on, text.subject, text.body, usual_text(text.news), _NEWS_FIELDS)


def _of_letter(text: LetterText, setting: FollowUpSetting) -> Words:
    letter = text.letter
    on = all(_is_on(setting, kind) for kind in ASKED[letter])
    if letter == Letter.REMINDER:
        on = on and bool(setting.remind_days)
    title, when = _(LETTER_TITLE[letter]), _(_WHEN[letter])
    return Words(letter, title, when, on, text.subject, text.body, usual_letter(letter), LETTER_FIELDS)


def _is_on(setting: FollowUpSetting, kind: str) -> bool:
    return (setting.survey_since if kind == "survey" else setting.confirmation_since) is not None


def preview(database: Any, about: str, key: News | Letter, subject: str, body: str, zone: ZoneInfo) -> Preview:
    """How it reads for the incident whose number stands first in `about`, or for one made up; for a worker.

    Raises Refused where there is no such incident.
    """
    fields = LETTER_FIELDS if isinstance(key, Letter) else _NEWS_FIELDS
    links = {f"{kind}_link": f"https://desk.example.org/{kind}/…" for kind in ("survey", "confirm")}
    if not about.strip():
        made = filled(subject, body, {**sample_values(zone), **links}, "", fields)
        return Preview(_("For an incident that is made up"), made.subject, _with_footers(key, made.body), made.warning)
    incident_id = incident_id_of(about.split()[0])
    with database.read() as reader:
        rows = reader.rows(
            "SELECT person.name FROM incident LEFT JOIN person ON person.id = incident.reporter_id"
            " WHERE incident.id = :id AND incident.withdrawn_at IS NULL",
            {"id": incident_id},
        )
        if not rows:
            raise Refused(_("There is no incident {number}.").format(number=number(incident_id)))
        values = message_values(reader, incident_id, audience_id=None, phase="", zone=zone)
    made = filled(subject, body, {**values, **links}, "", fields)
    name = _("To {name}").format(name=isolated(rows[0][0])) if rows[0][0] else _("Nobody is known who reported it")
    return Preview(f"{number(incident_id)} · {name}", made.subject, _with_footers(key, made.body), made.warning)


def _with_footers(key: News | Letter, body: str) -> str:
    """A letter with the lines by which its answers are found."""
    asked = ASKED[key] if isinstance(key, Letter) else ()
    return "\n\n".join([body.strip(), *(footer(kind, "…") for kind in asked)])
