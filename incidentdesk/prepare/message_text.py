"""The text of a message template: what may stand in it, and what comes out when its fields are filled in.

A template can come from a stranger, in an import or a mail. So the parsed template is held against a list of what is
allowed before anything of it runs: the offered fields, conditions, loops over the offered lists, and a few filters.
Jinja2's own sandbox alone lets nested loops run for seconds and `center` make a gigabyte.
"""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST_TEMPLATE = 20_000  # characters
LONGEST_MESSAGE = 100_000  # characters
LONGEST_VALUE = 20_000  # characters
LONGEST_LIST = 100
LONGEST_TIME = 0.4  # seconds


@dataclass(frozen=True, slots=True)
class MessageField:
    """A field as it is written between braces, and what it says; of a list, what each element offers."""

    name: str
    meaning: str
    each: tuple[tuple[str, str], ...] = ()


# In the order in which the editor offers them; meanings are marked for translation.
FIELDS = (
    MessageField("incident.number", N_("Number, such as INC-0042")),
    MessageField("incident.title", N_("Title")),
    MessageField("incident.description", N_("Description")),
    MessageField("incident.state", N_("State")),
    MessageField("incident.priority", N_("Priority, such as P1")),
    MessageField("incident.service", N_("Service")),
    MessageField("incident.category", N_("Category")),
    MessageField("incident.team", N_("Team")),
    MessageField("incident.assignee", N_("Assignee")),
    MessageField("incident.reporter", N_("Who reported it")),
    MessageField("incident.hold_reason", N_("What it waits for, where it is on hold")),
    MessageField("incident.major", N_("Whether it is a major incident: yes or no")),
    MessageField("incident.started", N_("When it occurred, or was logged")),
    MessageField("incident.resolved", N_("When it was resolved")),
    MessageField("incident.duration", N_("Time since it occurred")),
    MessageField("incident.resolution", N_("Resolution notes")),
    MessageField("commander", N_("Incident commander")),
    MessageField("communications_lead", N_("Communications lead")),
    MessageField("audience", N_("The audience")),
    MessageField("phase", N_("Started, Investigating, Identified, Monitoring or Resolved")),
    MessageField("now", N_("This moment")),
    MessageField("next_update", N_("When the next update is due")),
    MessageField("sender", N_("Who sends it")),
    MessageField("desk", N_("The name of this desk")),
    MessageField("conditions", N_("Form for responders: what is going on")),
    MessageField("actions", N_("Form for responders: what is being done")),
    MessageField("needs", N_("Form for responders: what is needed")),
    MessageField("summary", N_("Executive form: what happened")),
    MessageField("impact", N_("Executive form: who feels what")),
    MessageField("next", N_("Executive form: what comes next")),
    MessageField(
        "tasks",
        N_("Open tasks, one after another"),
        (("title", N_("What is to be done")), ("who", N_("By whom")), ("due", N_("Until when"))),
    ),
    MessageField("services", N_("Affected services, one after another"), (("name", N_("Name")),)),
)  # fmt: skip
_FILTERS = {"upper": 0, "lower": 0, "capitalize": 0, "trim": 0, "length": 0, "first": 0, "last": 0, "default": 1,
            "join": 1, "truncate": 1}  # fmt: skip
_LOOP = {"first": None, "last": None, "index": None}
_MOST_NODES = 2_000
_DEEPEST = 12
_TAG = re.compile(r"\{%.*?%\}")
_LONGEST_CONSTANT = 1_000  # characters

# What a name stands for: None is a text, a mapping a record of further names, a list with a mapping a list of records.
_Kind = Any


def check_template(text: str, fields: Sequence[MessageField] = FIELDS) -> None:
    """Raises Refused with a sentence that names the unknown field, or what is not allowed in a template."""
    _checked(text, fields)
    _checked(_without_bare_lines(text), fields)


def rendered(text: str, values: Mapping[str, Any], fields: Sequence[MessageField] = FIELDS) -> str:
    """A template with its fields filled in; `values` holds texts, records of texts, and lists of records.

    Raises Refused for a template that is not allowed, for a field without a value, and for a message that gets longer
    than 100,000 characters.
    """
    from jinja2 import TemplateError

    text = _without_bare_lines(text)
    _checked(text, fields)
    template = _environment().from_string(text)
    until = time.monotonic() + LONGEST_TIME
    parts: list[str] = []
    length = 0
    try:
        for part in template.generate(**{name: _harmless(value) for name, value in values.items()}):
            length += len(part)
            parts.append(part)
            if length > LONGEST_MESSAGE or time.monotonic() > until:
                raise Refused(_("The message gets too long: at most {most} characters.").format(most=LONGEST_MESSAGE))
    except TemplateError as error:
        raise Refused(
            _("The template can't be filled in: {reason}.").format(reason=isolated(str(error).rstrip(".")))
        ) from error
    return "".join(parts)


