"""What may stand in a message template, and what comes out (sec-4)."""

import time

import pytest

from incidentdesk.prepare.message_text import FIELDS, LONGEST_MESSAGE, check_template, rendered
from incidentdesk.refusal import Refused

VALUES = {
    "incident": {"number": "INC-0042", "title": "No Internet", "service": "", "priority": "P1"},
    "commander": "Mei Okafor",
    "tasks": [{"title": "Call", "who": "Ada", "due": ""}, {"title": "Switch over", "who": "", "due": "12:00"}],
    "services": [{"name": "Internet"}],
    "summary": "",
}

# Known ways out of a sandbox, and ways to make it work for ever or to fill the memory.
ATTACKS = {
    "class": "{{ ''.__class__ }}",
    "mro": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "subscript": "{{ incident['__class__'] }}",
    "attr filter": "{{ incident|attr('__class__') }}",
    "attr filter, pieced together": "{{ incident|attr('__cla' ~ 'ss__') }}",
    "globals": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "cycler": "{{ cycler.__init__.__globals__.os }}",
    "joiner": "{{ joiner.__init__.__globals__ }}",
    "namespace": "{% set n = namespace(a=1) %}{{ n.a }}",
    "self": "{{ self.__init__.__globals__ }}",
    "self blocks": "{{ self._TemplateReference__context }}",
    "request": "{{ request.application }}",
    "config": "{{ config.items() }}",
    "format": "{{ '{0.__class__}'.format(incident) }}",
    "format map": "{{ '{a}'.format_map(incident) }}",
    "format filter": "{{ '%s'|format(incident) }}",
    "lipsum": "{{ lipsum(n=1000000) }}",
    "range": "{% for i in range(100000000) %}x{% endfor %}",
    "nested loops": "{% for a in tasks %}{% for b in tasks %}{% for c in tasks %}x{% endfor %}{% endfor %}{% endfor %}",
    "loop in loop": "{% for task in tasks %}{% for s in services %}{{ s.name }}{% endfor %}{% endfor %}",
    "center": "{{ 'x'|center(999999999) }}",
    "center method": "{{ 'x'.center(999999999) }}",
    "ljust": "{{ commander.ljust(999999999) }}",
    "times": "{{ 'x' * 999999999 }}",
    "power": "{{ 10 ** 10 ** 10 }}",
    "power of text": "{{ ('x' * 10) ** 9 }}",
    "shift": "{{ 1 ~ 'x' * 99999999 }}",
    "truncate": "{{ commander|truncate(999999999) }}",
    "indent": "{{ commander|indent(999999999) }}",
    "batch": "{{ commander|batch(1)|list }}",
    "map": "{{ tasks|map(attribute='__class__')|list }}",
    "select": "{{ tasks|selectattr('__class__')|list }}",
    "pprint": "{{ incident|pprint }}",
    "xmlattr": "{{ incident|xmlattr }}",
    "tojson": "{{ incident|tojson }}",
    "macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "call": "{% call lipsum() %}{% endcall %}",
    "import": "{% import 'os' as os %}",
    "include": "{% include '/etc/passwd' %}",
    "extends": "{% extends 'base' %}",
    "block": "{% block a %}{{ super() }}{% endblock %}",
    "set": "{% set x = 'a' %}{{ x }}",
    "set block": "{% set x %}{{ commander }}{% endset %}",
    "filter block": "{% filter upper %}x{% endfilter %}",
    "with": "{% with a = 1 %}{{ a }}{% endwith %}",
    "autoescape": "{% autoescape true %}x{% endautoescape %}",
    "do": "{% do tasks.clear() %}",
    "recursive": "{% for t in tasks recursive %}{{ loop(tasks) }}{% endfor %}",
    "loop attribute": "{% for t in tasks %}{{ loop.previtem }}{% endfor %}",
    "loop cycle": "{% for t in tasks %}{{ loop.cycle('a') }}{% endfor %}",
    "method of list": "{{ tasks.append(1) }}",
    "method of text": "{{ commander.upper() }}",
    "slice": "{{ commander[0:1] }}",
    "list": "{{ [1, 2, 3] }}",
    "dict": "{{ {'a': 1} }}",
    "tuple": "{{ (1, 2) }}",
    "test": "{% if commander is mapping %}x{% endif %}",
    "in": "{% if 'a' in commander %}x{% endif %}",
    "concat": "{{ commander ~ commander }}",
    "arithmetic": "{{ 1 + 1 }}",
    "loop over a text": "{% for c in commander %}{{ c }}{% endfor %}",
    "loop over constants": "{% for c in 'abc' %}{{ c }}{% endfor %}",
    "unpacking": "{% for a, b in tasks %}{{ a }}{% endfor %}",
    "filter in loop": "{% for a in tasks if a.__class__ %}x{% endfor %}",
    "shadowing": "{% for incident in tasks %}{{ incident.title }}{% endfor %}",
    "unknown field": "{{ incident.pasword }}",
    "unknown name": "{{ user }}",
    "whole record": "{{ incident }}",
    "whole list": "{{ tasks }}",
    "joining records": "{{ tasks|join(', ') }}",
    "brackets": "{{ " + "(" * 9_000 + "commander" + ")" * 9_000 + " }}",
    "nots": "{{ " + "not " * 4_900 + "commander }}",
    "ifs": "{% if commander %}" * 200 + "{% endif %}" * 200,
    "many fields": "{{ now }}" * 2_200,
    "too long": "x" * 20_001,
    "huge number": "{{ " + "9" * 10_000 + " }}",
    "unclosed": "{{ commander",
    "unclosed block": "{% if commander %}",
    "comment without end": "{#" + "{#" * 5_000,
    "raw without end": "{% raw %}" * 2_000,
    "quotes": '{{ "' * 4_000,
}  # fmt: skip


