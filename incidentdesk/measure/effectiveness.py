"""Whether corrective actions work: how often their trouble came in equal times before and after they were done.

Three comparisons, at 30, 60 and 90 days (features, I9 and N2); the longest that has passed gives the verdict. What is
compared are counts of incidents by when they were logged, those of `measure.same_trouble`. The incident that led to
the action is one of those before. With so few incidents the honest answer is often that nobody can know yet.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.measure.poisson_test import chance_if_halved, chance_of_drop
from incidentdesk.measure.same_trouble import Basis, Logged, SameTrouble, completed_actions, same_troubles
from incidentdesk.store.reading import Reader

DAY = 24 * 3600 * 1_000_000  # microseconds
HORIZONS = (30, 60, 90)  # days
# A verdict is wrong by chance in at most so many cases.
_RISK = 0.05
# With fewer incidents not even none afterwards is further from before than chance puts it (0.5 ** 5 < 0.05).
_FEWEST = 5


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    PENDING = "pending"


VERDICT_NAME = {
    Verdict.YES: N_("Effective"),
    Verdict.NO: N_("Not effective"),
    Verdict.UNKNOWN: N_("Too few to know"),
    Verdict.PENDING: N_("Not yet"),
}


@dataclass(frozen=True, slots=True)
class Window:
    """So many days before and after completion; the days after have passed where `passed`.

    `incidents` are all of the trouble in their order: those from `low` to `middle` are before, to `high` after.
    """

    days: int
    passed: bool
    incidents: Sequence[Logged]
    low: int
    middle: int
    high: int

    @property
    def before(self) -> int:
        return self.middle - self.low

    @property
    def after(self) -> int | None:
        """None until the days have passed."""
        return self.high - self.middle if self.passed else None

    @property
    def before_ids(self) -> list[int]:
        return [incident_id for _at, incident_id in self.incidents[self.low : self.middle]]

    @property
    def after_ids(self) -> list[int]:
        """Also those that have come so far where the days have not passed yet."""
        return [incident_id for _at, incident_id in self.incidents[self.middle : self.high]]

    @property
    def rate_before(self) -> float:
        """Incidents in 30 days."""
        return self.before * 30 / self.days

    @property
    def rate_after(self) -> float | None:
        """Incidents in 30 days."""
        return None if self.after is None else self.after * 30 / self.days

    @property
    def chance(self) -> float | None:
        """How likely so few afterwards, or fewer, are if nothing has changed; from 0 to 1."""
        return None if self.after is None else chance_of_drop(self.before, self.after)

    @property
    def verdict(self) -> Verdict:
        """Effective where chance does not explain the drop; not effective where it came as often as before, or where
        so many afterwards contradict that it has become half; unknown in between."""
        if self.after is None:
            return Verdict.PENDING
        if chance_of_drop(self.before, self.after) <= _RISK:
            return Verdict.YES
        as_often = self.after >= self.before and self.before + self.after >= _FEWEST
        if as_often or chance_if_halved(self.before, self.after) <= _RISK:
            return Verdict.NO
        return Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class Effectiveness:
    """Of one action that is done; `words` name what the incidents share that count. Instants in microseconds."""

    action_id: int
    completed_at: int
    looked_at: int
    basis: Basis
    words: tuple[str, ...]
    windows: tuple[Window, ...]

    @property
    def decisive(self) -> Window | None:
        """The longest comparison that has passed."""
        return next((each for each in reversed(self.windows) if each.after is not None), None)

    @property
    def verdict(self) -> Verdict:
        if self.basis == Basis.NOTHING:
            return Verdict.UNKNOWN
        return Verdict.PENDING if self.decisive is None else self.decisive.verdict

    @property
    def name(self) -> str:
        return _(VERDICT_NAME[self.verdict])

    @property
    def sentence(self) -> str:
        """Why the verdict is what it is."""
        window = self.decisive
        if self.basis == Basis.NOTHING:
            return _("Nothing says what would be the same trouble: no problem, no cause, no service with a category.")
        if window is None:
            return self._until_next(_("It was done less than 30 days ago."))
        said = window_sentence(window)
        return self._until_next(said) if self.verdict == Verdict.UNKNOWN else said

    def _until_next(self, said: str) -> str:
        days = self.days_to_next
        if days is None:
            return said
        left = ngettext(
            "The next comparison is due in {count} day.", "The next comparison is due in {count} days.", days
        )
        return f"{said} {left.format(count=days)}"

    @property
    def days_to_next(self) -> int | None:
        """Days until the next comparison, begun days as whole; None where all have passed."""
        ends = (self.completed_at + each.days * DAY for each in self.windows if each.after is None)
        end = next(ends, None)
        return None if end is None else -((self.looked_at - end) // DAY)

    @property
    def counted(self) -> str:
        """Which incidents count as the same trouble."""
        words = [isolated(each) for each in self.words]
        if self.basis == Basis.PROBLEM:
            return _(
                "Counted are the incidents of {problem}, and those with the same known error or root cause."
            ).format(problem=words[0])
        if self.basis == Basis.ROOT_CAUSE:
            return _("Counted are the incidents of {service} with this root cause: {causes}.").format(
                service=words[0], causes=", ".join(words[1:])
            )
        if self.basis == Basis.CATEGORY:
            return _(
                "Counted are the incidents of {service} in the category {category}, because no cause is known."
            ).format(service=words[0], category=words[1])
        return ""


def window_sentence(window: Window) -> str:
    """ "7 before, 1 after in 90 days; chance alone would do this in 4 of 100 cases." """
    if window.after is None:
        return _("{days} days have not passed yet.").format(days=window.days)
    cases = round(100 * (window.chance or 0))
    return _(_words_of(window, cases)).format(before=window.before, after=window.after, days=window.days, cases=cases)


_NONE = N_("None before and none after in {days} days: there is nothing to compare.")
_AS_OFTEN = N_("{before} before, {after} after in {days} days: it came at least as often as before.")
_NOT_HALF = N_("{before} before, {after} after in {days} days: it has not become half of what it was.")
_NO_LESS = N_("{before} before, {after} after in {days} days: too few to tell a change from chance.")
_RARELY = N_("{before} before, {after} after in {days} days; chance alone would do this in less than 1 of 100 cases.")
_BY_CHANCE = N_("{before} before, {after} after in {days} days; chance alone would do this in {cases} of 100 cases.")


def _words_of(window: Window, cases: int) -> str:
    after = window.after or 0
    if not window.before and not after:
        return _NONE
    if window.verdict == Verdict.NO:
        return _AS_OFTEN if after >= window.before else _NOT_HALF
    if after >= window.before:
        return _NO_LESS
    return _BY_CHANCE if cases else _RARELY


def verdicts(reader: Reader, now: int, action_ids: Iterable[int] | None = None) -> dict[int, Effectiveness]:
    """Of all actions that are done or verified, or those of these; `now` in microseconds since 1970."""
    actions = completed_actions(reader, action_ids)
    troubles = same_troubles(reader, actions, HORIZONS[-1] * DAY)
    return {action.id: _judged(action.id, action.completed_at, now, troubles[action.id]) for action in actions}


def _judged(action_id: int, completed_at: int, now: int, trouble: SameTrouble) -> Effectiveness:
    windows = tuple(_window(days, completed_at, now, trouble.incidents) for days in HORIZONS)
    return Effectiveness(action_id, completed_at, now, trouble.basis, trouble.words, windows)


def _window(days: int, completed_at: int, now: int, incidents: Sequence[Logged]) -> Window:
    """An incident that was logged in the very instant of completion comes after it."""
    start, end = completed_at - days * DAY, completed_at + days * DAY
    low, middle, high = (bisect_left(incidents, (at, 0)) for at in (start, completed_at, end))
    return Window(days, end <= now, incidents, low, middle, high)