def _without_bare_lines(text: str) -> str:
    """Without the line end of a line that holds nothing but conditions and loops, which would leave an empty line."""
    return "".join(
        line.strip() if _TAG.sub("", line).strip() == "" and line.strip() else line
        for line in text.splitlines(keepends=True)
    )


def _harmless(value: Any) -> Any:
    """Texts of a bounded length, and records that have no attribute but their own."""
    if isinstance(value, Mapping):
        return SimpleNamespace(**{str(name): _harmless(inner) for name, inner in value.items()})
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_harmless(inner) for inner in value[:LONGEST_LIST]]
    return "" if value is None else str(value)[:LONGEST_VALUE]


@cache
def _environment() -> "ImmutableSandboxedEnvironment":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True, optimized=False, cache_size=0
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.tests.clear()
    return environment


def _offered(fields: Sequence[MessageField]) -> dict[str, _Kind]:
    names: dict[str, _Kind] = {}
    for field in fields:
        head, _dot, tail = field.name.partition(".")
        if tail:
            names.setdefault(head, {})[tail] = None
        else:
            names[head] = [{name: None for name, _meaning in field.each}] if field.each else None
    return names


# ── holding a template against what is allowed ───────────────────────────────────────────────────────────────────


def _checked(text: str, fields: Sequence[MessageField]) -> None:
    from jinja2 import TemplateSyntaxError, nodes

    if len(text) > LONGEST_TEMPLATE:
        raise Refused(_("A template has at most {most} characters.").format(most=LONGEST_TEMPLATE))
    _refuse_deep(text)
    try:
        tree = _environment().parse(text)
    except TemplateSyntaxError as error:
        raise Refused(
            _("Line {line} of the template can't be read: {reason}.").format(
                line=error.lineno, reason=isolated(str(error.message or "").rstrip("."))
            )
        ) from error
    except (RecursionError, ValueError, OverflowError) as error:
        raise Refused(_("The template is nested too deeply, or holds a number that is too large.")) from error
    if sum(1 for _node in tree.find_all(nodes.Node)) > _MOST_NODES:
        raise Refused(_("The template has too many fields and conditions. Make it shorter."))
    for node in tree.body:
        _statement(node, _offered(fields), 0)


def _refuse_deep(text: str) -> None:
    """Thousands of brackets in a row would exhaust the parser before it could say so."""
    depth = most = 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        most = max(most, depth)
        if most > 200:
            raise Refused(_("The template is nested too deeply, or holds a number that is too large."))


def _statement(node: Any, names: dict[str, _Kind], depth: int) -> None:
    from jinja2 import nodes

    if depth > _DEEPEST:
        raise Refused(_("Conditions may stand within one another at most {most} times.").format(most=_DEEPEST))
    if isinstance(node, nodes.TemplateData):
        return
    if isinstance(node, nodes.Output):
        for part in node.nodes:
            _output(part, names)
    elif isinstance(node, nodes.If):
        _kind(node.test, names)
        for inner in (*node.body, *node.elif_, *node.else_):
            _statement(inner, names, depth + 1)
    elif isinstance(node, nodes.For):
        _loop(node, names, depth)
    else:
        raise _not_allowed(node)


def _loop(node: Any, names: dict[str, _Kind], depth: int) -> None:
    from jinja2 import nodes

    kind = _kind(node.iter, names)
    if not isinstance(kind, list):
        lists = ", ".join(field.name for field in FIELDS if field.each)
        raise Refused(_("A loop goes over a list; the lists are {names}.").format(names=lists))
    if "loop" in names:
        raise Refused(_("A loop can't stand within another loop."))
    if not isinstance(node.target, nodes.Name) or node.test is not None or node.recursive:
        raise Refused(_("Write a loop as {example}.").format(example="{% for task in tasks %} … {% endfor %}"))
    if node.target.name in names or node.target.name.startswith("_"):
        raise Refused(_("“{name}” can't name what a loop goes over.").format(name=isolated(node.target.name)))
    for inner in (*node.body, *node.else_):
        _statement(inner, {**names, node.target.name: kind[0], "loop": _LOOP}, depth + 1)


