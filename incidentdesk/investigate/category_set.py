"""Sets of categories for the bones of a fishbone: the usual ones, and the desk's own."""

from dataclasses import dataclass
from typing import Any

from incidentdesk.language import N_, _
from incidentdesk.prepare.setting import set_setting, setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session


@dataclass(frozen=True, slots=True)
class CategorySet:
    name: str
    categories: tuple[str, ...]
    own: bool = False


# 6M after Ishikawa, 8P and 4S as they are taught for services; the first is what a new fishbone gets.
USUAL = (
    CategorySet(
        N_("IT"),
        (N_("People"), N_("Process"), N_("Technology"), N_("Environment"), N_("Information"), N_("Suppliers")),
    ),
    CategorySet(
        "6M",
        (N_("Manpower"), N_("Method"), N_("Machine"), N_("Material"), N_("Measurement"), N_("Milieu")),
    ),
    CategorySet(
        "8P",
        (
            N_("Product"),
            N_("Price"),
            N_("Place"),
            N_("Promotion"),
            N_("People"),
            N_("Process"),
            N_("Physical evidence"),
            N_("Performance"),
        ),
    ),
    CategorySet("4S", (N_("Surroundings"), N_("Suppliers"), N_("Systems"), N_("Skills"))),
)


def category_sets(reader: Reader) -> list[CategorySet]:
    """The usual sets, then the desk's own."""
    own = setting_of(reader, "category_sets")
    usual = [CategorySet(_(each.name), tuple(map(_, each.categories))) for each in USUAL]
    return usual + [CategorySet(each["name"], tuple(each["categories"]), own=True) for each in own]


def keep_category_set(session: Session, name: str, categories: tuple[str, ...]) -> None:
    """Keep the categories of a fishbone under a name; one of the same name is replaced."""
    name = " ".join(name.split())
    if not name:
        raise Refused(_("A set of categories needs a name."))
    if not categories:
        raise Refused(_("This fishbone has no categories to keep."))
    if any(name.casefold() in (each.name.casefold(), _(each.name).casefold()) for each in USUAL):
        raise Refused(_("This is the name of a set that comes with the program. Choose another one."))
    set_setting(session, "category_sets", [*_others(session, name), {"name": name, "categories": list(categories)}])


def drop_category_set(session: Session, name: str) -> None:
    """Forget a set that the desk has kept; those that come with the program stay."""
    set_setting(session, "category_sets", _others(session, name))


def _others(session: Session, name: str) -> list[dict[str, Any]]:
    return [each for each in setting_of(session.reader, "category_sets") if each["name"].casefold() != name.casefold()]
