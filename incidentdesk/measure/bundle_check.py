"""Says whether anything in an evidence bundle was changed since it was made.

It needs nothing but Python 3.9 or later, and a copy of it lies in every bundle: whoever receives one can run
`python verify.py BUNDLE` without IncidentDesk. So it imports nothing else of the program and says it in English only.
"""

import hashlib
import json
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST, SEAL, LEDGER = "manifest.json", "seal.txt", "ledger.jsonl"
_AT_ONCE = 1024 * 1024  # bytes
_MOST_TEXT = 512 * 1024 * 1024  # bytes of the ledger unpacked
_MOST_MANIFEST = 16 * 1024 * 1024  # bytes
# Above it the parts of an archive are listed in another way, and only what is in them is looked at.
_LARGEST_TIGHT = 2**31 - 1  # bytes
_MODE = 0o600 << 16
# What goes into the hash of an entry of the ledger, in this order.
HASHED = ("chain", "position", "at", "actor", "via", "gesture", "noun", "record_id", "act", "changes", "reason")
# What the unpacking of a part that is not what it was may raise.
_DAMAGES = (KeyError, zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)

SENTENCES = {
    "no-bundle": "This is no evidence bundle: {detail}.",
    "newer": "The bundle was made by a newer version (format {detail}).",
    "seal": "The manifest was changed: its seal is not the one in the bundle.",
    "other-seal": "The seal is {detail}, not the one that was given: this is another bundle, or it was made anew.",
    "missing": "{name} is missing.",
    "extra": "{name} was added.",
    "twice": "{name} is there twice.",
    "changed": "{name} was changed.",
    "damaged": "{name} can't be read: {detail}.",
    "entry-changed": "Entry {detail} of the ledger was changed.",
    "entry-missing": "An entry of the ledger before number {detail} is missing or was moved.",
    "head": "The ledger does not end as the manifest says.",
    "around": "Something stands around the archive that does not belong to it.",
}


@dataclass(frozen=True)
class Finding:
    """What is wrong: a key of SENTENCES, the file that it is about, and what else there is to say."""

    code: str
    name: str = ""
    detail: str = ""

    def sentence(self) -> str:
        return SENTENCES[self.code].format(name=self.name, detail=self.detail)


@dataclass(frozen=True)
class Verdict:
    """`seal` is the SHA-256 of the manifest, by which a bundle is known; counts are of what was looked at."""

    findings: "tuple[Finding, ...]" = ()
    number: str = ""
    title: str = ""
    made_at: str = ""
    made_by: str = ""
    seal: str = ""
    files: int = 0
    entries: int = 0

    @property
    def unchanged(self) -> bool:
        return not self.findings


