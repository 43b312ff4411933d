"""Rules that many desks need, as files to begin with; their names are English and meant to be changed."""

from dataclasses import dataclass

from incidentdesk.paths import resources
from incidentdesk.respond.rule_file import rule_in
from incidentdesk.respond.rule_list import Rule
from incidentdesk.respond.rule_sentence import sentence


@dataclass(frozen=True, slots=True)
class Sample:
    """A rule that is not stored, with its sentence."""

    rule: Rule
    sentence: str


def samples() -> list[Sample]:
    """All of them, in the order of their files."""
    rules = [rule_in(file.read_bytes()) for file in sorted((resources() / "rules").glob("*.toml"))]
    return [Sample(rule, sentence(rule)) for rule in rules]
