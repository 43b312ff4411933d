"""Whether a folder, or one file, holds what a file of hashes says: what is the same, changed, missing or beside it.

Links are followed only to files inside the folder; nothing else than ordinary files is opened.
"""

import hashlib
import os
import stat
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.recover.hash_manifest import LARGEST, Listed, Manifest, read_manifest
from incidentdesk.refusal import Refused

_CHUNK = 1024 * 1024  # bytes
MOST_KEPT = 200  # findings
_MOST_FILES = 2_000_000
# A manifest of which so few files are there tells of something else.
_FEW = 0.1
# So many files that all differ are no damage of single files.
_MANY = 3
_BETWEEN = 0.05  # seconds between two words of how far it is

# Hears of bytes done and in all, both 0 while files are looked for, and may raise to stop.
Progress = Callable[[int, int], None]


class Difference(StrEnum):
    CHANGED = N_("Changed")
    MISSING = N_("Missing")
    EXTRA = N_("Not in the manifest")
    UNREADABLE = N_("Not readable")


@dataclass(frozen=True, slots=True)
class Finding:
    """`said` tells more where there is more to tell, such as both sizes."""

    difference: str
    path: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class TreeComparison:
    """`listed` is the number of files of the manifest, `present` how many of them are there, `bytes` what was read."""

    place: str
    manifest: str
    manifest_sha256: str
    listed: int
    present: int
    same: int
    bytes: int
    findings: tuple[Finding, ...]

    def count(self, difference: str) -> int:
        return sum(1 for each in self.findings if each.difference == difference)

    @property
    def whole(self) -> bool:
        return self.same == self.listed and not self.findings

    @property
    def of_another(self) -> bool:
        """Whether the manifest seems to be that of something else."""
        return self.listed > 0 and (
            self.present < _FEW * self.listed or (self.same == 0 and self.count(Difference.CHANGED) >= _MANY)
        )


