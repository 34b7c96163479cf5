"""What people do to families: relationships, parental responsibility, households, working sets.

Each action locks the Subjects it touches in ascending order, writes its audit entry, tells the timeline where
something happened that a reader would look for, and rebuilds the cards.
"""

from thrive.base.people.actions.family.adding import add_someone
from thrive.base.people.actions.family.families import add_to_family, create_family, leave_family
from thrive.base.people.actions.family.households import (
    correct_stay,
    end_household,
    join_household,
    leave_household,
    move_household,
    withdraw_stay,
)
from thrive.base.people.actions.family.relationships import add_relationship, end_relationship, withdraw_relationship
from thrive.base.people.actions.family.responsibility import (
    end_responsibility,
    set_responsibility,
    withdraw_responsibility,
)
from thrive.base.people.actions.family.unborn import add_unborn

__all__ = [
    "add_relationship",
    "add_someone",
    "add_to_family",
    "add_unborn",
    "correct_stay",
    "create_family",
    "end_household",
    "end_relationship",
    "end_responsibility",
    "join_household",
    "leave_family",
    "leave_household",
    "move_household",
    "set_responsibility",
    "withdraw_relationship",
    "withdraw_responsibility",
    "withdraw_stay",
]
