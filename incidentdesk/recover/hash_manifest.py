"""A file of hashes, read in the forms in which tools write one.

Known are the lines of GNU coreutils (`sha256sum`, `md5sum`), the tagged lines of BSD and of OpenSSL, the records of
hashdeep, and tables with a header, such as those of PowerShell's `Get-FileHash | Export-Csv`.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

LARGEST = 64 * 1024 * 1024  # bytes
# By the length of the hash in hexadecimal digits.
_BY_LENGTH = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
_BY_NAME = {
    "md5": "md5", "sha1": "sha1", "sha224": "sha224", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512",
    "sha2224": "sha224", "sha2256": "sha256", "sha2384": "sha384", "sha2512": "sha512", "sha3256": "sha3_256",
    "sha3384": "sha3_384", "sha3512": "sha3_512", "blake2b": "blake2b",
}  # fmt: skip
_GNU = re.compile(r"(\\?)([0-9a-fA-F]{32,128})(?: [ *]|\t+| )(.+)")
_BSD = re.compile(r"(\\?)([A-Za-z][\w/-]*) ?\((.+)\) ?= ?([0-9a-fA-F]{32,128})")
_ESCAPED = re.compile(r"\\([\\nr])")
_HASHDEEP = "%%%% HASHDEEP"
_PATH_NAMES = ("path", "file", "filename", "name", "fullname", "filepath", "relativepath")
_HASH_NAMES = ("hash", "checksum", "digest")
_SIZE_NAMES = ("size", "bytes", "length", "filesize")
_STRONGEST = ("blake2b", "sha512", "sha3_512", "sha384", "sha3_384", "sha256", "sha3_256", "sha224", "sha1", "md5")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest knows it: `path` with slashes and without a root, `size` in bytes where it is told."""

    path: str
    algorithm: str
    hash: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """`sha256` is that of the manifest itself, by which it is known again."""

    name: str
    sha256: str
    files: tuple[Listed, ...]


def read_manifest(data: bytes, name: str) -> Manifest:
    """What a file of hashes says; raises Refused, with the line, for what is none or contradicts itself.

    A line that can't be read refuses the whole: what a damaged manifest does not say is not proven.
    """
    if len(data) > LARGEST:
        raise Refused(_("{file} is too large for a file of hashes.").format(file=isolated(name)))
    listed = _without_doubles(name, _listed(name, _text(data)))
    if not listed:
        raise Refused(
            _("{file} has no hashes. Choose a file as sha256sum, md5sum or Get-FileHash write it.").format(
                file=isolated(name)
            )
        )
    return Manifest(name, hashlib.sha256(data).hexdigest(), tuple(listed))


