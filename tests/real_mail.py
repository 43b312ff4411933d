"""Real odd mails and ten thousand mutations of them through the intake: facts as others read them, and no crash.

    python tests/real_mail.py ../shared/data [MUTATIONS]

Each mail must become an incident, a note or something that is kept with its source, in at most five seconds.
"""

import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from incidentdesk.detect.dead_letter_list import dead_letters, raw_of
from incidentdesk.detect.mail_reading import Mail, read_mail
from incidentdesk.detect.taken import Outcome
from incidentdesk.prepare.setting import set_setting
from incidentdesk.respond.mail_taking import take_mail
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.database import Database

LONGEST = 5.0  # seconds
# Where others read less, or something that no mail program would: why ours may differ.
BETTER = {
    ("error_emails/bad_encoded_subject.eml", "subject"): "the words stand there in plain letters",
    ("plain_emails/mix_caps_content_type.eml", "from_email"): "the address without the words before it",
    ("plain_emails/raw_email_multiple_from.eml", "from_email"): "the first of two senders",
    ("plain_emails/raw_email_string_in_date_field.eml", "date_utc"): "a date stands behind the words",
    ("msg_05.txt", "from_email"): "a word that is no address",
}


def facts_of(mail: Mail) -> dict[str, Any]:
    sent = mail.sent_at.isoformat().replace("+00:00", "Z") if mail.sent_at else None
    return {
        "subject": mail.subject,
        "from_email": mail.sender.address,
        "date_utc": sent,
        "message_id": mail.message_id,
        "content_type": mail.content_type,
        "parts": mail.part_count,
        "charsets": list(mail.charsets),
        "in_reply_to": bool(mail.in_reply_to),
        "auto_submitted": mail.headers.get("auto-submitted"),
        "precedence": mail.headers.get("precedence"),
        "return_path_empty": mail.headers.get("return-path") == "<>",
        "is_report": mail.content_type == "multipart/report",
        "defects": list(mail.defects),
    }


def differences(name: str, wanted: Mapping[str, Any], mail: Mail) -> list[str]:
    found = [f"{name}: {mail.trouble}"] if mail.trouble else []
    for fact, ours in facts_of(mail).items():
        theirs = None if wanted[fact] == "unparsable" and ours is None else wanted[fact]
        if not _same(theirs, ours) and (name, fact) not in BETTER:
            found.append(f"{name}: {fact} is {theirs!r}, read as {ours!r}")
    names = list(_file_names(mail))
    for file in wanted["named_parts"]:
        if not any(_same(file, ours) for ours in names):
            found.append(f"{name}: the part {file!r} is not among {names}")
    return found


def _same(theirs: Any, ours: Any) -> bool:
    """A character that others could not read may be any."""
    if not theirs and not ours:
        return True
    if isinstance(theirs, str) and isinstance(ours, str):
        pattern = re.sub("\ufffd+", ".*", re.escape(" ".join(theirs.split())))
        return re.fullmatch(pattern, " ".join(ours.split()), re.DOTALL) is not None
    return bool(theirs == ours)


def _file_names(mail: Mail) -> Iterator[str]:
    for each in mail.files:
        yield each.name
        yield re.sub(r" \(\d+\)(?=\.)", "", each.name)
        if each.media_type == "message/rfc822":
            yield from _file_names(read_mail(each.data))


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Bytes changed, lost, doubled, cut off, or lines of a mail put elsewhere."""
    data = bytearray(raw)
    for _change in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(data) or 1)
        kind = chance.randrange(7)
        if kind == 0 and data:
            data[min(at, len(data) - 1)] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randrange(1, 60)]
        elif kind == 2:
            data[at:at] = data[at : at + chance.randrange(1, 400)]
        elif kind == 3:
            del data[at:]
        elif kind == 4:
            data[at:at] = bytes(chance.randrange(256) for _byte in range(chance.randrange(1, 30)))
        elif kind == 5:
            lines = bytes(data).split(b"\n")
            chance.shuffle(lines)
            data = bytearray(b"\n".join(lines))
        else:
            odd = (
                b"=?utf-8?b?/w==?=",
                b"\0\0",
                b"\r",
                b"--",
                b'charset="x-none"',
                b"=?x?q?=FF?=",
                b"<",
                b'"',
                b"\xff\xfe",
            )
            data[at:at] = chance.choice(odd)
    return bytes(data)


def take_all(desk: Database, mails: list[bytes], known: set[bytes]) -> Counter[str]:
    """Each must end somewhere, and what is kept must be whole."""
    outcomes: Counter[str] = Counter()
    worst = 0.0
    for raw in mails:
        began = time.monotonic()
        with desk.write(actor="IncidentDesk", via="agent") as session:
            taken = take_mail(session, raw)
        worst = max(worst, time.monotonic() - began)
        assert worst <= LONGEST, f"{worst:.1f} s for a mail"
        assert taken.incident_id is not None or taken.outcome in (Outcome.PARKED, Outcome.REFUSED), taken
        outcomes[taken.outcome] += 1
    with desk.read() as reader:
        for letter in dead_letters(reader)[:500]:
            assert raw_of(reader, letter.id) in known
            assert letter.reason
    print(f"  slowest {worst * 1000:.0f} ms")
    return outcomes


def main(folder: Path, mutations: int) -> int:
    facts = json.loads((folder / "facts_shared.json").read_text(encoding="utf-8"))
    wrong, mails = [], []
    for key in ("shared/mail/mikel", "shared/mail/python"):
        for name, wanted in facts[key]["mails_detail"].items():
            raw = (folder / "mail" / key.rpartition("/")[2] / name).read_bytes()
            mails.append(raw)
            wrong += differences(name, wanted, read_mail(raw))
    print(f"{len(mails)} real mails, {len(wrong)} differences from the facts")
    print("\n".join(wrong))
    chance = random.Random(20260302)
    changed = [mutated(chance.choice(mails), chance) for _number in range(mutations)]
    known = {*mails, *changed}
    with tempfile.TemporaryDirectory() as place:
        desk = open_desk(Path(place) / "desk.db")
        with desk.write(actor="test") as session:
            set_setting(session, "mail_per_sender", 10 * mutations)
        print(f"real: {dict(take_all(desk, mails, known))}")
        print(f"{mutations} mutated: {dict(take_all(desk, changed, known))}")
        desk.close()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000))
