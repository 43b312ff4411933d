"""How an inject is said and which icon stands for its kind."""

from incidentdesk.language import _, isolated
from incidentdesk.prepare.drill_time import drill_clock
from incidentdesk.prepare.scenario_content import Inject, InjectKind

KIND_ICON = {
    InjectKind.SIGNAL: "eye",
    InjectKind.ALERT: "monitor",
    InjectKind.MESSAGE: "phone",
    InjectKind.FINDING: "search",
    InjectKind.TASK: "task",
}


def inject_sentence(inject: Inject) -> str:
    """ "0:15:00, Message: The press calls" """
    return _("{time}, {kind}: {title}").format(
        time=drill_clock(inject.at), kind=_(inject.kind), title=isolated(inject.title)
    )


def expected_words(inject: Inject) -> str:
    """What is expected and until when: "Plan activated within 5 min"; "" for nothing."""
    from incidentdesk.prepare.minutes import hours_text

    said = inject.expected or (_(inject.deed) if inject.deed else "")
    if said and inject.within >= 60:
        return _("{what} within {time}").format(what=said, time=hours_text(inject.within // 60))
    if said and inject.within:
        return _("{what} within {count} s").format(what=said, count=inject.within)
    return said


def inject_tip(inject: Inject) -> str:
    """All of an inject, line by line."""
    expected = expected_words(inject)
    lines = (
        inject_sentence(inject),
        inject.text,
        _("From {name}").format(name=isolated(inject.sender)) if inject.sender else "",
        _("For {role}").format(role=isolated(inject.role)) if inject.role else "",
        _("Expected: {what}").format(what=expected) if expected else "",
    )
    return "\n".join(filter(None, lines))
