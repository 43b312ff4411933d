"""The query language of the register: what is typed into the filter field, and what it means.

    query  := term* ;  term := ["-"] (filter | phrase | word | "(" query ")") | term "or" term
    filter := key ":" value ("," value)* | key (">" | "<" | ">=" | "<=") value
    value  := word | "quoted" | a..b | a.. | ..b

A comma and "or" mean one of them, a space means all of them; "or" binds more closely than a space. Upper and lower case
are the same. Nothing is refused: what is not understood is searched as text and gets a hint.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from incidentdesk.detect.query_completion import Completion, completions
from incidentdesk.detect.query_key import KEYS, Key, Kind, key_of, read_value
from incidentdesk.detect.query_token import (
    Atom,
    Token,
    TokenKind,
    cleaned,
    in_quotes,
    needs_quotes,
    pieces,
    sign_of,
    tokens,
    unknown_key,
    values_of,
)
from incidentdesk.language import _, isolated, ngettext

__all__ = [
    "KEYS", "All", "Completion", "Either", "Filter", "Hint", "Key", "Kind", "Not", "Order", "Query", "Range", "Term",
    "Text", "Token", "TokenKind", "Value", "completions", "grouped_by", "key_of", "parse", "render", "sorted_by",
    "tokens", "with_filter", "without", "written_filter",
]  # fmt: skip

# What a person types is far below these; they bound the work that a pasted text can cause.
MAX_LENGTH = 20_000  # code points
MAX_TERMS = 60
MAX_VALUES = 100
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Text:
    """A word, or a phrase if it is quoted; searched in title, description and timeline."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """`literal` is set where quotes make a difference: "me" is a name, me is I; and for phrases."""

    text: str
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends belong to it, unless `above` takes out the low one and `below` the high one."""

    low: str | None
    high: str | None
    above: bool = False
    below: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One of the values holds."""

    key: str
    values: tuple[Value | Range, ...]


@dataclass(frozen=True, slots=True)
class Not:
    term: "Term"


@dataclass(frozen=True, slots=True)
class All:
    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Either:
    terms: tuple["Term", ...]


Term = Text | Filter | Not | All | Either


@dataclass(frozen=True, slots=True)
class Order:
    key: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence about a part of the text, for a quiet line below the field."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Query:
    """All terms hold; without `sort` and `group` the reader of the query chooses."""

    terms: tuple[Term, ...] = ()
    sort: tuple[Order, ...] = ()
    group: str | None = None
    hints: tuple[Hint, ...] = field(default=(), compare=False)


def parse(text: str) -> Query:
    """What a text means; any text means something."""
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self.hints: list[Hint] = []
        self.sort: dict[str, Order] = {}
        self.group: str | None = None
        self.length = len(text)
        self.tokens = list(pieces(cleaned(text[:MAX_LENGTH])))
        self.place = 0
        self.found = 0

    def query(self) -> Query:
        terms = self.terms(0)
        if self.length > MAX_LENGTH:
            self.hint(_("The text is too long; its end is left out."), MAX_LENGTH, self.length)
        if self.found > MAX_TERMS:
            self.hint(
                ngettext("Only the first condition counts.", "Only the first {n} conditions count.", MAX_TERMS).format(
                    n=MAX_TERMS
                ),
                0,
                self.length,
            )
        return Query(tuple(terms), tuple(self.sort.values()), self.group, tuple(self.hints))

    def hint(self, text: str, start: int, end: int) -> None:
        self.hints.append(Hint(text, start, end))

    def next_kind(self) -> TokenKind | None:
        return self.tokens[self.place].kind if self.place < len(self.tokens) else None

    def terms(self, depth: int) -> list[Term]:
        """The terms up to the closing parenthesis, which is taken, or to the end."""
        terms: list[Term] = []
        ignored = 0
        while kind := self.next_kind():
            if kind is TokenKind.CLOSE:
                self.place += 1
                if depth and not ignored:
                    break
                ignored = max(0, ignored - 1)
            elif kind is TokenKind.OPEN and depth >= MAX_DEPTH:
                self.place += 1
                ignored += 1
            else:
                term = self.alternatives(depth)
                terms += term.terms if isinstance(term, All) else [term] if term else []
        return terms

    def alternatives(self, depth: int) -> Term | None:
        found: list[Term] = []
        more = True
        while more:
            self.skip_or()
            term = None if self.at_end_of_terms(depth) else self.unit(depth)
            found += term.terms if isinstance(term, Either) else [term] if term else []
            more = self.next_kind() is TokenKind.OR
        return found[0] if len(found) == 1 else Either(tuple(found)) if found else None

    def skip_or(self) -> None:
        while self.next_kind() is TokenKind.OR:
            self.place += 1

    def at_end_of_terms(self, depth: int) -> bool:
        kind = self.next_kind()
        return kind in (None, TokenKind.CLOSE) or (kind is TokenKind.OPEN and depth >= MAX_DEPTH)

    def unit(self, depth: int) -> Term | None:
        token = self.tokens[self.place]
        self.place += 1
        term = self.in_parentheses(depth) if token.kind is TokenKind.OPEN else self.leaf(token)
        return Not(term) if term and token.negated else term

    def in_parentheses(self, depth: int) -> Term | None:
        terms = self.terms(depth + 1)
        return terms[0] if len(terms) == 1 else All(tuple(terms)) if terms else None

    def leaf(self, token: Token) -> Term | None:
        term = self.filter(token) if token.kind is TokenKind.FILTER else self.text(token)
        if term is None:
            return None
        self.found += len(term.values) if isinstance(term, Filter) and KEYS[term.key].kind is Kind.TEXT else 1
        return term if self.found <= MAX_TERMS else None

    def text(self, token: Token) -> Term | None:
        if token.kind is TokenKind.PHRASE:
            return Text(token.text, quoted=True) if token.text.strip() else None
        if not token.text.strip("-"):
            return None
        if key := unknown_key(token.text):
            self.hint(
                _("{key} is not a filter, searched as text.").format(key=isolated(f"{key}:")), token.start, token.end
            )
        return Text(token.text)

    def filter(self, token: Token) -> Term | None:
        found = sign_of(token.text)
        if found is None:
            return Text(token.text)
        key, sign, start = found
        values = self.values(token, key, sign, start)
        if values is None:
            return None
        if not values:
            return _as_text(token.text)
        if key.kind is Kind.SORT:
            self.take_sort(values, token)
        elif key.kind is Kind.GROUP:
            self.take_group(values, token)
        else:
            return Filter(key.name, tuple(values))
        return None

    def values(self, token: Token, key: Key, sign: str, start: int) -> list[Value | Range] | None:
        """The values that are understood; None if none is written yet."""
        values: dict[Value | Range, None] = {}
        written = False
        begin = token.end - len(token.text) + start
        for place, atoms in values_of(token.text[start:]):
            if not any(atom.text.strip() for atom in atoms):
                continue
            written = True
            value = _value(key, sign, atoms)
            if value is None:
                self.hint(_bad_value(key, atoms), begin + place, token.end)
            else:
                values[value] = None
        if not written:
            self.hint(_("{key} needs a value.").format(key=isolated(f"{key.name}:")), token.start, token.end)
            return None
        return self.at_most(token, key, list(values))

    def at_most(self, token: Token, key: Key, values: list[Value | Range]) -> list[Value | Range]:
        if len(values) <= MAX_VALUES or (key.name == "id" and not any(isinstance(value, Range) for value in values)):
            return values
        self.hint(
            ngettext("Only the first value counts.", "Only the first {n} values count.", MAX_VALUES).format(
                n=MAX_VALUES
            ),
            token.start,
            token.end,
        )
        return values[:MAX_VALUES]

    def take_sort(self, values: Iterable[Value | Range], token: Token) -> None:
        if token.negated:
            self.hint(_("An order can't be negated; the minus is left out."), token.start, token.end)
        for value in values:
            if isinstance(value, Value):
                name, _dash, direction = value.text.rpartition("-")
                self.sort.setdefault(name, Order(name, direction == "desc"))

    def take_group(self, values: Sequence[Value | Range], token: Token) -> None:
        first = values[0]
        if len(values) > 1 or token.negated:
            self.hint(_("A list is grouped by one field."), token.start, token.end)
        if isinstance(first, Value) and self.group is None:
            self.group = first.text


def _as_text(written: str) -> Text | None:
    if any(character.isspace() or character in '"()' for character in written):
        return Text(written.replace('"', ""), quoted=True)
    return Text(written)


def _bad_value(key: Key, atoms: Iterable[Atom]) -> str:
    written = "..".join(atom.text for atom in atoms)
    return _("{value} is not a value of {key}.").format(value=isolated(written), key=isolated(f"{key.name}:"))


def _value(key: Key, sign: str, atoms: list[Atom]) -> Value | Range | None:
    if not key.ordered:
        return _plain_value(key, "..".join(atom.text for atom in atoms), any(atom.quoted for atom in atoms))
    if len(atoms) == 2 and sign == ":":
        return _range(key, atoms[0].text, atoms[1].text)
    if len(atoms) != 1:
        return None
    text = atoms[0].text
    if sign == ":" and not atoms[0].quoted:
        sign = next((sign for sign in (">=", "<=", ">", "<") if text.startswith(sign)), ":")
        text = text[len(sign) :] if sign != ":" else text
    if sign == ":":
        return _plain_value(key, text, False)
    return _compared(key, sign, text)


def _plain_value(key: Key, text: str, was_quoted: bool) -> Value | None:
    value = read_value(key, text)
    if value is None:
        return None
    special = key.kind is Kind.TEXT or (key.kind is Kind.NAME and value.lower() in key.values)
    return Value(value, literal=was_quoted and special)


def _range(key: Key, low: str, high: str) -> Range | None:
    ends = [read_value(key, end) if end else "" for end in (low, high)]
    if None in ends or not any(ends):
        return None
    return Range(ends[0] or None, ends[1] or None)


def _compared(key: Key, sign: str, text: str) -> Range | None:
    value = read_value(key, text)
    if value is None:
        return None
    if sign.startswith(">"):
        return Range(value, None, above=sign == ">")
    return Range(None, value, below=sign == "<")


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def render(query: Query) -> str:
    """The text that means this query: parse(render(query)) == query."""
    parts = [_written(term, inside=False) for term in query.terms]
    if query.sort:
        parts.append(_written_sort(query.sort))
    if query.group:
        parts.append(f"group:{query.group}")
    return " ".join(parts)


def _written(term: Term, *, inside: bool) -> str:
    match term:
        case Text(text, quoted):
            return in_quotes(text) if quoted else text
        case Filter(key, values):
            return _written_filter(key, values)
        case Not(Not() as term):
            return f"-({_written(term, inside=False)})"
        case Not(term):
            return f"-{_written(term, inside=True)}"
        case All(terms):
            return f"({' '.join(_written(each, inside=False) for each in terms)})"
        case Either(terms):
            text = " or ".join(_written(each, inside=True) for each in terms)
            return f"({text})" if inside else text


def _written_filter(key: str, values: Sequence[Value | Range]) -> str:
    written = ",".join(_written_value(KEYS[key], value) for value in values)
    if len(values) == 1 and isinstance(values[0], Range) and written.startswith((">", "<")):
        return f"{key}{written}"
    return f"{key}:{written}"


def _written_value(key: Key, value: Value | Range) -> str:
    match value:
        case Value(text, literal):
            return in_quotes(text) if literal or (key.kind is Kind.NAME and needs_quotes(text)) else text
        case Range(low, None, above, _):
            return f"{'>' if above else '>='}{low}"
        case Range(None, high, _, below):
            return f"{'<' if below else '<='}{high}"
        case Range(low, high):
            return f"{low}..{high}"


def _written_sort(orders: Iterable[Order]) -> str:
    return "sort:" + ",".join(f"{order.key}-{'desc' if order.descending else 'asc'}" for order in orders)


def written_filter(key: str, *values: str, names: bool = False) -> str:
    """A filter as a person would write it; `names` says that even "me" and "none" are meant as names."""
    special = KEYS[key].values if names else ()
    return _written_filter(key, [Value(value, literal=value.lower() in special) for value in values])


# ── editing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def without(text: str, token: Token) -> str:
    """The text without one of its tokens, and without the "or" that joined it."""
    found = list(tokens(text))
    place = next((index for index, other in enumerate(found) if other.start == token.start), None)
    if place is None:
        return text
    removed = {place}
    for neighbour in (place - 1, place + 1):
        if 0 <= neighbour < len(found) and found[neighbour].kind is TokenKind.OR:
            removed.add(neighbour)
            break
    return _without_parts(text, [found[index] for index in sorted(removed)])


def _without_parts(text: str, removed: Iterable[Token]) -> str:
    kept, start = [], 0
    for token in removed:
        kept.append(text[start : token.start])
        start = token.end
    kept.append(text[start:])
    return " ".join(part.strip() for part in kept if part.strip())


def with_filter(text: str, written: str) -> str:
    """The text with one more filter at its end."""
    return f"{text.rstrip()} {written}".lstrip()


def sorted_by(text: str, orders: Sequence[Order]) -> str:
    """The text with another order, or with none."""
    bare = _without_parts(text, [token for token in tokens(text) if token.key == "sort"])
    return with_filter(bare, _written_sort(orders)) if orders else bare


def grouped_by(text: str, field_name: str | None) -> str:
    """The text with another grouping, or with none."""
    bare = _without_parts(text, [token for token in tokens(text) if token.key == "group"])
    return with_filter(bare, f"group:{field_name}") if field_name else bare