def _output(node: Any, names: dict[str, _Kind]) -> None:
    from jinja2 import nodes

    if isinstance(node, nodes.TemplateData):
        return
    kind = _kind(node, names)
    if isinstance(kind, dict):
        raise Refused(_("Say which part is meant: {names}.").format(names=", ".join(f".{name}" for name in kind)))
    if isinstance(kind, list):
        raise Refused(_("A list can't stand by itself. Write {example}.").format(
            example="{% for task in tasks %}{{ task.title }}{% endfor %}"))  # fmt: skip


def _kind(node: Any, names: dict[str, _Kind], depth: int = 0) -> _Kind:
    """What an expression stands for; raises Refused for whatever is not on the list."""
    from jinja2 import nodes

    if depth > _DEEPEST:
        raise _not_allowed(node)
    if isinstance(node, nodes.Name):
        if node.name not in names:
            raise _unknown(node.name)
        return names[node.name]
    if isinstance(node, nodes.Getattr):
        return _attribute(node, names, depth)
    if isinstance(node, nodes.Const):
        return _constant(node)
    if isinstance(node, nodes.Filter):
        return _filtered(node, names, depth)
    if isinstance(node, nodes.Compare) and all(each.op in ("eq", "ne") for each in node.ops):
        _all_texts([node.expr, *(each.expr for each in node.ops)], names, depth)
        return None
    if isinstance(node, nodes.And | nodes.Or):
        for each in (node.left, node.right):
            _kind(each, names, depth + 1)
        return None
    if isinstance(node, nodes.Not):
        _kind(node.node, names, depth + 1)
        return None
    if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
        _kind(node.test, names, depth + 1)
        _all_texts([node.expr1, node.expr2], names, depth)
        return None
    raise _not_allowed(node)


def _all_texts(parts: Sequence[Any], names: dict[str, _Kind], depth: int) -> None:
    for part in parts:
        if _kind(part, names, depth + 1) is not None:
            raise _not_allowed(part)


def _attribute(node: Any, names: dict[str, _Kind], depth: int) -> _Kind:
    kind = _kind(node.node, names, depth + 1)
    if not isinstance(kind, dict) or node.attr not in kind:
        raise _unknown(f"{_written(node.node)}.{node.attr}")
    return kind[node.attr]


def _constant(node: Any) -> None:
    if not isinstance(node.value, str | int | bool) or len(str(node.value)) > _LONGEST_CONSTANT:
        raise _not_allowed(node)


def _filtered(node: Any, names: dict[str, _Kind], depth: int) -> None:
    from jinja2 import nodes

    most = _FILTERS.get(node.name)
    if most is None or node.node is None:
        raise Refused(
            _("There is no filter “{name}”. These can be used: {filters}.").format(
                name=isolated(node.name), filters=", ".join(sorted(_FILTERS))
            )
        )
    kind = _kind(node.node, names, depth + 1)
    plain = all(isinstance(argument, nodes.Const) for argument in node.args)
    if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) > most or not plain:
        raise Refused(_("The filter “{name}” can't be used like this.").format(name=isolated(node.name)))
    for argument in node.args:
        _constant(argument)
        if node.name == "truncate" and not 3 < int(argument.value if isinstance(argument.value, int) else 0) < 10_000:
            raise Refused(_("The filter “{name}” can't be used like this.").format(name=isolated(node.name)))
    if kind is not None and node.name != "length":
        raise Refused(_("The filter “{name}” takes a text.").format(name=isolated(node.name)))


def _written(node: Any) -> str:
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return str(node.name)
    return f"{_written(node.node)}.{node.attr}" if isinstance(node, nodes.Getattr) else "…"


def _unknown(name: str) -> Refused:
    return Refused(
        _("There is no field “{name}”. The fields are listed beside the editor.").format(name=isolated(name[:80]))
    )


def _not_allowed(node: Any) -> Refused:
    return Refused(
        _(
            "Line {line}: this is not allowed in a template. It may hold fields, conditions (if), loops over a list "
            "(for) and the filters {filters}."
        ).format(line=node.lineno, filters=", ".join(sorted(_FILTERS)))
    )