@pytest.mark.parametrize("template", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_attack_is_refused_when_it_is_saved_and_at_once(template):
    check_template("{{ commander }}")  # the library is loaded
    began = time.process_time()
    with pytest.raises(Refused, match=r"."):
        check_template(template)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("template", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_attack_that_was_never_saved_is_not_filled_in_either(template):
    with pytest.raises(Refused, match=r"."):
        rendered(template, VALUES)


def test_an_unknown_field_is_named():
    with pytest.raises(Refused, match=r"incident\.pasword"):
        check_template("{{ incident.title }} {{ incident.pasword }}")


def test_fields_conditions_and_loops_are_filled_in():
    text = (
        "{{ incident.number }}: {{ incident.title|upper }}{% if incident.service %} ({{ incident.service }}){% endif %}"
        "\n"
        "{% for task in tasks %}{{ loop.index }}. {{ task.title }}{% if task.who %} by {{ task.who }}{% endif %}\n"
        "{% endfor %}"
    )
    assert rendered(text, VALUES) == "INC-0042: NO INTERNET\n1. Call by Ada\n2. Switch over\n"


def test_a_line_with_nothing_but_conditions_leaves_no_empty_line():
    text = "a\n{% if commander %}\nb\n  {% endif %} \nc\n{% for task in tasks %}\n- {{ task.title }}\n{% endfor %}\nd"
    assert rendered(text, VALUES) == "a\nb\nc\n- Call\n- Switch over\nd"


def test_either_of_two_texts_can_be_chosen():
    assert (
        rendered("{{ commander if incident.service == '' and commander != 'x' else 'nobody' }}", VALUES) == "Mei Okafor"
    )


def test_how_many_there_are_can_be_said():
    assert rendered("{{ tasks|length }} tasks", VALUES) == "2 tasks"


def test_what_a_value_says_is_never_a_template_itself():
    assert rendered("{{ commander }}", {"commander": "{{ 7 * 7 }}"}) == "{{ 7 * 7 }}"


def test_a_value_that_is_missing_is_named():
    with pytest.raises(Refused, match="desk"):
        rendered("{{ desk }}", {})


def test_a_message_that_would_get_too_long_is_refused():
    values = {"tasks": [{"title": "x" * 20_000, "who": "", "due": ""}] * 1_000}
    with pytest.raises(Refused, match=str(LONGEST_MESSAGE)):
        rendered("{% for task in tasks %}{{ task.title }}{% endfor %}", values)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_offered_field_can_be_used(field):
    if field.each:
        inner = "".join(f"{{{{ one.{name} }}}}" for name, _meaning in field.each)
        check_template(f"{{% for one in {field.name} %}}{inner}{{% endfor %}}")
    else:
        check_template(f"{{{{ {field.name} }}}}")
