"""A folder is held against its file of hashes: one byte is noticed, and so is the manifest of another backup."""

import hashlib
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentdesk.recover.hash_manifest import Manifest, read_manifest
from incidentdesk.recover.tree_comparison import (
    Difference,
    TreeComparison,
    compare_tree,
    findings_kept,
    manifest_at,
    verdict,
)
from incidentdesk.refusal import Refused

FILES = {"a.txt": b"alpha", "folder/b.bin": bytes(range(256)) * 5000, "folder/deep/c": b""}


def written(place: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    return place


def manifest_of(files: dict[str, bytes], prefix: str = "") -> Manifest:
    lines = [f"{hashlib.sha256(content).hexdigest()}  {prefix}{name}\n" for name, content in files.items()]
    return read_manifest("".join(lines).encode(), "hashes.txt")


def _told(found: TreeComparison) -> list[tuple[str, str]]:
    return [(each.difference, each.path) for each in found.findings]


def test_a_tree_that_came_back_as_it_was_is_whole(tmp_path: Path) -> None:
    found = compare_tree(written(tmp_path / "restored", FILES), manifest_of(FILES))
    assert found.whole
    assert (found.listed, found.same, found.bytes) == (3, 3, sum(map(len, FILES.values())))
    assert verdict(found) == "All 3 files are exactly as \u2068hashes.txt\u2069 says."


def test_one_changed_byte_in_a_large_file_is_named(tmp_path: Path) -> None:
    place = written(tmp_path, FILES)
    changed = bytearray(FILES["folder/b.bin"])
    changed[777_777] ^= 1
    (place / "folder/b.bin").write_bytes(changed)
    found = compare_tree(place, manifest_of(FILES))
    assert not found.whole
    assert not found.of_another
    assert _told(found) == [(Difference.CHANGED, "folder/b.bin")]
    assert verdict(found) == "2 of 3 files are as \u2068hashes.txt\u2069 says; 1 is changed."


def test_what_is_missing_and_what_is_there_beside_it_is_named(tmp_path: Path) -> None:
    place = written(tmp_path, FILES | {"HOW_TO_PAY.txt": b"!"})
    (place / "a.txt").unlink()
    found = compare_tree(place, manifest_of(FILES))
    assert _told(found) == [(Difference.MISSING, "a.txt"), (Difference.EXTRA, "HOW_TO_PAY.txt")]
    assert "1 is missing, 1 is not in it" in verdict(found)
    assert _told(compare_tree(place, manifest_of(FILES), extra=False)) == [(Difference.MISSING, "a.txt")]


def test_the_manifest_of_another_backup_is_recognised(tmp_path: Path) -> None:
    place = written(tmp_path, FILES)
    found = compare_tree(place, manifest_of({f"mail/{n}.mbox": b"x" for n in range(40)}))
    assert found.of_another
    assert verdict(found) == (
        "\u2068hashes.txt\u2069 is the manifest of another backup: of its 40 files, 0 are here. Choose the one of this."
    )


def test_a_manifest_of_which_no_hash_fits_is_that_of_another_night_or_all_was_changed(tmp_path: Path) -> None:
    place = written(tmp_path, FILES)
    found = compare_tree(place, manifest_of(dict.fromkeys(FILES, b"other")))
    assert found.of_another
    assert "Not one of 3 files has the hash" in verdict(found)


@pytest.mark.parametrize("prefix", ["./", "/srv/export/", "night/"])
def test_the_folders_above_may_have_other_names(tmp_path: Path, prefix: str) -> None:
    assert compare_tree(written(tmp_path, FILES), manifest_of(FILES, prefix)).whole


def test_the_folder_above_may_be_chosen(tmp_path: Path) -> None:
    written(tmp_path / "all", {f"night/data/{name}": content for name, content in FILES.items()})
    assert compare_tree(tmp_path / "all", manifest_of(FILES)).whole
    assert compare_tree(tmp_path / "all", manifest_of(FILES, "/srv/export/")).whole


def test_the_manifest_in_the_folder_is_no_extra_file(tmp_path: Path) -> None:
    place = written(tmp_path, FILES | {"hashes.txt": b"itself"})
    assert compare_tree(place, manifest_of(FILES)).whole


def test_an_archive_is_held_against_its_line(tmp_path: Path) -> None:
    archive = written(tmp_path, {"night.tar.gz": b"packed"}) / "night.tar.gz"
    manifest = manifest_of({"backups/other.tar.gz": b"?", "backups/night.tar.gz": b"packed"})
    assert compare_tree(archive, manifest).whole
    assert compare_tree(archive, manifest_of({"x.tar.gz": b"?", "y.tar.gz": b"?"})).of_another


def test_names_are_the_same_however_their_accents_are_written(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Übersicht.txt")
    place = written(tmp_path, {name: b"x"})
    assert compare_tree(place, manifest_of({unicodedata.normalize("NFC", name): b"x"})).whole


def test_links_that_lead_out_and_what_is_no_file_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"alpha")
    place = written(tmp_path / "tree", {"b": b"beta"})
    (place / "a.txt").symlink_to(tmp_path / "secret")
    os.mkfifo(place / "pipe")
    found = compare_tree(place, manifest_of({"a.txt": b"alpha", "b": b"beta", "pipe": b""}))
    assert _told(found) == [(Difference.UNREADABLE, "a.txt"), (Difference.UNREADABLE, "pipe")]


def test_progress_is_told_in_bytes_and_may_stop_it(tmp_path: Path) -> None:
    place = written(tmp_path, FILES)
    told: list[tuple[int, int]] = []
    compare_tree(place, manifest_of(FILES), progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] <= told[-1][1] == sum(map(len, FILES.values()))
    assert [done for done, _total in told] == sorted(done for done, _total in told)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare_tree(place, manifest_of(FILES), progress=stop)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is not there"):
        compare_tree(tmp_path / "nothing", manifest_of(FILES))
    with pytest.raises(Refused, match="can't be read"):
        manifest_at(tmp_path / "nothing.txt")


def test_of_very_many_differences_the_most_serious_are_kept(tmp_path: Path) -> None:
    place = written(tmp_path, {f"extra{n}": b"" for n in range(300)} | {"a.txt": b"changed"})
    kept = findings_kept(compare_tree(place, manifest_of({"a.txt": b"alpha"})).findings)
    assert len(kept) == 200
    assert kept[0]["difference"] == "Changed"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.binary(min_size=1, max_size=3000), st.data())
def test_any_single_bit_that_is_another_is_found(tmp_path: Path, content: bytes, data: st.DataObject) -> None:
    at, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
    changed = bytearray(content)
    changed[at] ^= 1 << bit
    place = written(tmp_path, {"file": bytes(changed), "same": content})
    found = compare_tree(place, manifest_of({"file": content, "same": content}))
    assert _told(found) == [(Difference.CHANGED, "file")]
