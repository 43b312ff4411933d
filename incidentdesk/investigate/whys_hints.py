"""What a good facilitator would ask about a 5-Whys: about blame, single chains, depth, and roots without an answer."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from incidentdesk.investigate.cause_graph import DEPTH_OF_5_WHYS, EFFECT, Cause, CauseGraph, Status
from incidentdesk.language import N_, _, isolated, ngettext

# So many whys after each other with one answer each are a chain that deserves a second look.
CHAIN = 3

BLAME, UNANSWERED, DEEP, SINGLE, BONES = "blame", "unanswered", "deep", "single", "bones"
_QUESTION = {
    BLAME: N_("What made this the sensible thing to do?"),
    UNANSWERED: N_("“{cause}” is a root cause without a counter-measure. Add one, or accept it with a reason."),
    DEEP: N_("Still asking? Mark the root cause, or continue."),
    SINGLE: N_("Only one answer to every why: what else had to be true?"),
}

# Beginnings of words that lay a cause on a person instead of on what led to it.
_BLAMING = (
    # English
    "human error", "human mistake", "operator error", "user error", "pilot error", "finger trouble",
    "forgot", "careless", "negligen", "inattenti", "sloppy", "sloppiness", "lazy", "laziness", "incompeten",
    "made a mistake", "should have known", "did not pay attention", "didn't pay attention", "was not careful",
    "his fault", "her fault", "their fault",
    # German
    "menschliches versagen", "menschlichen versagen", "menschlicher fehler", "menschliche fehler", "bedienfehler",
    "bedienungsfehler", "anwenderfehler", "benutzerfehler", "flüchtigkeitsfehler", "vergessen", "vergaß", "vergass",
    "unachtsam", "unaufmerksam", "nachlässig", "fahrlässig", "leichtsinn", "schlampig", "schlamperei", "versäumt",
    "nicht aufgepasst", "ist schuld",
    # French, Spanish, Italian, Polish, Dutch
    "erreur humaine", "a oublié", "négligen", "error humano", "olvidó", "negligencia", "errore umano", "dimenticat",
    "błąd ludzki", "zapomnia", "menselijke fout", "vergeten",
)  # fmt: skip
# The same where words are not parted by spaces, or take prefixes.
_BLAMING_ANYWHERE = (
    "خطأ بشري",
    "الخطأ البشري",
    "人為ミス",
    "人的ミス",
    "ヒューマンエラー",
    "うっかり",
    "人为错误",
    "人为失误",
)
_BLAME = re.compile(r"\b(?:" + "|".join(re.escape(each) for each in _BLAMING) + ")")


@dataclass(frozen=True, slots=True)
class Hint:
    """A question about the cause `key`, or about all of it; `kind` is BLAME, UNANSWERED, DEEP, SINGLE or BONES."""

    kind: str
    key: str
    text: str


def whys_hints(graph: CauseGraph, people: Sequence[str] = (), *, everything: bool = False) -> tuple[Hint, ...]:
    """All hints in the order of the document; `people` are the names of the persons of the desk."""
    return tuple(_hints(graph, tuple(people), everything))


def _hints(graph: CauseGraph, people: tuple[str, ...], everything: bool) -> Iterator[Hint]:
    if not everything:
        yield from _on_bones(graph)
    run: dict[str, int] = {EFFECT: 0}
    for cause, parent, depth, alone in _walk(graph, everything):
        run[cause.key] = run[parent] + 1 if alone else 0
        below = graph.children(cause.key)
        if cause.status == Status.RULED_OUT:
            continue
        if blames(cause.text, people):
            yield _hint(BLAME, cause)
        if lacks_answer(graph, cause):
            yield _hint(UNANSWERED, cause)
        if depth >= DEPTH_OF_5_WHYS and not below and cause.status != Status.ROOT_CAUSE:
            yield _hint(DEEP, cause)
        if run[cause.key] >= CHAIN and len(below) != 1:
            yield _hint(SINGLE, cause)


def _on_bones(graph: CauseGraph) -> Iterator[Hint]:
    """Where nothing was asked yet, but something hangs on the fishbone."""
    count = 0 if graph.answers(EFFECT) else len(graph.answers(EFFECT, everything=True))
    if count:
        said = ngettext(
            "{count} cause hangs on the fishbone, and its why was not asked yet.",
            "{count} causes hang on the fishbone, and their why was not asked yet.",
            count,
        )
        yield Hint(BONES, EFFECT, said.format(count=count))


def _walk(graph: CauseGraph, everything: bool) -> Iterator[tuple[Cause, str, int, bool]]:
    """Every cause that the 5-Whys shows, what it answers, how deep, and whether it is the only answer."""
    first = graph.answers(EFFECT, everything=everything)
    stack = [(cause, EFFECT, 1, len(first) == 1) for cause in reversed(first)]
    while stack:
        cause, parent, depth, alone = stack.pop()
        yield cause, parent, depth, alone
        below = graph.children(cause.key)
        stack += [(each, cause.key, depth + 1, len(below) == 1) for each in reversed(below)]


def _hint(kind: str, cause: Cause) -> Hint:
    return Hint(kind, cause.key, _(_QUESTION[kind]).format(cause=isolated(cause.text)))


def lacks_answer(graph: CauseGraph, cause: Cause) -> bool:
    """A root cause has a counter-measure, or a reason why there is none."""
    return cause.status == Status.ROOT_CAUSE and not cause.accepted_reason and not graph.measures_of(cause.key)


# ── blame ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def blames(text: str, people: Iterable[str] = ()) -> bool:
    """Whether a text names one of these people, or lays the cause on human error."""
    return _blames(text, tuple(people))


@lru_cache(maxsize=4096)
def _blames(text: str, people: tuple[str, ...]) -> bool:
    plain = unicodedata.normalize("NFC", text).replace("’", "'")
    lower = " ".join(plain.casefold().split())
    if _BLAME.search(lower) or any(each in lower for each in _BLAMING_ANYWHERE):
        return True
    return any(_names(plain, name) for name in people)


def _names(text: str, name: str) -> bool:
    """The whole name, or the first or last one written as a name is."""
    parts = unicodedata.normalize("NFC", name).split()
    return any(_says(text, part) for part in (" ".join(parts), *parts[:1], *parts[-1:]) if part)


def _says(text: str, part: str) -> bool:
    if part[0].islower() or part[0].isupper():
        # A short name could be any word.
        return len(part) > 2 and re.search(rf"\b{re.escape(part)}(?:'?s)?\b", text) is not None
    return len(part) > 1 and part in text
