"""Any plan, for the tests that hold for all of them."""

from dataclasses import replace

from hypothesis import strategies as st

from incidentdesk.prepare.plan_content import Action, Phase, PlanChannel, PlanContact, PlanContent
from incidentdesk.prepare.plan_tidying import tidied

_SIGNS = "abcXYZ äß漢ע019 \n*_`[]()<>#+-=~|.:;,!?&\\/\"'—T{}$%@"
_LINES = st.one_of(
    st.text(_SIGNS, min_size=1, max_size=30),
    st.text(min_size=1, max_size=12),
    st.sampled_from(
        [
            "Call T+15 min", "Do it [optional]", "Ask (role: Clerk)", "# Title", "1. One", "- dash", "> quote", "***",
            "done when: never", "needs: 1.1", "`code`", "a\\b", "&amp;", "[x]: http://a.b", "T\\+5", "+++", "---", "…",
        ]
    ),
)  # fmt: skip
_TEXTS = st.one_of(
    st.just(""),
    _LINES,
    st.text(_SIGNS, max_size=80),
    st.sampled_from(["```\nopen", "    code", "<!-- x", "- a\n\n  - b", "a\n\n\nx"]),
)
_TITLES = _LINES.filter(lambda text: " ".join(text.split()) not in ("", "…"))
_NAMES = st.sampled_from(["", "Commander", "Network (WAN) engineer", "Clerk \\", "Ops"])


@st.composite
def contents(draw):
    """A tidy plan with up to three phases; its needs point anywhere in it."""
    sizes = draw(st.lists(st.integers(0, 3), max_size=3))
    keys = [f"a{at}" for at in range(sum(sizes))]
    phases = []
    for at, size in enumerate(sizes):
        mine, keys_left = keys[:size], keys[size:]
        phases.append(Phase(f"p{at}", draw(_TITLES), tuple(draw(actions(key)) for key in mine)))
        keys = keys_left
    content = PlanContent(
        purpose=draw(_TEXTS),
        phases=tuple(phases),
        roles=tuple(draw(st.lists(_NAMES, max_size=2))),
        contacts=tuple(PlanContact(draw(_LINES), draw(_LINES)) for _each in range(draw(st.integers(0, 2)))),
        channels=tuple(PlanChannel(draw(_LINES), draw(_LINES)) for _each in range(draw(st.integers(0, 2)))),
        audiences=tuple(draw(st.lists(_NAMES, max_size=2))),
        cadence=draw(st.integers(0, 600)),
        first_message=draw(_NAMES),
    )
    return tidied(with_needs(content, draw))


def with_needs(content, draw):
    keys = [action.key for action in content.actions]
    if not keys:
        return content
    picked = {key: tuple(draw(st.lists(st.sampled_from(keys), max_size=2))) for key in keys}
    phases = tuple(
        replace(phase, actions=tuple(replace(each, needs=picked[each.key]) for each in phase.actions))
        for phase in content.phases
    )
    return replace(content, phases=phases)


@st.composite
def actions(draw, key):
    return Action(
        key,
        draw(_TITLES),
        role=draw(_NAMES),
        department=draw(_NAMES),
        offset=draw(st.one_of(st.none(), st.integers(0, 5000))),
        mandatory=draw(st.booleans()),
        instructions=draw(_TEXTS),
        criterion=draw(_LINES),
        raci=tuple(draw(st.lists(st.tuples(st.sampled_from(["Accountable", "Informed"]), _NAMES), max_size=2))),
        audience=draw(_NAMES),
        message=draw(_NAMES),
    )


def without_keys(content):
    """The same plan with its keys counted through, so that two can be compared."""
    named = {action.key: f"action {at}" for at, action in enumerate(content.actions)}
    phases = tuple(
        Phase(
            f"phase {at}",
            phase.title,
            tuple(
                replace(each, key=named[each.key], needs=tuple(named[need] for need in each.needs))
                for each in phase.actions
            ),
        )
        for at, phase in enumerate(content.phases)
    )
    return replace(content, phases=phases)
