from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk import clock
from incidentdesk.detect.query import (
    All,
    Either,
    Filter,
    Not,
    Order,
    Query,
    Range,
    Text,
    TokenKind,
    Value,
    completions,
    grouped_by,
    parse,
    render,
    sorted_by,
    tokens,
    with_filter,
    without,
    written_filter,
)
from incidentdesk.detect.query_key import KEYS
from incidentdesk.detect.query_time import duration, span

BERLIN = ZoneInfo("Europe/Berlin")


def terms(text):
    return parse(text).terms


def only(text):
    (term,) = terms(text)
    return term


def filtered(key, *values):
    return Filter(key, tuple(Value(value) if isinstance(value, str) else value for value in values))


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_typed_asks_for_everything():
    assert parse("   ") == Query()


def test_words_are_searched_each_for_itself():
    assert terms("wan firmware") == (Text("wan"), Text("firmware"))


def test_a_quoted_phrase_is_one_term():
    assert terms('"branch offices" wan') == (Text("branch offices", quoted=True), Text("wan"))


def test_a_quote_inside_a_phrase_is_written_twice():
    assert only('"the ""new"" firewall"') == Text('the "new" firewall', quoted=True)


def test_a_phrase_that_is_still_being_typed_reaches_to_the_end():
    assert only('"branch off') == Text("branch off", quoted=True)


def test_a_minus_excludes():
    assert terms("wan -printer") == (Text("wan"), Not(Text("printer")))


def test_a_minus_inside_a_word_belongs_to_it():
    assert only("WAN-North") == Text("WAN-North")


def test_a_lone_minus_means_nothing_yet():
    assert terms("wan - -- ") == (Text("wan"),)


def test_or_binds_more_closely_than_a_space():
    assert terms("wan printer or scanner") == (Text("wan"), Either((Text("printer"), Text("scanner"))))


def test_or_is_understood_in_any_case_and_a_quoted_or_is_a_word():
    assert only("a OR b") == Either((Text("a"), Text("b")))
    assert terms('a "or" b') == (Text("a"), Text("or", quoted=True), Text("b"))


@pytest.mark.parametrize("text", ["printer or", "or printer", "or printer or or", "(printer or)", "() printer"])
def test_an_or_that_joins_nothing_is_left_out(text):
    assert only(text) == Text("printer")


def test_parentheses_hold_terms_together():
    assert only("(a b) or c") == Either((All((Text("a"), Text("b"))), Text("c")))
    assert terms("-(a b) c") == (Not(All((Text("a"), Text("b")))), Text("c"))


@pytest.mark.parametrize("text", ["(a b", "a b)", "((a) b)) )", "(((a b"])
def test_parentheses_that_do_not_match_are_forgiven(text):
    assert terms(text) == (Text("a"), Text("b"))


# ── filters ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_filter_with_several_values_means_one_of_them():
    assert only("status:new,On-Hold") == filtered("status", "new", "on-hold")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("STATE:New", filtered("status", "new")),
        ('status:"In Progress"', filtered("status", "in-progress")),
        ("priority:P1", filtered("priority", "1")),
        ("priority:critical,4", filtered("priority", "1", "4")),
        ("impact:high", filtered("impact", "1")),
        ("hold:vendor", filtered("hold", "awaiting-vendor")),
        ("channel:email", filtered("channel", "e-mail")),
        ("id:INC-0012", filtered("id", "12")),
        ("number:12", filtered("id", "12")),
        ("caller:Lindqvist", filtered("reporter", "Lindqvist")),
        ("created:Last-Week", filtered("created", "last-week")),
        ("updated:7d", filtered("updated", "-7d")),
        ("created:2026-3-8", filtered("created", "2026-03-08")),
        ('created:"2026-03-28 10:00"', filtered("created", "2026-03-28t10:00")),
        ("is:cancelled", filtered("is", "canceled")),
    ],
)
def test_values_have_several_spellings(text, meant):
    assert only(text) == meant
    assert not parse(text).hints


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("priority:1..3", Range("1", "3")),
        ("priority:P2..", Range("2", None)),
        ("created:..2026-03-28", Range(None, "2026-03-28")),
        ("age>3d", Range("3d", None, above=True)),
        ("age:>3d", Range("3d", None, above=True)),
        ("age>=3d", Range("3d", None)),
        ("updated<-7d", Range(None, "-7d", below=True)),
        ("updated<=today", Range(None, "today")),
    ],
)
def test_what_has_an_order_can_be_compared(text, meant):
    assert only(text).values == (meant,)


def test_names_may_have_spaces_commas_and_parentheses_in_quotes():
    assert only('service:"WAN (North), old",Mail') == filtered("service", "WAN (North), old", "Mail")


def test_me_in_quotes_is_a_name():
    assert only("assignee:me") == filtered("assignee", Value("me"))
    assert only('assignee:"Me"') == filtered("assignee", Value("Me", literal=True))


