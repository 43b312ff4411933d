"""Files of hashes are read in the forms in which tools write them, and what is no such file is refused by its line."""

import hashlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.recover.hash_manifest import Listed, read_manifest
from incidentdesk.refusal import Refused

ONE, TWO = hashlib.sha256(b"one").hexdigest(), hashlib.sha256(b"two").hexdigest()
MD5 = hashlib.md5(b"one").hexdigest()


def _read(text: str, encoding: str = "utf-8") -> list[tuple[str, str, str, int | None]]:
    manifest = read_manifest(text.encode(encoding), "hashes.txt")
    return [(each.path, each.algorithm, each.hash, each.size) for each in manifest.files]


@pytest.mark.parametrize(
    ("text", "algorithm", "digest", "path"),
    [
        (f"{ONE}  data/a b.txt\n", "sha256", ONE, "data/a b.txt"),
        (f"{ONE} *data/a.bin\n", "sha256", ONE, "data/a.bin"),
        (f"{MD5}  ./a.txt\n", "md5", MD5, "a.txt"),
        (f"{ONE.upper()}  /srv/data/a.txt\r\n", "sha256", ONE, "srv/data/a.txt"),
        (f"\\{ONE}  a\\nb\\\\c.txt\n", "sha256", ONE, "a\nb\\c.txt"),
        (f"{ONE}  data\\a.txt\n", "sha256", ONE, "data/a.txt"),
        (f"SHA256 (data/a (1).txt) = {ONE}\n", "sha256", ONE, "data/a (1).txt"),
        (f"SHA2-256(data/a.txt)= {ONE}\n", "sha256", ONE, "data/a.txt"),
        (f"MD5 (a.txt) = {MD5}\n", "md5", MD5, "a.txt"),
        (f'"Algorithm","Hash","Path"\n"SHA256","{ONE.upper()}","C:\\srv\\a.txt"\n', "sha256", ONE, "srv/a.txt"),
        (f"File;SHA-256\na.txt;{ONE}\n", "sha256", ONE, "a.txt"),
        (f"# made by night\n\n{ONE}  a.txt\n", "sha256", ONE, "a.txt"),
    ],
)
def test_the_usual_forms_are_read(text: str, algorithm: str, digest: str, path: str) -> None:
    assert _read(text) == [(path, algorithm, digest, None)]


def test_sizes_of_hashdeep_and_of_tables_are_read() -> None:
    deep = f"%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## $ hashdeep -r data\n3,{MD5},{ONE},data/a,b.txt\n"
    assert _read(deep) == [("data/a,b.txt", "sha256", ONE, 3)]
    assert _read(f"name,size,md5,sha256\na.txt,3,{MD5},{ONE}\n") == [("a.txt", "sha256", ONE, 3)]


def test_what_powershell_writes_is_read_in_its_encoding() -> None:
    assert _read(f"Hash,Path\n{ONE},Übersicht.txt\n", "utf-16") == [("Übersicht.txt", "sha256", ONE, None)]


def test_names_that_are_no_utf_8_are_kept() -> None:
    manifest = read_manifest(f"{ONE}  ".encode() + b"caf\xe9.txt\n", "m")
    assert manifest.files[0].path.encode("utf-8", "surrogateescape") == b"caf\xe9.txt"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has no hashes"),
        ("# only a comment\n", "has no hashes"),
        ("this is a letter\nand no list\n", "is no file of hashes"),
        (f"{ONE}  a.txt\n{TWO[:40]}", "Line 2"),
        (f"{ONE}  a.txt\n{TWO}  a.txt\n", "Line 2 of .* gives .*a.txt.* another hash"),
        (f"{ONE}  ../etc/passwd\n", "Line 1 of .* names no file below the folder"),
        (f"path,hash\na.txt,{ONE}x\n", "Line 2"),
        (f"path,hash,size\na.txt,{ONE},many\n", "Line 2"),
        (f"CRC32 (a.txt) = {ONE}\n", "Line 1"),
    ],
)
def test_what_is_none_or_contradicts_itself_is_refused_by_its_line(text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        _read(text)


_NAME = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\\/"), min_size=1, max_size=12)
_PATH = (
    st.lists(_NAME.map(str.strip).filter(lambda part: part not in ("", ".", "..")), min_size=1, max_size=4)
    .map("/".join)
    .filter(lambda path: len(path.splitlines()) == 1 and path[1:2] != ":")
)


@given(st.dictionaries(_PATH, st.binary(max_size=8), min_size=1, max_size=20))
def test_whatever_sha256sum_writes_comes_back(files: dict[str, bytes]) -> None:
    lines = [f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in files.items()]
    manifest = read_manifest("".join(lines).encode(), "m")
    assert {each.path: each.hash for each in manifest.files} == {
        path: hashlib.sha256(content).hexdigest() for path, content in files.items()
    }


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    with suppress(Refused):
        assert all(isinstance(each, Listed) for each in read_manifest(data, "m").files)


@given(st.integers(0, 10_000), st.characters())
def test_a_character_that_is_altered_never_goes_unnoticed(place: int, letter: str) -> None:
    """It is refused, or it says something else; it never says the same."""
    text = "".join(f"{each}  folder/{name}.txt\n" for name, each in enumerate((ONE, TWO, ONE)))
    at = place % len(text)
    altered = text[:at] + letter + text[at + 1 :]
    if altered.casefold() == text.casefold():
        return
    try:
        found = read_manifest(altered.encode("utf-8", "surrogatepass"), "m").files
    except Refused:
        return
    before = read_manifest(text.encode(), "m")
    assert found != before.files or altered.split() == text.split() or letter in " *\t"