def manifest_at(path: Path) -> Manifest:
    """The manifest in a file; raises Refused where it can't be read or is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise Refused(_("{file} is too large for a file of hashes.").format(file=isolated(path.name)))
        return read_manifest(path.read_bytes(), path.name)
    except OSError as error:
        raise Refused(_unopened(path, error)) from error


def compare_tree(
    place: Path, manifest: Manifest, *, extra: bool = True, progress: Progress | None = None
) -> TreeComparison:
    """Hash what is there and hold it against the manifest; with `extra`, what is there beside it is a finding too.

    Raises Refused where there is nothing to look at.
    """
    told = _seldom(progress)
    there = _files_below(place, told)
    pairs, beside = _matched(there, manifest, place.is_file())
    total = sum(_size(path) for _each, path in pairs if path is not None)
    done, same = 0, 0
    findings: list[Finding] = []
    for each, path in pairs:
        if path is None:
            findings.append(Finding(Difference.MISSING, each.path))
            continue
        finding, size = _compared(each, path, place, _after(done, total, told))
        done += size
        same += finding is None
        findings += [finding] if finding else []
    findings += [Finding(Difference.EXTRA, path) for path in sorted(beside)] if extra else []
    present = sum(path is not None for _each, path in pairs)
    return TreeComparison(str(place), manifest.name, manifest.sha256, len(pairs), present, same, done, tuple(findings))


def _seldom(progress: Progress | None) -> Progress:
    """Not for each of a million files; often enough to be seen and stopped."""
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if progress and (now - last >= _BETWEEN or 0 < done == total):
            last = now
            progress(done, total)

    return report


def _after(done: int, total: int, progress: Progress) -> Callable[[int], object]:
    """Tells how far one file is as how far all of them are."""
    return lambda read: progress(min(done + read, total), total)


def verdict(found: TreeComparison) -> str:
    """What came of it, in a sentence that says what to do where it is not whole."""
    if found.of_another and found.present < _FEW * found.listed:
        return ngettext(
            "{manifest} is the manifest of another backup: of its {n} file, {there} are here. Choose the one of this.",
            "{manifest} is the manifest of another backup: of its {n} files, {there} are here. Choose the one of this.",
            found.listed,
        ).format(manifest=isolated(found.manifest), n=found.listed, there=found.present)
    if found.of_another:
        return _(
            "Not one of {n} files has the hash that {manifest} says. It is the manifest of another backup, "
            "or everything was changed."
        ).format(manifest=isolated(found.manifest), n=found.listed)
    if found.whole:
        return ngettext(
            "{n} file is exactly as {manifest} says.", "All {n} files are exactly as {manifest} says.", found.listed
        ).format(n=found.listed, manifest=isolated(found.manifest))
    return _("{same} of {n} files are as {manifest} says; {differences}.").format(
        same=found.same, n=found.listed, manifest=isolated(found.manifest), differences=_differences(found)
    )


def _differences(found: TreeComparison) -> str:
    told = (
        (Difference.CHANGED, ngettext("{n} is changed", "{n} are changed", found.count(Difference.CHANGED))),
        (Difference.MISSING, ngettext("{n} is missing", "{n} are missing", found.count(Difference.MISSING))),
        (Difference.UNREADABLE, ngettext("{n} can't be read", "{n} can't be read", found.count(Difference.UNREADABLE))),
        (Difference.EXTRA, ngettext("{n} is not in it", "{n} are not in it", found.count(Difference.EXTRA))),
    )
    return ", ".join(text.format(n=found.count(kind)) for kind, text in told if found.count(kind))


def findings_kept(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """As they are stored: at most two hundred, the most serious first."""
    order = {each: place for place, each in enumerate(Difference)}
    kept = sorted(findings, key=lambda each: order[Difference(each.difference)])[:MOST_KEPT]
    return [{"difference": str(each.difference), "path": each.path, "said": each.said} for each in kept]


# ── what is there ────────────────────────────────────────────────────────────────────────────────────────────────


def _files_below(place: Path, progress: Progress) -> dict[str, Path]:
    """Every file by its path below the folder, with slashes."""
    if place.is_file():
        return {place.name: place}
    if not place.is_dir():
        raise Refused(_("{place} is not there. Choose the folder, or the file, that is to be looked at.").format(
            place=isolated(str(place))))  # fmt: skip
    found: dict[str, Path] = {}
    for folder, _folders, names in os.walk(place, onerror=_refuse_folder):
        for name in names:
            path = Path(folder, name)
            found[path.relative_to(place).as_posix()] = path
        progress(0, 0)
        if len(found) > _MOST_FILES:
            raise Refused(_("There are more than two million files. Compare the folders below one by one."))
    return found


def _refuse_folder(error: OSError) -> None:
    raise Refused(_unopened(Path(str(error.filename)), error)) from error


def _unopened(path: Path, error: OSError) -> str:
    return _("{path} can't be read: {reason}.").format(
        path=isolated(str(path)), reason=isolated(str(error.strerror or error).rstrip("."))
    )


def _matched(
    there: Mapping[str, Path], manifest: Manifest, single: bool
) -> tuple[list[tuple[Listed, Path | None]], set[str]]:
    """Each file of the manifest with the one that is there, and the names of those that are there beside them."""
    by_name = {_composed(name): name for name in there}
    if single:
        # One archive, and a manifest that may list others beside it.
        ours = [each for each in manifest.files if _composed(each.path.rpartition("/")[2]) in by_name]
        return [(each, next(iter(there.values()))) for each in ours[:1]] or [
            (each, None) for each in manifest.files
        ], set()
    cut, hits = _best_cut(by_name, manifest)
    if not hits:
        # Somebody has chosen the folder above the one that the manifest is about.
        above = _shared([name.split("/") for name in there if name != manifest.name])
        inner = {_composed("/".join(name.split("/")[above:])): name for name in there}
        inner_cut, hits = _best_cut(inner, manifest)
        by_name, cut = (inner, inner_cut) if hits else (by_name, cut)
    pairs: list[tuple[Listed, Path | None]] = []
    used: set[str] = set()
    for each in manifest.files:
        name = by_name.get(_composed("/".join(each.path.split("/")[cut:])))
        pairs.append((each, there[name] if name is not None else None))
        used |= {name} if name is not None else set()
    return pairs, there.keys() - used - {manifest.name}


def _composed(name: str) -> str:
    """macOS writes an é as two letters, Linux as one."""
    return unicodedata.normalize("NFC", name)


def _best_cut(by_name: Mapping[str, str], manifest: Manifest) -> tuple[int, int]:
    """How many folders that all names of the manifest begin with lie above the folder that is looked at, and how many
    files are there then."""
    split = [each.path.split("/") for each in manifest.files]
    hits = [sum(_composed("/".join(parts[cut:])) in by_name for parts in split) for cut in range(_shared(split) + 1)]
    return hits.index(max(hits)), max(hits)


def _shared(split: Sequence[list[str]]) -> int:
    """With how many folders all of some paths begin."""
    if not split:
        return 0
    first, last = min(split), max(split)
    shared = 0
    while shared < min(len(first), len(last)) - 1 and first[shared] == last[shared]:
        shared += 1
    return shared


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


# ── one file ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _compared(listed: Listed, path: Path, place: Path, report: Callable[[int], object]) -> tuple[Finding | None, int]:
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(place.resolve()):
            return Finding(Difference.UNREADABLE, listed.path, _("a link that leads out of the folder")), 0
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            return Finding(Difference.UNREADABLE, listed.path, _("no ordinary file")), 0
        digest, size = _hashed(path, listed.algorithm, report)
    except OSError as error:
        return Finding(Difference.UNREADABLE, listed.path, str(error.strerror or error)), 0
    if digest == listed.hash:
        return None, size
    said = ""
    if listed.size is not None and listed.size != size:
        said = _("{before} → {after} bytes").format(before=listed.size, after=size)
    return Finding(Difference.CHANGED, listed.path, said), size


def _hashed(path: Path, algorithm: str, report: Callable[[int], object]) -> tuple[str, int]:
    digest, size = hashlib.new(algorithm), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            report(size)
    return digest.hexdigest(), size