def test_the_words_of_a_title_may_be_a_phrase():
    assert only('title:"branch offices",wan') == filtered("title", Value("branch offices", literal=True), "wan")


def test_several_sort_keys_are_kept_in_their_order():
    assert parse("sort:priority,updated wan").sort == (Order("priority", False), Order("updated", True))
    assert parse("sort:updated-asc").sort == (Order("updated", False),)


def test_a_group_is_a_field():
    assert parse("group:state").group == "status"


# ── what is not understood ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_key_is_searched_as_text_and_says_so():
    query = parse("wan foo:bar")
    assert query.terms == (Text("wan"), Text("foo:bar"))
    (hint,) = query.hints
    assert "foo:" in hint.text
    assert (hint.start, hint.end) == (4, 11)


@pytest.mark.parametrize("text", ["https://status.example.org", "10:42", "C:\\temp", "a>b", "fe80::1"])
def test_an_address_or_a_time_is_no_unknown_key(text):
    assert only(text) == Text(text)
    assert not parse(text).hints


@pytest.mark.parametrize(
    "text", ["status:foo", "priority:9", "created:2026-02-30", "is:nothing", "sort:foo", "group:title", "id:many"]
)
def test_a_filter_with_only_bad_values_is_searched_as_text_and_says_so(text):
    query = parse(text)
    assert query == Query((Text(text),))
    assert len(query.hints) == 1


def test_a_bad_value_among_good_ones_is_left_out_and_says_so():
    query = parse("status:new,foo")
    assert query.terms == (filtered("status", "new"),)
    assert (query.hints[0].start, query.hints[0].end) == (11, 14)


@pytest.mark.parametrize("text", ["status:", "created>", "assignee:,", 'team:""'])
def test_a_filter_that_is_still_being_typed_filters_nothing(text):
    query = parse(f"wan {text}")
    assert query.terms == (Text("wan"),)
    assert len(query.hints) == 1


def test_what_has_no_order_is_not_compared():
    assert only("status>new") == Text("status>new")


# ── whatever is typed ────────────────────────────────────────────────────────────────────────────────────────────────

_SPICE = st.sampled_from(
    ['"', "(", ")", "-", " or ", ":", ",", "..", ">", "<=", " ", "\0", "\ud800", "障害", "me", "none", *KEYS]
    + [f"{key.name}:{value}" for key in KEYS.values() for value in key.values[:3]]
)
_TYPED = st.lists(_SPICE | st.text(max_size=6), max_size=30).map("".join)


@given(_TYPED)
def test_whatever_is_typed_means_something_that_can_be_written_again(text):
    query = parse(text)
    written = render(query)
    assert parse(written) == query
    assert render(parse(written)) == written


@given(_TYPED)
def test_tokens_cover_the_text_in_order(text):
    found = tokens(text)
    places = [place for token in found for place in (token.start, token.end)]
    assert places == sorted(places)
    assert all(token.start < token.end <= len(text) for token in found)


@given(_TYPED, st.integers(min_value=0, max_value=60))
def test_completions_can_be_asked_for_anywhere(text, cursor):
    for completion in completions(text, min(cursor, len(text)), {"team": ["Network", "None"]}):
        assert 0 <= completion.start <= completion.end <= len(text)


@given(_TYPED.filter(lambda text: tokens(text)), st.data())
def test_any_token_can_be_taken_out(text, data):
    taken = data.draw(st.sampled_from(tokens(text)))
    assert len("".join(without(text, taken).split())) < len("".join(text.split()))


@pytest.mark.parametrize(
    "text", ["(" * 5_000, "-(" * 3_000 + "a", "a or " * 3_000, "x " * 9_000, '"' * 9_999, "id:" * 5_000]
)
def test_a_pasted_monster_neither_hangs_nor_recurses(text):
    query = parse(text)
    assert parse(render(query)) == query


def test_more_conditions_than_anybody_types_are_left_out_with_a_hint():
    query = parse(" ".join(f"w{n}" for n in range(100)))
    assert len(query.terms) == 60
    assert len(query.hints) == 1


def test_more_text_than_anybody_types_is_left_out_with_a_hint():
    assert len(parse("id:1 " + " " * 20_000 + "wan").hints) == 1


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def stretch(moment, now="2026-03-29T10:00:00+00:00", zone=BERLIN, **options):
    low, high = span(moment, datetime.fromisoformat(now), zone, **options)
    return clock.iso(low), clock.iso(high)


def test_a_day_begins_and_ends_at_midnight_where_the_user_is():
    assert stretch("2026-01-15") == ("2026-01-14T23:00:00Z", "2026-01-15T23:00:00Z")


def test_the_day_of_the_clock_change_in_spring_has_23_hours():
    assert stretch("today") == ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")


def test_the_day_of_the_clock_change_in_autumn_has_25_hours():
    assert stretch("2026-10-25") == ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")


def test_a_day_whose_midnight_is_skipped_begins_with_the_change():
    assert stretch("2026-04-24", zone=ZoneInfo("Africa/Cairo"))[0] == "2026-04-23T22:00:00Z"


