"""Setting up the sources of alerts: who may send, what is understood, and what becomes of it."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from incidentdesk.detect.alert import alert_source
from incidentdesk.detect.alert_mapping import AlertMapping, checked_mapping, mapping_of, mapping_text
from incidentdesk.detect.alert_preset import MAPPING, PRESETS, preset_named
from incidentdesk.detect.alert_signature import new_signing_secret
from incidentdesk.detect.monitor import OnRecovery
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.category import category
from incidentdesk.prepare.fact import Fact, changed_columns, chosen, give_up_facts, one_of, present, stored_facts
from incidentdesk.prepare.record_name import existing, insert_named, own_name, record_named, refuse_taken
from incidentdesk.prepare.secret import set_secret
from incidentdesk.prepare.service import service
from incidentdesk.prepare.team import team
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

MOST_ALERTS_AWAITED = 100
LONGEST_MINUTES = 30 * 24 * 60
_LONGEST_SAMPLE = 200_000  # characters


def _number(column: str, most: int, sentence: str) -> Fact:
    def choose(value: Any) -> int:
        written = str(value).strip()
        if not (written.isascii() and written.isdecimal()) or int(written[:9]) > most:
            raise Refused(_(sentence).format(most=most))
        return int(written)

    return chosen(column, choose)


def _mapping(_session: Session, value: Any) -> str:
    return mapping_text(value if isinstance(value, AlertMapping) else mapping_of(str(value)))


def _sample(_session: Session, value: Any) -> str:
    text = text_of(str(value)).strip()
    if len(text) > _LONGEST_SAMPLE:
        raise Refused(_("The sample is too long: at most {most} characters.").format(most=_LONGEST_SAMPLE))
    return text


_MINUTES = N_("Minutes are a whole number from 0 to {most}.")
SOURCE_FACTS: Mapping[str, Fact] = {
    "name": own_name(N_("A source needs a name, as “Prometheus in Lisbon”.")),
    "preset": chosen("preset", lambda value: preset_named(str(value))),
    "mapping": Fact("mapping", _mapping, lambda _session, stored: stored),
    "sample": Fact("sample", _sample, lambda _session, stored: stored),
    "signed": chosen("signed", bool),
    "enabled": chosen("enabled", bool),
    "threshold": _number(
        "threshold", MOST_ALERTS_AWAITED, N_("The number of alerts that open an incident is a whole number from 0 "
                                             "(never by itself) to {most}."),
    ),
    "within": _number("within", LONGEST_MINUTES, _MINUTES),
    "correlate": _number("correlate", LONGEST_MINUTES, _MINUTES),
    "on_recovery": chosen("on_recovery", one_of(tuple(OnRecovery), N_("Choose what happens on recovery."))),
    "reopen_within": _number("reopen_within", LONGEST_MINUTES, _MINUTES),
    "service": existing("service_id", service, N_("There is no service “{name}”. Add it first.")),
    "team": existing("team_id", team, N_("There is no team “{name}”. Add it first.")),
    "category": existing("category_id", category, N_("There is no category “{name}”. Add it first.")),
}  # fmt: skip
NEW_SOURCE: Mapping[str, Any] = {
    "name": "", "preset": "generic", "mapping": "{}", "sample": "", "signed": False, "enabled": True, "threshold": 1,
    "within": 10, "correlate": 0, "on_recovery": str(OnRecovery.PROPOSE), "reopen_within": 60, "service": "",
    "team": "", "category": "",
}  # fmt: skip


def create_source(session: Session, **facts: Any) -> tuple[int, str]:
    """Write a new source and return its id with its token, which is shown once and kept nowhere but as a hash.

    Of a signed source it is the secret, which goes into the keyring. `facts` are those of NEW_SOURCE.
    Raises Refused for a name that is missing or taken, an unknown preset, a mapping that is none, and where a secret
    can't be kept.
    """
    columns = stored_facts(session, SOURCE_FACTS, {**NEW_SOURCE, **facts})
    _refuse_unmapped(columns)
    source_id = insert_named(session, alert_source, {"key": uuid4().hex, **columns})
    return source_id, new_token(session, source_id)


def new_token(session: Session, source_id: int) -> str:
    """Give a source another token, or secret if it is signed; the one before opens nothing any more."""
    row = present(session, alert_source, source_id)
    if row["signed"]:
        secret = new_signing_secret()
        set_secret(secret_name(row["key"]), secret)
        ledger.update(session, alert_source, source_id, {"token_hash": ""}, reason=_("a new secret"))
        return secret
    token = secrets.token_urlsafe(32)
    ledger.update(session, alert_source, source_id, {"token_hash": token_hash(token)}, reason=_("a new token"))
    return token


def change_source(
    session: Session, source_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are those that the person had before the eyes. The token stays.

    One that becomes signed, or is so no longer, takes nothing until it has a new token.
    Raises Conflict where somebody has changed one of them since, Refused as `create_source` does.
    """
    row = present(session, alert_source, source_id)
    columns = changed_columns(session, alert_source, SOURCE_FACTS, row, changes, seen)
    _refuse_unmapped({**row, **columns})
    if "name" in columns:
        refuse_taken(session, alert_source, source_id, columns["name"])
    if "signed" in columns:
        columns["token_hash"] = ""
    if columns:
        ledger.update(session, alert_source, source_id, columns)


def give_up_source(session: Session, source_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, alert_source, SOURCE_FACTS, source_id, given_up)


def withdraw_source(session: Session, source_id: int) -> None:
    """Take a source away: nothing is taken from it any more, and what it has told stays."""
    present(session, alert_source, source_id)
    ledger.withdraw(session, alert_source, source_id)


def source_for_preset(session: Session, preset: str) -> int:
    """The source that has the name of a preset, made without a token where there is none.

    For what a person brings in by hand. Raises Refused for an unknown preset, and for a mapping, which needs a source.
    """
    known = preset_named(preset)
    if known == MAPPING:
        raise Refused(_("A mapping belongs to a source. Say which one."))
    name = _(PRESETS[known].title)
    found = record_named(session, alert_source, name)
    if found is not None and ledger.current(session, alert_source, found)["preset"] == known:
        return found
    if found is not None:
        raise Refused(
            _("The source “{name}” has another preset. Say which source you mean.").format(name=isolated(name))
        )
    columns = stored_facts(session, SOURCE_FACTS, {**NEW_SOURCE, "name": name, "preset": known})
    return insert_named(session, alert_source, {"key": uuid4().hex, **columns})


def token_hash(token: str) -> str:
    """SHA-256 as 64 hexadecimal digits; of 256 random bits, so nothing need be slow or salted."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def secret_name(key: str) -> str:
    """Under which name the secret of a signed source lies in the keyring."""
    return f"alert-source:{key}"


def _refuse_unmapped(columns: Mapping[str, Any]) -> None:
    if columns["preset"] == MAPPING:
        checked_mapping(mapping_of(columns["mapping"]))
