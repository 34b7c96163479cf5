"""What the drawing says in words, for those who do not see it, and which entries its key needs."""

from collections import Counter
from typing import TYPE_CHECKING

from thrive.base.people.genogram.shapes import Descent, Person, Shape, Tie
from thrive.base.people.genogram.text import printable
from thrive.base.people.genogram.tidy import Kin, Union

if TYPE_CHECKING:
    from thrive.base.people.genogram.svg import Picture

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TIES = {
    Tie.MARRIED: "married",
    Tie.COHABITING: "living together",
    Tie.SEPARATED: "separated",
    Tie.DIVORCED: "divorced",
}


def title(kin: Kin) -> str:
    """What the drawing is."""
    if kin.focus is None:
        return "Family diagram"
    return f"Family diagram, centred on {_name(kin.people[kin.focus])}"


def description(kin: Kin, rows: int) -> str:
    """The drawing in sentences: how many people and generations, and whose children are whose."""
    people = len(kin.people)
    parts = [f"{_count(people, 'person', 'people')} in {_count(rows, 'generation', 'generations')}."]
    parts += [sentence for union in kin.unions if (sentence := _union(kin, union))]
    parts += [f"{_listed([_name(kin.people[one]) for one in pair])} are brothers or sisters." for pair in kin.siblings]
    homes = Counter(kin.household.values())
    if homes:
        parts.append(f"{_count(len(homes), 'household is', 'households are')} outlined.")
    parts.append("Everybody and every relationship is in the table that follows.")
    return " ".join(parts)


def left_out(count: int) -> str:
    """The line under a drawing that could not hold everybody."""
    return f"{_count(count, 'more person is', 'more people are')} in the list only."


def marks(picture: "Picture") -> tuple[str, ...]:
    """Which symbols and lines the drawing uses, in the order of the key."""
    kin = picture.plan.kin
    shown = [person for person in kin.people if not person.restricted]
    ties = {union.tie for union in kin.unions if len(union.parents) == 2}
    descents = {how for union in kin.unions for how in union.children.values()}
    wanted = {
        "male": any(person.shape == Shape.MALE for person in shown),
        "female": any(person.shape == Shape.FEMALE for person in shown),
        "not_known": any(person.shape == Shape.NOT_KNOWN for person in shown),
        "unborn": any(person.shape == Shape.UNBORN for person in shown),
        "died": any(person.died for person in shown),
        "restricted": any(person.restricted for person in kin.people),
        "focus": kin.focus is not None,
        "separated": Tie.SEPARATED in ties,
        "divorced": Tie.DIVORCED in ties,
        "little_known": Tie.LITTLE_KNOWN in ties or Descent.POSSIBLE in descents,
        "adopted": Descent.ADOPTED in descents,
        "fostered": bool(descents & {Descent.FOSTER, Descent.STEP}),
        "household": bool(kin.household),
    }
    return tuple(mark for mark, used in wanted.items() if used)


def _union(kin: Kin, union: Union) -> str:
    parents = _listed([_name(kin.people[parent]) for parent in union.parents])
    how = f", {_TIES[union.tie]}" if len(union.parents) == 2 and union.tie in _TIES else ""
    children = _listed([_child(kin.people[child], how_so) for child, how_so in sorted(union.children.items())])
    if children:
        return f"{parents}{how}: {'child' if len(union.children) == 1 else 'children'} {children}."
    return f"{parents}{how or ', partners'}." if union.partners else ""


def _child(person: Person, how: Descent) -> str:
    return _name(person) if how == Descent.BIRTH else f"{_name(person)} ({how.value})"


def _name(person: Person) -> str:
    if person.restricted:
        return "a restricted person"
    if person.nobody:
        return "somebody not known"
    unnamed = "an unborn child" if person.shape == Shape.UNBORN else "somebody whose name is not recorded"
    return " ".join(printable(person.name).split()) or unnamed


def _count(number: int, one: str, many: str) -> str:
    words = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{words.capitalize()} {one if number == 1 else many}"


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
