"""Who belongs on a family page is settled by ties alone."""

from thrive.base.people.queries.family.reach import Link, Rank, parents_recorded, shown

ME, MUM, DAD, HALF, OTHER_DAD, STEP, GRAN, AUNT, COUSIN, FRIEND, STRANGER = range(1, 12)


def parents(child: int, *people: int) -> list[Link]:
    """Parent links."""
    return [Link("parent", one, child) for one in people]


def test_own_kin_are_shown_each_in_their_part_of_the_list() -> None:
    links = [
        *parents(ME, MUM, DAD), *parents(HALF, MUM), *parents(MUM, GRAN), *parents(AUNT, GRAN), *parents(COUSIN, AUNT),
        Link("neighbour", FRIEND, ME),
    ]  # fmt: skip
    assert shown(ME, links, set()) == {
        MUM: Rank.PARENT,
        DAD: Rank.PARENT,
        HALF: Rank.SIBLING,
        GRAN: Rank.GRANDPARENT,
        AUNT: Rank.RELATIVE,
        COUSIN: Rank.RELATIVE,
        FRIEND: Rank.NETWORK,
    }


def test_the_other_parent_of_a_half_sibling_belongs_to_another_family() -> None:
    links = [*parents(ME, MUM, DAD), *parents(HALF, MUM, OTHER_DAD), *parents(STRANGER, OTHER_DAD)]
    found = shown(ME, links, set())
    assert HALF in found
    assert OTHER_DAD not in found
    assert STRANGER not in found


def test_the_other_parent_of_a_half_sibling_who_is_in_the_family_is_shown() -> None:
    links = [*parents(ME, MUM), *parents(HALF, MUM, OTHER_DAD)]
    assert shown(ME, links, {OTHER_DAD})[OTHER_DAD] == Rank.TOGETHER


def test_a_parents_partner_is_shown_and_a_former_one_is_not() -> None:
    links = [
        *parents(ME, MUM),
        Link("cohabiting", STEP, MUM),
        Link("separated", OTHER_DAD, MUM),
        Link("married", STRANGER, MUM, ended=True),
    ]
    assert shown(ME, links, set()) == {MUM: Rank.PARENT, STEP: Rank.PARENTS_PARTNER}


def test_an_adult_sees_partners_past_and_present_and_the_other_parents_of_their_children() -> None:
    links = [Link("divorced", DAD, MUM), *parents(ME, MUM, DAD), *parents(HALF, MUM, OTHER_DAD)]
    assert shown(MUM, links, set()) == {
        DAD: Rank.PARTNER, ME: Rank.CHILD, HALF: Rank.CHILD, OTHER_DAD: Rank.PARTNER,
    }  # fmt: skip


def test_somebody_who_is_their_own_ancestor_does_not_stop_anything() -> None:
    links = [*parents(ME, MUM), *parents(MUM, GRAN), *parents(GRAN, ME)]
    assert set(shown(ME, links, set())) == {MUM, GRAN}


def test_parents_are_counted_whoever_they_are() -> None:
    assert parents_recorded([*parents(ME, MUM, DAD), Link("adoptive_parent", STEP, HALF)]) == {ME: 2, HALF: 1}
