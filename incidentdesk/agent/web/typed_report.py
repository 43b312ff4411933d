"""What somebody has typed into the form, and what is wrong with it, in their own language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from incidentdesk import clock
from incidentdesk.agent.web.limits import FILES_LIMIT, MEGABYTE, MOST_FILES
from incidentdesk.agent.web.words import Words
from incidentdesk.detect.wording import LONGEST_TITLE
from incidentdesk.prepare.naming import LONGEST_NAME
from incidentdesk.respond.form_taking import BADNESS, Report, SentFile

LONGEST_DESCRIPTION = 100_000  # characters
LONGEST_SERVICE = 200  # characters
_ADDRESS = re.compile(r"[^\s@<>\"(),;:\\]{1,64}@[^\s@<>\"(),;:\\.]+(\.[^\s@<>\"(),;:\\.]+)*")
_SINCE = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
FIELDS = ("what", "happened", "who", "email", "since", "service", "bad")


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields as texts, each as it was typed."""

    what: str = ""
    happened: str = ""
    who: str = ""
    email: str = ""
    since: str = ""
    service: str = ""
    bad: str = ""


def typed_of(fields: Mapping[str, object]) -> Typed:
    """From what a form has sent; a field that is missing, or a file in its place, is empty."""
    return Typed(**{name: value for name in FIELDS if isinstance(value := fields.get(name), str)})


def wrong_with(
    typed: Typed, files: Sequence[SentFile], words: Words, zone: tzinfo, *, file_limit: int = FILES_LIMIT
) -> dict[str, str]:
    """A sentence for each field that can't be taken, in the order of the form; `file_limit` in bytes for one file."""
    what, who = " ".join(typed.what.split()), " ".join(typed.who.split())
    found = {
        "what": "" if what else words("what_missing"),
        "happened": words("happened_long") if len(typed.happened) > LONGEST_DESCRIPTION else "",
        "who": "" if who else words("who_missing"),
        "email": words("email_wrong") if typed.email.strip() and not is_address(typed.email) else "",
        "since": _wrong_since(typed.since, words, zone),
        "bad": "" if typed.bad in BADNESS else words("bad_missing"),
        "files": _wrong_files(files, words, file_limit),
    }
    if len(what) > LONGEST_TITLE:
        found["what"] = words("what_long", most=LONGEST_TITLE)
    if len(who) > LONGEST_NAME:
        found["who"] = words("who_long", most=LONGEST_NAME)
    return {name: sentence for name, sentence in found.items() if sentence}


def report_of(typed: Typed, zone: tzinfo) -> Report:
    """The report, where nothing is wrong with what was typed."""
    return Report(
        title=" ".join(typed.what.split()),
        description=typed.happened.strip(),
        name=" ".join(typed.who.split()),
        email=typed.email.strip(),
        service=" ".join(typed.service.split())[:LONGEST_SERVICE],
        bad=typed.bad,
        since=_since(typed.since, zone),
    )


def is_address(text: str) -> bool:
    """Whether it looks like an e-mail address; whether it is one, only a mail can tell."""
    return len(text.strip()) <= 254 and _ADDRESS.fullmatch(text.strip()) is not None


def _wrong_since(text: str, words: Words, zone: tzinfo) -> str:
    if not text.strip():
        return ""
    since = _since(text, zone)
    if since is None:
        return words("since_wrong")
    return words("since_future") if since > clock.now() else ""


def _since(text: str, zone: tzinfo) -> datetime | None:
    """An instant by the clock in a zone; None where it is empty, no time, or before 1970."""
    for form in _SINCE:
        try:
            found = datetime.strptime(text.strip()[:30], form).replace(tzinfo=zone)
        except ValueError:
            continue
        return found if 1970 < found.year < 9999 else None
    return None


def _wrong_files(files: Sequence[SentFile], words: Words, file_limit: int) -> str:
    if len(files) > MOST_FILES:
        return words("files_many", files=MOST_FILES)
    if sum(len(each.data) for each in files) > FILES_LIMIT:
        return words("files_large", megabytes=FILES_LIMIT // MEGABYTE)
    for each in files:
        if len(each.data) > file_limit:
            return words("file_large", name=each.name[:80], megabytes=file_limit // MEGABYTE)
    return ""
