"""Random cause graphs in all scripts, and random gestures of a person upon them."""

from hypothesis import strategies as st

from incidentdesk.investigate import cause_editing as editing
from incidentdesk.investigate.cause_editing import GAP, OutlineLine
from incidentdesk.investigate.cause_graph import (
    EFFECT,
    Backing,
    Cause,
    CauseGraph,
    CounterMeasure,
    Effect,
    Effort,
    Gate,
    Kind,
    Role,
    Side,
    Status,
    Vote,
    Voting,
)
from incidentdesk.refusal import Refused

SOME_TEXTS = (
    "Disk full", "Ausfallsicherheitsüberprüfungsverfahren fehlt", "مفتاح الشبكة قديم", "שרת הדואר לא הגיב",
    "配置没有被审查", "再起動の手順がない", "रिले खराब", "👩‍💻 on leave 🏖️", "https://wiki.example/a/" + "long" * 30,
    '"quoted" [brackets] {braces} <tags> & #35; | pipe', "* star _under_ `tick` \\ back", "1. number", "# hash",
    "- dash", "=SUM(A1)", "ishikawa-beta", "%% comment", "(AND)", "★ Root cause",
    "end", "Note: not a note", "[x] done", "> quote",
)  # fmt: skip
# What a person can type into one line, and what a database keeps.
_line = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60)
texts = st.one_of(st.sampled_from(SOME_TEXTS), _line.map(lambda text: " ".join(text.split())))
notes = st.one_of(
    st.just(""),
    st.lists(st.one_of(st.sampled_from(SOME_TEXTS), _line.map(str.strip)), max_size=4).map("\n".join).map(str.strip),
)
_names = st.sampled_from(["", "Mei Okafor", "Björn Ångström", "王小明"])


@st.composite
def graphs(draw: st.DrawFn, most: int = 24, deepest: int = 12) -> CauseGraph:
    """Categories, causes on them and beside them, votes and counter-measures; keys are c0, c1 ..."""
    causes: dict[str, Cause] = {}
    for number in range(draw(st.integers(0, 5))):
        key = f"c{number}"
        side = draw(st.sampled_from(Side))
        name = f"{draw(texts)} {number}".strip()
        causes[key] = Cause(key, EFFECT, Kind.CATEGORY, (number + 1) * GAP, name, side=side)
    depth = dict.fromkeys(causes, 0)
    for number in range(len(causes), len(causes) + draw(st.integers(0, most))):
        above = draw(st.sampled_from([EFFECT, *(key for key in depth if depth[key] < deepest)]))
        key = f"c{number}"
        causes[key] = _cause(draw, key, above, (number + 1) * GAP)
        depth[key] = depth.get(above, 0) + 1
    alone = [key for key in causes if causes[key].kind == Kind.CAUSE]
    return CauseGraph(
        Effect(draw(texts), draw(st.sampled_from(Gate)), draw(st.integers(0, 9)), draw(st.sampled_from(Voting))),
        causes,
        _votes(draw, alone),
        _measures(draw, alone),
    )


def _cause(draw: st.DrawFn, key: str, above: str, position: int) -> Cause:
    return Cause(
        key, above, Kind.CAUSE, position, draw(texts), draw(notes),
        draw(st.sampled_from(Status)), draw(st.sampled_from(Role)), draw(_names), draw(st.sampled_from(Gate)),
        draw(st.booleans()), draw(texts), draw(texts),
    )  # fmt: skip


def _votes(draw: st.DrawFn, keys: list[str]) -> dict[str, Vote]:
    if not keys:
        return {}
    pairs = st.tuples(st.sampled_from(keys), st.sampled_from(["mei", "bo"]))
    chosen = draw(st.lists(pairs, max_size=4, unique=True))
    return {f"{cause}/{voter}": Vote(cause, voter, draw(st.integers(1, 3))) for cause, voter in chosen}


def _measures(draw: st.DrawFn, keys: list[str]) -> dict[str, CounterMeasure]:
    found = {}
    for number in range(draw(st.integers(0, 3)) if keys else 0):
        state, due = draw(st.sampled_from(["Proposed", "Committed"])), draw(st.sampled_from(["", "2026-04-30"]))
        effort = draw(st.sampled_from(Effort))
        measure = CounterMeasure(
            f"m{number}", draw(st.sampled_from(keys)), (number + 1) * GAP, draw(texts), effort, state, draw(_names),
            due, number,
        )  # fmt: skip
        found[measure.key] = measure
    return found


