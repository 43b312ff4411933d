"""The form as HTML: each field with its label, its hint and what is wrong with it (WCAG 2.2: 1.3.1, 3.3.1, 3.3.2)."""

from collections.abc import Mapping, Sequence
from html import escape

from incidentdesk.agent.web.limits import FILES_LIMIT, MEGABYTE, MOST_FILES
from incidentdesk.agent.web.typed_report import Typed
from incidentdesk.agent.web.words import Words
from incidentdesk.detect.wording import LONGEST_TITLE
from incidentdesk.prepare.naming import LONGEST_NAME
from incidentdesk.respond.form_taking import BADNESS

TRAP = "website"  # a field that only programs fill in


def form_html(
    words: Words,
    typed: Typed,
    *,
    zone_name: str,
    services: Sequence[str] = (),
    token: str = "",
    wrong: Mapping[str, str] | None = None,
    trouble: str = "",
    had_files: bool = False,
    intro: str = "",
) -> str:
    """`wrong` has a sentence for each field that can't be taken, `trouble` one for the whole. All are plain texts."""
    wrong = dict(wrong or {})
    if had_files and (wrong or trouble):
        wrong.setdefault("files", words("again_files"))
    return "\n".join(
        [
            _summary(words, wrong, trouble),
            f'<p dir="auto">{escape(intro or words("intro")).replace(chr(10), "<br>")}</p>',
            f'<p class="quiet">{escape(words("required_hint"))}</p>',
            '<form method="post" action="/report" enctype="multipart/form-data" novalidate>',
            f'<input type="hidden" name="form" value="{escape(token)}">' if token else "",
            *fields_html(words, typed, zone_name=zone_name, services=services, wrong=wrong),
            _files(words, wrong),
            f'<div class="trap" aria-hidden="true"><label for="{TRAP}">{escape(words("trap"))}</label>'
            f'<input id="{TRAP}" name="{TRAP}" tabindex="-1" autocomplete="off"></div>',
            f'<p><button type="submit">{escape(words("send"))}</button></p>',
            "</form>",
        ]
    )


def fields_html(
    words: Words, typed: Typed, *, zone_name: str, services: Sequence[str] = (), wrong: Mapping[str, str]
) -> list[str]:
    """All fields but the files, in their order."""
    return [
        _line(words, "what", typed.what, wrong, must=True, more=f'maxlength="{LONGEST_TITLE}" autocomplete="off"'),
        _area(words, "happened", typed.happened, wrong),
        _badness(words, typed.bad, wrong),
        _line(words, "who", typed.who, wrong, must=True, more=f'maxlength="{LONGEST_NAME}" autocomplete="name"'),
        _line(words, "email", typed.email, wrong, kind="email", more='maxlength="254" autocomplete="email"'),
        _line(
            words, "since", typed.since, wrong, kind="datetime-local",
            hint=words("since_hint", zone=zone_name), more='autocomplete="off"',
        ),
        _service(words, typed.service, services, wrong),
    ]  # fmt: skip


def _summary(words: Words, wrong: Mapping[str, str], trouble: str) -> str:
    if not wrong and not trouble:
        return ""
    first = {"bad": f"bad-{next(iter(BADNESS))}"}
    links = "".join(
        f'<li><a href="#{first.get(name, name)}">{escape(sentence)}</a></li>' for name, sentence in wrong.items()
    )
    heading = escape(trouble or words("problems"))
    return (
        f'<div class="summary" role="alert" tabindex="-1" id="problems"><h2>{heading}</h2>'
        + (f"<ul>{links}</ul>" if links else "")
        + "</div>"
    )


def _line(
    words: Words,
    name: str,
    value: str,
    wrong: Mapping[str, str],
    *,
    kind: str = "text",
    must: bool = False,
    hint: str | None = None,
    more: str = "",
) -> str:
    shown = hint if hint is not None else words.texts.get(f"{name}_hint", "")
    direction = 'dir="ltr"' if kind == "email" else 'dir="auto"' if kind == "text" else ""
    control = (
        f'<input type="{kind}" id="{name}" name="{name}" value="{escape(value)}" {direction} {more}'
        f"{_described(name, shown, wrong)}{_required(must)}>"
    )
    return _field(words, name, control, shown, wrong, must=must)


def _area(words: Words, name: str, value: str, wrong: Mapping[str, str]) -> str:
    shown = words(f"{name}_hint")
    # A line end right after the tag is not part of the text.
    control = (
        f'<textarea id="{name}" name="{name}" rows="6" dir="auto"{_described(name, shown, wrong)}>\n'
        f"{escape(value)}</textarea>"
    )
    return _field(words, name, control, shown, wrong)


def _badness(words: Words, chosen: str, wrong: Mapping[str, str]) -> str:
    choices = "".join(
        f'<label class="choice" for="bad-{key}"><input type="radio" id="bad-{key}" name="bad" value="{key}"'
        f"{' checked' if key == chosen else ''} required>{escape(words(f'bad_{key}'))}</label>"
        for key in BADNESS
    )
    described = ' aria-describedby="bad-error"' if "bad" in wrong else ""
    return (
        f'<fieldset class="field{_bad("bad", wrong)}"{described}><legend>{escape(words("bad"))}{_mark(words, True)}'
        f"</legend>{_error('bad', wrong)}{choices}</fieldset>"
    )


def _service(words: Words, value: str, services: Sequence[str], wrong: Mapping[str, str]) -> str:
    if not services:
        return _line(words, "service", value, wrong, more='maxlength="200" autocomplete="off"')
    shown = words("service_hint")
    options = "".join(
        f'<option value="{escape(each)}"{" selected" if each == value else ""}>{escape(each)}</option>'
        for each in services
    )
    control = (
        f'<select id="service" name="service"{_described("service", shown, wrong)}>'
        f'<option value="">{escape(words("service_none"))}</option>{options}</select>'
    )
    return _field(words, "service", control, shown, wrong)


def _files(words: Words, wrong: Mapping[str, str]) -> str:
    shown = words("files_hint", files=MOST_FILES, megabytes=FILES_LIMIT // MEGABYTE)
    control = f'<input type="file" id="files" name="files" multiple{_described("files", shown, wrong)}>'
    return _field(words, "files", control, shown, wrong)


def _field(words: Words, name: str, control: str, hint: str, wrong: Mapping[str, str], *, must: bool = False) -> str:
    said = f'<p class="hint" id="{name}-hint">{escape(hint)}</p>' if hint else ""
    return (
        f'<div class="field{_bad(name, wrong)}"><label for="{name}">{escape(words(name))}{_mark(words, must)}</label>'
        f"{said}{_error(name, wrong)}{control}</div>"
    )


def _bad(name: str, wrong: Mapping[str, str]) -> str:
    return " wrong" if name in wrong else ""


def _mark(words: Words, must: bool) -> str:
    # Without a blank between them, Arabic letters would join across the two.
    return f' <span class="mark">{escape(words("required"))}</span>' if must else ""


def _error(name: str, wrong: Mapping[str, str]) -> str:
    return f'<p class="error" id="{name}-error">{escape(wrong[name])}</p>' if name in wrong else ""


def _described(name: str, hint: str, wrong: Mapping[str, str]) -> str:
    ids = [f"{name}-hint"] if hint else []
    ids += [f"{name}-error"] if name in wrong else []
    invalid = ' aria-invalid="true"' if name in wrong else ""
    return (f' aria-describedby="{" ".join(ids)}"' if ids else "") + invalid


def _required(must: bool) -> str:
    return " required" if must else ""
