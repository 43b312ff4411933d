"""What a look at an evidence bundle has shown, in the reader's language."""

from incidentdesk.language import N_, _, isolated
from incidentdesk.measure.bundle_check import Finding, Verdict

# The same sentences as in `bundle_check`, which knows no translations.
_SENTENCES = {
    "no-bundle": N_("This is no evidence bundle: {detail}."),
    "newer": N_("The bundle was made by a newer version (format {detail})."),
    "seal": N_("The manifest was changed: its seal is not the one in the bundle."),
    "other-seal": N_("The seal is {detail}, not the one that was given: this is another bundle, or it was made anew."),
    "missing": N_("{name} is missing."),
    "extra": N_("{name} was added."),
    "twice": N_("{name} is there twice."),
    "changed": N_("{name} was changed."),
    "damaged": N_("{name} can't be read: {detail}."),
    "entry-changed": N_("Entry {detail} of the ledger was changed."),
    "entry-missing": N_("An entry of the ledger before number {detail} is missing or was moved."),
    "head": N_("The ledger does not end as the manifest says."),
    "around": N_("Something stands around the archive that does not belong to it."),
}


def finding_text(finding: Finding) -> str:
    return _(_SENTENCES[finding.code]).format(name=isolated(finding.name), detail=isolated(finding.detail))


def verdict_text(verdict: Verdict) -> str:
    """What is said of a bundle in which nothing was changed."""
    return _(
        "{number} {title}. Made {time} by {person}. Files: {files}. Entries of the history: {entries}.\n"
        "Seal: {seal}\n"
        "Nothing was changed since."
    ).format(
        number=verdict.number,
        title=isolated(verdict.title),
        time=verdict.made_at,
        person=isolated(verdict.made_by),
        files=verdict.files,
        entries=verdict.entries,
        seal=verdict.seal,
    )