def a_gesture(draw: st.DrawFn, graph: CauseGraph) -> editing.Gesture:
    """Something that a person may do to this graph; nothing where it is refused."""
    keys = [*graph.causes]
    causes = [key for key in keys if graph.causes[key].kind == Kind.CAUSE]
    categories = [each.key for each in graph.categories]
    anywhere = st.sampled_from([EFFECT, *keys])
    some = st.sampled_from(keys) if keys else st.nothing()
    one = st.sampled_from(causes) if causes else st.nothing()
    many = st.lists(some, min_size=1, max_size=4, unique=True)
    bone = st.sampled_from(categories) if categories else st.nothing()
    outline = st.lists(st.builds(OutlineLine, st.integers(0, 4), texts), max_size=6)
    measure = st.sampled_from([*graph.measures]) if graph.measures else st.nothing()
    place = st.none() | st.integers(0, 5)
    act, arguments = draw(
        st.one_of(
            st.tuples(st.just("add_below"), st.tuples(anywhere, texts)),
            st.tuples(st.just("add_sibling"), st.tuples(some, texts)),
            st.tuples(st.just("add_category"), st.tuples(texts)),
            st.tuples(st.just("insert_parent"), st.tuples(one, texts)),
            st.tuples(st.just("apply_category_set"), st.tuples(st.lists(texts, max_size=3))),
            st.tuples(st.just("paste_below"), st.tuples(anywhere, outline)),
            st.tuples(st.just("set_text"), st.tuples(anywhere, texts)),
            st.tuples(st.just("toggle_gate"), st.tuples(anywhere)),
            st.tuples(st.just("ask_why"), st.tuples(one)),
            st.tuples(st.just("put_on_bone"), st.tuples(one, bone)),
            st.tuples(st.just("vote"), st.tuples(one, st.just("mei"), st.sampled_from([1, -1]))),
            st.tuples(st.just("add_measure"), st.tuples(one, texts)),
            st.tuples(st.just("remove_measure"), st.tuples(measure)),
            st.tuples(st.just("move"), st.tuples(many, anywhere, place)),
            st.tuples(st.just("reorder"), st.tuples(some, st.sampled_from([1, -1]))),
            st.tuples(st.just("promote"), st.tuples(one)),
            st.tuples(st.just("demote"), st.tuples(one)),
            st.tuples(st.just("remove"), st.tuples(many)),
        )
    )
    try:
        done = getattr(editing, act)(graph, *arguments)
    except Refused:
        return ()
    return done.gesture if isinstance(done, editing.Made) else done


def told(graph: CauseGraph, key: str = EFFECT, *, categories_last: bool = False) -> list:
    """What a file tells of a graph: everything but keys, places, votes, evidence and the sides of bones."""
    children = graph.children(key)
    if categories_last:
        children.sort(key=lambda each: each.kind == Kind.CATEGORY)
    return [[*_facts(graph, each), *told(graph, each.key)] for each in children]


def _facts(graph: CauseGraph, cause: Cause) -> list:
    if cause.kind == Kind.CATEGORY:
        return [cause.kind, cause.text, cause.note]
    return [
        cause.kind, cause.text, cause.note, cause.status, cause.role, cause.owner, cause.gate, cause.asked,
        cause.stop_reason, cause.accepted_reason,
        [(each.text, each.effort, each.state, each.owner, each.due_on) for each in graph.measures_of(cause.key)],
    ]  # fmt: skip


def sample() -> CauseGraph:
    """A small graph with everything in it, for the forms that were agreed."""
    causes = [
        Cause("t", EFFECT, Kind.CATEGORY, 1, "Technology", side=Side.TOP),
        Cause("p", EFFECT, Kind.CATEGORY, 2, "People & process", "Told by the team.\n\nOn Monday.", side=Side.BOTTOM),
        Cause("l", EFFECT, Kind.CAUSE, 3, "Hangs on no bone", asked=False),
        Cause("a", "t", Kind.CAUSE, 1, "Firmware 7.2.4 drops *BGP* [sessions]", "First line\nsecond line\n\n- no list",
              Status.VERIFIED, Role.TRIGGER, "Mei Okafor", Gate.OR, asked=True),
        Cause("b", "a", Kind.CAUSE, 1, "Release notes were not read", status=Status.ROOT_CAUSE,
              accepted_reason="The vendor hides them"),
        Cause("c", "a", Kind.CAUSE, 2, "Cooling alarm", status=Status.RULED_OUT, stop_reason="Log shows 21 °C"),
        Cause("d", "p", Kind.CAUSE, 1, "=HYPERLINK(1) was pasted", role=Role.CONTRIBUTING),
        Cause("e", "d", Kind.CAUSE, 1, "تبديل غير مسجل"),
        Cause("f", "e", Kind.CAUSE, 1, "配置没有被审查 👩‍💻 https://wiki.example/a_b"),
    ]  # fmt: skip
    votes = {"a/mei": Vote("a", "mei", 2), "a/bo": Vote("a", "bo", 1)}
    measures = {
        "m": CounterMeasure("m", "b", 1, "Subscribe to release notes", Effort.PREVENT, "Committed", "Bo Ek",
                            "2026-04-30", 7),
        "n": CounterMeasure("n", "b", 2, "Watch sessions", Effort.DETECT, "Done", "", "", 8),
    }  # fmt: skip
    return CauseGraph(
        Effect("Branch offices lost WAN access for 3 h 12 min", Gate.OR, 5, Voting.OPEN),
        {each.key: each for each in causes},
        votes,
        measures,
        {"a": Backing(4, 1)},
    )