def test_today_is_the_users_day_not_that_of_utc():
    low, _high = stretch("today", now="2026-03-10T23:30:00+00:00")
    assert low == "2026-03-10T23:00:00Z"


@pytest.mark.parametrize(
    ("moment", "low", "high"),
    [
        ("yesterday", "2026-03-17T23:00:00Z", "2026-03-18T23:00:00Z"),
        ("this-week", "2026-03-15T23:00:00Z", "2026-03-22T23:00:00Z"),
        ("last-week", "2026-03-08T23:00:00Z", "2026-03-15T23:00:00Z"),
        ("this-month", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"),
        ("last-month", "2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z"),
        ("this-year", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z"),
        ("last-year", "2024-12-31T23:00:00Z", "2025-12-31T23:00:00Z"),
        ("2026-02", "2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z"),
        ("2026", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z"),
        ("2026-03-19t10", "2026-03-19T09:00:00Z", "2026-03-19T10:00:00Z"),
        ("2026-03-19t10:30", "2026-03-19T09:30:00Z", "2026-03-19T09:31:00Z"),
        ("2026-03-19t10:30z", "2026-03-19T10:30:00Z", "2026-03-19T10:31:00Z"),
        ("-7d", "2026-03-12T10:00:00Z", "2026-03-12T10:00:00.000001Z"),
        ("-12h", "2026-03-18T22:00:00Z", "2026-03-18T22:00:00.000001Z"),
    ],
)
def test_what_each_date_means(moment, low, high):
    assert stretch(moment, now="2026-03-19T10:00:00+00:00") == (low, high)


def test_a_week_may_begin_on_sunday():
    assert stretch("this-week", now="2026-03-19T10:00:00+00:00", first_weekday=6)[0] == "2026-03-14T23:00:00Z"


@pytest.mark.parametrize("moment", ["0001-01-01", "0001", "9999-12-31", "9999", "-999999w"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_ends_of_the_calendar_are_no_trouble(moment, zone):
    low, high = span(moment, datetime(2026, 3, 19, tzinfo=UTC), ZoneInfo(zone))
    assert low < high


def test_a_duration_knows_its_unit():
    assert duration("3d") == (3 * 86_400_000_000, 86_400_000_000)


# ── editing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_tokens_tell_filters_from_words():
    assert [(token.kind, token.text, token.good) for token in tokens('is:open -"a b" (x or foo:1) status:bad')] == [
        (TokenKind.FILTER, "is:open", True),
        (TokenKind.PHRASE, "a b", True),
        (TokenKind.OPEN, "(", True),
        (TokenKind.WORD, "x", True),
        (TokenKind.OR, "or", True),
        (TokenKind.WORD, "foo:1", False),
        (TokenKind.CLOSE, ")", True),
        (TokenKind.FILTER, "status:bad", False),
    ]


@pytest.mark.parametrize(
    ("text", "taken", "left"),
    [
        ("is:open wan priority:1", 1, "is:open priority:1"),
        ("a or is:open b", 2, "a b"),
        ("is:open or a b", 0, "a b"),
        ("is:open", 0, ""),
    ],
)
def test_a_token_is_taken_out_with_the_or_that_joined_it(text, taken, left):
    assert without(text, tokens(text)[taken]) == left


def test_a_click_on_a_header_replaces_the_order():
    assert sorted_by("wan sort:priority is:open", [Order("updated", True)]) == "wan is:open sort:updated-desc"
    assert sorted_by("wan sort:priority", []) == "wan"
    assert grouped_by("wan group:team", "status") == "wan group:status"


def test_a_filter_is_written_with_quotes_where_it_must_be():
    assert with_filter("wan ", written_filter("service", "WAN / Internet")) == 'wan service:"WAN / Internet"'
    assert written_filter("category", "None", names=True) == 'category:"None"'
    assert written_filter("assignee", "none") == "assignee:none"


def offered(text, **vocabulary):
    return [completion.insert for completion in completions(text, len(text), vocabulary)]


def test_keys_are_offered_for_the_beginning_of_a_word():
    assert offered("wan pri") == ["priority:"]
    assert offered("-assi") == ["assignee:"]


def test_values_are_offered_behind_a_key_and_behind_a_comma():
    assert offered("status:on") == ["on-hold"]
    assert offered("status:new,re") == ["resolved"]
    assert offered("priority:P1..p2") == ["P2"]


def test_names_are_offered_by_any_of_their_words_and_quoted():
    assert offered("assignee:ok", assignee=["Oksana", "Mei Okafor", "Ann"]) == ["Oksana", '"Mei Okafor"']
    assert offered('assignee:"Mei O', assignee=["Mei Okafor"]) == ['"Mei Okafor"']


def test_a_completion_replaces_what_was_typed_of_it():
    (completion,) = completions("wan status:on", 13, {})
    assert "wan status:on"[: completion.start] == "wan status:"


def test_nothing_is_offered_inside_a_phrase():
    assert offered('"pri') == []
