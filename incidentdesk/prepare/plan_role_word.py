"""Who does it, as people write it beside an action or above a list: “Steps for the scribe”, “IC: open the bridge”."""

import re

# What a role ends with. A phrase that ends with none of these is no role: “Containment actions”, “(see above)”.
_NOUN = re.compile(
    r"(?:commander|lead|leader|manager|officer|liaison|scribe|deputy|experts?|sme|engineers?|analysts?|co-?ordinator"
    r"|administrators?|admins?|desk|helpdesk|teams?|operators?|technicians?|counsel|lawyer|warden|director"
    r"|investigators?|handlers?|responders?|spokesperson|sponsor|ic|ciso|cio|cto|dba|dpo|soc|noc"
    r"|facilities|\w*leiter(?:in)?|\w*beauftragter?|\w*techniker(?:in)?|\w*administrator(?:in)?|\w*sprecher(?:in)?)",
    re.IGNORECASE,
)
_LONGEST = 5  # words
# “Call the network team” and “if the team agrees” are no roles, though they end like one.
_NO_ROLE = re.compile(
    r"\b(?:the|an?|your|our|if|when|see|with|via|by|from|and then|notify|inform|call|contact|page|alert|ask|tell|"
    r"escalate|assign|appoint|involve|engage|e-?mail|phone|brief|update|warn|consult|join|call in|set up|bring)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|an?|our|your)\s+", re.IGNORECASE)
_HEADED = re.compile(
    r"^(?:reference\s*:\s*)?(?:role\s*:\s*(?P<role>.+)"
    r"|(?:(?:first|main|key|immediate)\s+)?(?:steps|actions|tasks|duties|responsibilities|checklist|instructions)"
    r"\s+(?:for|of)\s+(?P<of>.+)"
    r"|(?P<before>.+?)(?:['’]s)?\s+(?:steps|actions|tasks|duties|responsibilities|checklist)(?:\s+(?:for|in|during)\b.*)?"
    r"|(?P<alone>.+))$",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"^(\*\*|__)?(?P<role>[^\W\d_][\w ./&-]{1,48}?)(?:\1:|:\1|:)\s+(?=\S)")
_BEHIND = re.compile(r"[*_]{0,2}(?:\((?P<round>[^()]{2,48})\)|[—–-]\s*@(?P<at>[\w.-]{2,40}))[*_]{0,2}\s*[.;]?\s*$")


def is_role(text: str) -> bool:
    """Whether a few words are those of a role and nothing else."""
    words = text.replace("/", " / ").split()
    named = 0 < len(words) <= _LONGEST and bool(_NOUN.fullmatch(words[-1]))
    return named and "," not in text and not words[0].endswith("ing") and not _NO_ROLE.search(text)


def role_of_heading(title: str) -> str:
    """Who does what stands below “Steps for the scribe”, “Help desk actions”, “Role: scribe” or “Scribe”, else ''."""
    found = _HEADED.match(title.strip(" :"))
    said = next((each for each in found.groupdict().values() if each), "") if found else ""
    said = _ARTICLE.sub("", said).strip(" :")
    if found and found["alone"] and re.fullmatch(r"\w+s", said):
        return ""  # “Responders” and “Facilities” are what it is about.
    return said if is_role(said) else ""


def role_split(text: str) -> tuple[str, str]:
    """The role that stands before (“Scribe: write it down”) or behind (“write it down (scribe)”), and the rest."""
    before = _BEFORE.match(text)
    if before and is_role(before["role"]):
        return before["role"], text[before.end() :]
    behind = _BEHIND.search(text)
    said = (behind["round"] or behind["at"]) if behind else ""
    if behind and behind.start() and (behind["at"] or is_role(said)):
        return said, text[: behind.start()].rstrip()
    return "", text
