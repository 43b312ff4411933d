"""An action as one line of Markdown: “Call the provider — T+5 min (role: Network engineer) [optional]”.

Lines below it say what else is known: “done when: …”, “needs: 1.2 Find the cause”, “department: …”.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from incidentdesk.prepare.plan_content import Action, new_key
from incidentdesk.prepare.plan_due_word import due_in
from incidentdesk.prepare.plan_role_word import role_split
from incidentdesk.prepare.plan_wording import LARGEST_OFFSET, offset_of, offset_text

LONGEST_TITLE = 300  # characters
_LONG = 110  # characters of a title that are easily read
_SHORTEST = 12  # characters of a title, where a line has more than one sentence
_UNIT = r"(?:min(?:utes?)?|m|hours?|hrs?|h|days?|d)\b\.?"
_OFFSET = rf"(?<![\\\w])T\s*\+\s*(?:\d{{1,4}}:[0-5]\d|\d{{1,6}}(?!\d)(?:\s*{_UNIT})?(?:\s+\d{{1,6}}\s*{_UNIT})*)"
_TIME = re.compile(_OFFSET, re.IGNORECASE)
_DEADLINE = re.compile(r"\b(?:deadline|due|by|until|within|frist|bis)\s*:?\s*$", re.IGNORECASE)
_UNTIL = "due|time|deadline|frist"
_WHO = "role|owner|who|responsible|assignee|assigned to|rolle|verantwortlich|zuständig"
_ROLE = re.compile(
    rf"(?<!\\)[(\[]\s*(?:{_WHO})\s*:\s*((?:[^()\[\]\\]|\([^()\\]*\))+?)\s*[)\]]"
    rf"|\s[—–-]+\s*(?:{_WHO})\s*:\s*([^:;]+)$",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(r"(?<!\\)[\[(]\s*(optional|mandatory)\s*[\])]|^(optional)\s*:\s*", re.IGNORECASE)
_OPTIONAL_IF = re.compile(r"\(optional\b", re.IGNORECASE)
# “Add TODO notes to the room” is no placeholder.
_PLACEHOLDER = re.compile(r"(?<![\w#/])(?:`TODO\b(?!`)|`TODO`(?=\s*$)|TODO(?=:|\s*$))")
_STRUCK = re.compile(r"~~(?=\S).+?~~\s*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Behind these a full stop ends no sentence, and stays.
_SHORT = r"\b(?:e\.g|i\.e|etc|vs|usw|bzw|ca|approx|no|nr|inc|dr|z\. ?b|[a-z])"
_ENDS_SHORT = re.compile(rf"{_SHORT}\.$", re.IGNORECASE)
_ANNOUNCING = re.compile(r"\b(?:such as|including|for example|for instance|e\.g\.?|i\.e\.?|z\. ?B\.)$", re.IGNORECASE)
_CHECK_BOX = re.compile(r"^\[[ xX]\]\s+")
_OWN = re.compile(r"^(.*?)(?: — (T\+[\w ]+?))?(?: \(role: ([^()\[\]\\]+)\))?( \[optional\])?$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPECIAL = re.compile(r"[\\`*_\[\]<>]")
_INNER = re.compile(r"(?<=T)(\s*)(?=\+)|(?=\(role:)", re.IGNORECASE)
_LEADING = re.compile(r"^(?:[-+#>=~|:]|\d{1,9}(?=[.)]))")
_RACI = {"accountable": "Accountable", "consulted": "Consulted", "informed": "Informed"}
_ATTRIBUTE = re.compile(
    rf"^(?:[-*]\s+)?(?:\*\*|_)?(done when|criterion|expected result|needs|after|{_WHO}|{_UNTIL}|department|audience"
    r"|message|accountable|consulted|informed)(?:\*\*|_)?\s*:(?:\*\*|_)?\s*(.*\S)\s*$",
    re.IGNORECASE,
)
_OWN_ATTRIBUTE = re.compile("^(done when|needs|role|department|audience|message|accountable|consulted|informed): (.*)$")


@dataclass(frozen=True, slots=True)
class Written:
    """An action as it was written; `needs` are numbers or titles that are still to be looked up."""

    action: Action
    needs: tuple[str, ...] = ()


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_action(text: str, *, own: bool = False) -> Written:
    """The action that a paragraph says; `own` is that the paragraph comes from `action_lines`."""
    first, *rest = text.split("\n")
    if not own and rest and is_attribute(first):
        first, *rest = [*rest, first]
    pattern = _OWN_ATTRIBUTE if own else _ATTRIBUTE
    attributes = [pattern.match(line.strip()) for line in rest]
    needs = tuple(found[2] for found in attributes if found and found[1].lower() in ("needs", "after"))
    if own:
        action, wrapped = _own_action(first), [line for line, found in zip(rest, attributes, strict=True) if not found]
        action = replace(action, instructions="\n".join(wrapped))
    else:
        wrapped = [line.strip() for line, found in zip(rest, attributes, strict=True) if not found]
        action = _foreign_action(" ".join([first, *wrapped]))
    for found in attributes:
        if found:
            action = _with_attribute(action, found[1].lower(), found[2])
    return Written(action, needs)


def _own_action(line: str) -> Action:
    found = _OWN.match(line)
    assert found
    title, due, role, optional = found.groups()
    return Action(
        new_key(),
        _plain(title),
        role=(role or "").strip(),
        offset=offset_of(due) if due else None,
        mandatory=not optional,
    )


def _plain(text: str) -> str:
    return " ".join(_ESCAPE.sub(r"\1", text).split())


def _foreign_action(text: str) -> Action:
    text = _STRUCK.sub("", _BREAK.sub(" ", _CHECK_BOX.sub("", text.strip()))) or text
    values: dict[str, Any] = {}
    due = due_in(spoken(text))
    for name, pattern in (("offset", _TIME), ("mandatory", _OPTIONAL), ("role", _ROLE)):
        found = pattern.search(text)
        value = _value(name, found) if found else None
        if found and value is not None:
            values[name] = value
            behind = text[found.end() :]
            before = _DEADLINE.sub("", text[: found.start()]) if name == "offset" else text[: found.start()]
            text = f"{before.rstrip(' ,;:–—-·(')} {behind.lstrip(' ,;:–—-·)')}".strip()
            text = text if found.start() else f"{text[:1].upper()}{text[1:]}"
    if "role" not in values:
        role, rest = role_split(_unwrapped(text))
        if role:
            values["role"], text = role, f"{rest[:1].upper()}{rest[1:]}"
    text, placeholder = _without_placeholder(_unwrapped(text))
    values.setdefault("offset", due)
    values.setdefault("mandatory", not _OPTIONAL_IF.search(text))
    title, rest = _title_and_rest(text)
    links = "\n".join(link for address, link in _links(text) if f"]({address})" not in rest)
    return Action(new_key(), title, instructions="\n\n".join(filter(None, (rest, placeholder, links))), **values)


def _value(name: str, found: re.Match[str]) -> Any:
    if name == "role":
        return " ".join((found[1] or found[2]).split())
    return (found[1] or "").lower() == "mandatory" if name == "mandatory" else offset_of(found[0])


def _unwrapped(text: str) -> str:
    """Without emphasis around the whole."""
    found = re.fullmatch(r"(\*\*|__|\*|_)(?=\S)(.*\S)\1", text, re.DOTALL)
    return found[2] if found and found[1] not in found[2] else text


def _without_placeholder(text: str) -> tuple[str, str]:
    """What the author has left to be written is no part of the title, unless there is nothing else."""
    found = _PLACEHOLDER.search(text)
    return (text[: found.start()].rstrip(), text[found.start() :].strip()) if found and found.start() else (text, "")


def _title_and_rest(text: str) -> tuple[str, str]:
    """What is strong at the beginning is the title; else the whole, or its first sentence where it is long."""
    strong = re.match(r"^(\*\*|__)(?=\S)(.+?)(?<=\S)\1[\s:.,–—-]*", text)
    if strong and len(strong[2].split()) > 1 and text[strong.end() :].strip():
        return spoken(strong[2]).rstrip(" .:"), text[strong.end() :].strip()
    said = spoken(text)
    end = _end_of_sentence(said)
    if end:
        title = said[:end].strip()
        return _untailed(title), _remaining(text, title)
    if len(said) <= LONGEST_TITLE:
        return _untailed(said), ""
    return f"{said[:_LONG].rsplit(' ', 1)[0]} …", text


def _end_of_sentence(said: str) -> int:
    """Where the first sentence ends that has another behind it, in a long line also the first part; 0 for nowhere."""
    marks = ".!?:;" if len(said) > _LONG else ".!?"
    for found in re.finditer(rf"(?<=[\w)”\"'])[{marks}](?=\s+(\S))", said):
        at = found.start()
        new = len(said) > _LONG or not found[1].islower()
        if _SHORTEST <= at <= _LONG * 2 and new and not _ENDS_SHORT.search(said[: at + 1]):
            return at if found[0] != "?" else at + 1
    return 0


def _untailed(said: str) -> str:
    """Without the marks at the end, and without “such as:”, which announced what stands below."""
    title = _ANNOUNCING.sub("", said.rstrip(" ,:;")).rstrip(" ,:;(–—-")
    return (title if _ENDS_SHORT.search(title) else title.rstrip(" .")) or said


def _remaining(text: str, title: str) -> str:
    """The source behind the title, where it can be found in it word by word; else all of it."""
    last = title.split()[-3:]
    at = text.find(" ".join(last))
    rest = text[at + len(" ".join(last)) :]
    # A title that ends within a link or within emphasis leaves half of it.
    return text if at < 0 or rest.startswith(("]", ")", "*", "_", "`")) else rest.lstrip(" .:;!?")


@cache
def _inline() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


def spoken(text: str) -> str:
    """A line of Markdown as it is read: without emphasis, links and code marks."""
    parts = []
    for token in _inline().parseInline(text)[0].children or ():
        if token.type in ("text", "code_inline", "image"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return " ".join("".join(parts).split())


def _links(text: str) -> list[tuple[str, str]]:
    """The addresses of a title and an item for each, for a title is plain."""
    found = re.findall(r"(?<!!)\[([^\[\]]+)\]\(((?:https?://|mailto:|tel:)[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)", text)
    return [(address, f"- [{label}]({address})") for label, address in found]


def _with_attribute(action: Action, name: str, value: str) -> Action:
    match name:
        case "done when" | "criterion" | "expected result":
            return replace(action, criterion=value)
        case _ if name in _WHO.split("|"):
            return replace(action, role=value)
        case _ if name in _UNTIL.split("|"):
            offset = offset_of(value)
            said = f"{action.instructions}\n{name}: {value}".strip()
            return replace(action, instructions=said) if offset is None else replace(action, offset=offset)
        case "department" | "audience" | "message":
            return replace(action, **{name: value})  # type: ignore[arg-type]
        case "accountable" | "consulted" | "informed":
            return replace(action, raci=(*action.raci, (_RACI[name], value)))
    return action


def is_attribute(line: str) -> bool:
    """Whether a line says “done when: …” or the like."""
    return bool(_ATTRIBUTE.match(line.strip()))


def needs_of(written: Written, numbers: Mapping[str, str], titles: Mapping[str, str]) -> Action:
    """The action with its needs as keys; what can't be found is kept in the instructions."""
    keys, unknown = [], []
    for need in written.needs:
        number = re.match(r"\d+\.\d+", need)
        key = (numbers.get(number[0]) if number else None) or titles.get(need.casefold())
        if key and key != written.action.key:
            keys.append(key)
        else:
            unknown.append(f"needs: {need}")
    instructions = "\n".join(filter(None, (*unknown, written.action.instructions)))
    return replace(written.action, needs=tuple(dict.fromkeys(keys)), instructions=instructions)


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def action_lines(action: Action, numbers: Mapping[str, str], titles: Mapping[str, str]) -> list[str]:
    """The paragraph of an action, its title first; `numbers` are “1.2” by key."""
    line = escaped(action.title) or "…"
    if action.offset is not None and 0 <= action.offset <= LARGEST_OFFSET:
        line += f" — {offset_text(action.offset)}"
    role_fits = action.role and not re.search(r"[()\[\]\\]", action.role)
    if role_fits:
        line += f" (role: {action.role})"
    if not action.mandatory:
        line += " [optional]"
    said = [
        ("role", "" if role_fits else action.role),
        ("done when", action.criterion),
        *(("needs", f"{numbers[key]} {titles[key]}".strip()) for key in action.needs if key in numbers),
        ("department", action.department),
        *((letter.lower(), role) for letter, role in action.raci if letter in _RACI.values()),
        ("audience", action.audience),
        ("message", action.message),
    ]
    return [line, *(f"{name}: {value}" for name, value in said if value)]


def escaped(text: str) -> str:
    """A text of one line that Markdown shows as it is, and that says nothing of due time, role and option."""
    text = _SPECIAL.sub(lambda found: "\\" + found[0], text)
    text = _INNER.sub(lambda found: (found[1] or "") + "\\", text)
    leading = _LEADING.match(text)
    if leading:
        at = 0 if not leading[0].isdigit() else leading.end()
        text = f"{text[:at]}\\{text[at:]}"
    if text.endswith("#") and len(text) > 1 and not text.endswith("\\#"):
        text = f"{text[:-1]}\\#"
    return re.sub(r"&(?=#|\w)", r"\\&", text)