def _text(data: bytes) -> str:
    """Names of files may be any bytes; those that are no UTF-8 are kept as Python keeps them."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")


def _listed(name: str, text: str) -> Iterator[tuple[int, Listed]]:
    lines = [(place, line.rstrip("\r")) for place, line in enumerate(text.split("\n"), 1)]
    told = [(place, line) for place, line in lines if line.strip() and not line.startswith("#")]
    if not told:
        return iter(())
    first = told[0][1]
    if first.startswith(_HASHDEEP):
        return _hashdeep(name, told)
    if _GNU.fullmatch(first) or _BSD.fullmatch(first):
        return _by_line(name, told)
    return _table(name, text)


def _by_line(name: str, lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Listed]]:
    for place, line in lines:
        gnu = _GNU.fullmatch(line)
        if gnu:
            escaped, digest, path = gnu.groups()
            yield place, _file(name, place, _written(path, escaped), "", digest)
            continue
        bsd = _BSD.fullmatch(line)
        if bsd is None:
            raise _unreadable(name, place)
        escaped, algorithm, path, digest = bsd.groups()
        yield place, _file(name, place, _written(path, escaped), algorithm, digest)


def _written(path: str, escaped: str) -> str:
    """Coreutils mark a line in which a name has a line break or a backslash; other backslashes divide folders."""
    if escaped:
        return _ESCAPED.sub(lambda found: {"n": "\n", "r": "\r"}.get(found[1], "\\"), path)
    return path if "/" in path else path.replace("\\", "/")


def _hashdeep(name: str, lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Listed]]:
    columns: list[str] = []
    for place, line in lines:
        if line.startswith("%%%%"):
            said = line.removeprefix("%%%%").strip()
            columns = columns if said.startswith("HASHDEEP") else said.split(",")
            continue
        cells = line.split(",", max(0, len(columns) - 1))
        if len(cells) != len(columns):
            raise _unreadable(name, place)
        row = dict(zip(columns, cells, strict=True))
        algorithm = next((each for each in _STRONGEST if each in row), "")
        if not algorithm or "filename" not in row:
            raise _unreadable(name, place)
        path = _written(row["filename"], "")
        yield place, _file(name, place, path, algorithm, row[algorithm], row.get("size", ""))


def _table(name: str, text: str) -> Iterator[tuple[int, Listed]]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    separator = max(",;\t|", key=lines[0].count)
    rows = csv.reader(StringIO("\n".join(lines)), delimiter=separator)
    try:
        columns = _columns([_plain(cell) for cell in next(rows)])
        if columns is None:
            raise Refused(
                _("{file} is no file of hashes: it has neither lines with a hash and a name, nor such columns.").format(
                    file=isolated(name)
                )
            )
        for place, cells in enumerate(rows, 2):
            yield place, _row(name, place, columns, cells)
    except csv.Error:
        raise _unreadable(name, rows.line_num) from None


def _plain(cell: str) -> str:
    return re.sub(r"[^a-z0-9]", "", cell.casefold())


def _columns(header: list[str]) -> Mapping[str, int] | None:
    """Where path, hash, size and algorithm stand, by the words above them; None where path or hash is missing."""
    found: dict[str, int] = {}
    for what, names in (("path", _PATH_NAMES), ("hash", _HASH_NAMES), ("size", _SIZE_NAMES)):
        found |= next(({what: header.index(name)} for name in names if name in header), {})
    if "hash" not in found:
        named = {_BY_NAME[cell]: at for at, cell in enumerate(header) if cell in _BY_NAME}
        found |= next(({"hash": named[each]} for each in _STRONGEST if each in named), {})
    if "algorithm" in header:
        found["algorithm"] = header.index("algorithm")
    return found if {"path", "hash"} <= found.keys() else None


def _row(name: str, place: int, columns: Mapping[str, int], cells: list[str]) -> Listed:
    if len(cells) <= max(columns["path"], columns["hash"]):
        raise _unreadable(name, place)
    told = {what: cells[at].strip() if at < len(cells) else "" for what, at in columns.items()}
    return _file(name, place, _written(told["path"], ""), told.get("algorithm", ""), told["hash"], told.get("size", ""))


def _file(name: str, place: int, path: str, algorithm: str, digest: str, size: str = "") -> Listed:
    found = _BY_NAME.get(_plain(algorithm)) if algorithm else _BY_LENGTH.get(len(digest))
    if found is None or not re.fullmatch(r"[0-9a-fA-F]{32,128}", digest) or len(digest) not in _lengths(found):
        raise _unreadable(name, place)
    if size and not (size.isascii() and size.isdigit() and len(size) < 19):
        raise _unreadable(name, place)
    return Listed(_rootless(name, place, path), found, digest.lower(), int(size) if size else None)


def _lengths(algorithm: str) -> tuple[int, ...]:
    if algorithm == "blake2b":
        return (128,)
    return (hashlib.new(algorithm).digest_size * 2,)


def _rootless(name: str, place: int, path: str) -> str:
    """Below the folder that it is about; raises Refused for a name that leads out of it."""
    parts = [part for part in re.sub(r"^[A-Za-z]:/", "", path).split("/") if part not in ("", ".")]
    if not parts or ".." in parts or "\0" in path:
        raise Refused(
            _("Line {line} of {file} names no file below the folder: “{path}”.").format(
                line=place, file=isolated(name), path=isolated(path[:200])
            )
        )
    return "/".join(parts)


def _unreadable(name: str, place: int) -> Refused:
    return Refused(
        _("Line {line} of {file} has no hash and name of a file. Is the file whole?").format(
            line=place, file=isolated(name)
        )
    )


def _without_doubles(name: str, listed: Iterable[tuple[int, Listed]]) -> list[Listed]:
    found: dict[str, Listed] = {}
    for place, each in listed:
        before = found.setdefault(each.path, each)
        if (before.algorithm, before.hash) == (each.algorithm, each.hash):
            continue
        if before.algorithm == each.algorithm:
            raise Refused(
                _("Line {line} of {file} gives “{path}” another hash than a line before it.").format(
                    line=place, file=isolated(name), path=isolated(each.path)
                )
            )
        # Several hashes of one file in a row of tagged lines: the strongest one is held against it.
        if _STRONGEST.index(each.algorithm) < _STRONGEST.index(before.algorithm):
            found[each.path] = replace(each, size=each.size or before.size)
    return list(found.values())