def verify_bundle(
    path: Path, *, seal: str = "", progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Verdict:
    """Look at every byte of a bundle.

    `seal` is the one that was written down when it was made; without it a bundle that somebody has made anew from the
    beginning is not recognised. `progress` hears of bytes done and in all, and may raise to stop. Never raises for
    what a file holds.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _verify(archive, path, seal.strip().lower(), progress)
    except _DAMAGES as error:
        return Verdict((Finding("no-bundle", detail=_reason(error)),))


def _verify(archive: zipfile.ZipFile, path: Path, seal: str, progress: Callable[[int, int], None]) -> Verdict:
    text = _read(archive, MANIFEST, _MOST_MANIFEST)
    manifest = json.loads(text)
    files = {str(name): dict(said) for name, said in dict(manifest["files"]).items()}
    if int(manifest["format"]) > FORMAT:
        return Verdict((Finding("newer", detail=str(manifest["format"])),))
    found = hashlib.sha256(text).hexdigest()
    findings = list(_names(archive, files))
    if _read(archive, SEAL, 1024) != f"{found}\n".encode():
        findings.append(Finding("seal"))
    if seal and seal != found:
        findings.append(Finding("other-seal", detail=found))
    if not _is_tight(archive, path):
        findings.append(Finding("around"))
    findings += _contents(archive, files, progress)
    entries, chain = _ledger(archive, manifest)
    findings += chain
    return Verdict(
        tuple(findings),
        number=str(manifest["number"]),
        title=str(manifest["title"]),
        made_at=str(manifest["made_at"]),
        made_by=str(manifest["made_by"]),
        seal=found,
        files=len(files),
        entries=entries,
    )


def _names(archive: zipfile.ZipFile, files: "dict[str, dict[str, Any]]") -> Iterator[Finding]:
    there = [entry.filename for entry in archive.infolist()]
    for name in sorted(set(there)):
        if there.count(name) > 1:
            yield Finding("twice", name)
        elif name not in files and name not in (MANIFEST, SEAL):
            yield Finding("extra", name)
    for name in files:
        if name not in there:
            yield Finding("missing", name)


def _contents(
    archive: zipfile.ZipFile, files: "dict[str, dict[str, Any]]", progress: Callable[[int, int], None]
) -> Iterator[Finding]:
    total, done = sum(int(said["bytes"]) for said in files.values()), 0
    for name, said in files.items():
        if name not in archive.NameToInfo:
            continue
        if archive.getinfo(name).file_size != int(said["bytes"]):
            yield Finding("changed", name)
            continue
        try:
            digest, size = hashlib.sha256(), 0
            for chunk in _chunks(archive, name):
                digest.update(chunk)
                size += len(chunk)
                progress(done + size, max(total, done + size))
        except _DAMAGES as error:
            yield Finding("damaged", name, _reason(error))
        else:
            if size != int(said["bytes"]) or digest.hexdigest() != said["sha256"]:
                yield Finding("changed", name)
        done += int(said["bytes"])


def _ledger(archive: zipfile.ZipFile, manifest: "dict[str, Any]") -> "tuple[int, list[Finding]]":
    """Every entry follows from the one before it; after the first that does not, none can be judged."""
    last, position = "", 0
    try:
        lines = _read(archive, LEDGER, _MOST_TEXT).decode("utf-8", "surrogatepass").splitlines()
        for line in lines:
            entry = json.loads(line)
            if entry["position"] != position + 1:
                return position, [Finding("entry-missing", LEDGER, str(entry["position"]))]
            position += 1
            last = _hash_of(last, [entry[name] for name in HASHED])
            if last != entry["hash"]:
                return position, [Finding("entry-changed", LEDGER, str(position))]
    except _DAMAGES as error:
        return position, [Finding("damaged", LEDGER, _reason(error))]
    head = dict(manifest["ledger"])
    same = head["hash"] == last and head["entries"] == position
    return position, [] if same else [Finding("head", LEDGER)]


def _hash_of(previous: str, facts: "list[Any]") -> str:
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def _is_tight(archive: zipfile.ZipFile, path: Path) -> bool:
    """Whether every byte between the contents is what the program writes, so that a changed one is found there too."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if size > _LARGEST_TIGHT:
            return True
        at, listed = 0, b""
        for entry in archive.infolist():
            name = entry.orig_filename.encode("utf-8")
            flags = 0 if name.isascii() else 0x800
            facts = (flags, 0, 0, 0x21, entry.CRC, entry.file_size, entry.file_size, len(name), 0)
            file.seek(at)
            header = struct.pack("<4s2B4H3I2H", b"PK\x03\x04", 20, 0, *facts) + name
            if entry.header_offset != at or file.read(len(header)) != header:
                return False
            listed += struct.pack("<4s4B4H3I5H2I", b"PK\x01\x02", 20, 3, 20, 0, *facts, 0, 0, 0, _MODE, at) + name
            at += len(header) + entry.file_size
        count = len(archive.infolist())
        end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(listed), at, 0)
        file.seek(at)
        return file.read() == listed + end


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    if archive.getinfo(name).file_size > most:
        raise ValueError(f"{name} is too large")
    return b"".join(_chunks(archive, name))


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The bytes of a part as they lie there. The archive's own checksum would only say that one is another, and what
    is packed is not what the program writes."""
    entry, file = archive.getinfo(name), archive.fp
    if entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size or file is None:
        raise ValueError("it is packed")
    file.seek(entry.header_offset)
    header = file.read(30)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), os.SEEK_CUR)
    left = entry.file_size
    while left:
        chunk = file.read(min(_AT_ONCE, left))
        if not chunk:
            raise EOFError("its end is missing")
        left -= len(chunk)
        yield chunk


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyError):
        return "something is not in it"
    return str(getattr(error, "strerror", None) or error).rstrip(".") or type(error).__name__


def main() -> int:
    if len(sys.argv) not in (2, 3):
        print("python verify.py BUNDLE [SEAL]")
        return 2
    verdict = verify_bundle(Path(sys.argv[1]), seal="".join(sys.argv[2:]))
    for finding in verdict.findings:
        print(finding.sentence())
    if verdict.unchanged:
        print(f"{verdict.number} {verdict.title}")
        print(f"Made {verdict.made_at} by {verdict.made_by}. Files: {verdict.files}. Entries: {verdict.entries}.")
        print(f"Seal: {verdict.seal}")
        print("Nothing was changed since.")
    return 1 if verdict.findings else 0


if __name__ == "__main__":
    sys.exit(main())
