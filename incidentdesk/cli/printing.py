"""What a command says: UTF-8 on every system, JSON where a program reads it."""

import json
import sys
import unicodedata
from typing import Any

import click

from incidentdesk.language import ISOLATE, POP


def speak_utf8() -> None:
    """Write UTF-8 whatever the machine's code page is; what can't be written is replaced rather than fatal."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


def plain(text: str) -> str:
    """A sentence without the marks of direction that terminals and log files show as boxes."""
    return text.replace(ISOLATE, "").replace(POP, "")


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def column(text: str, width: int) -> str:
    """The text filled up or cut to a width in columns of a terminal, of which a Chinese character takes two."""
    shown, used = "", 0
    for character in text:
        size = 0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used + size > width:
            return shown[:-1] + "…" if size == 1 else shown + " " * (width - used)
        shown, used = shown + character, used + size
    return shown + " " * (width - used)
