"""The one policy: who may see or do what about whom.

`decide` answers for one Subject with a reason; `visible` is its twin and narrows a queryset. A property test holds
the twins equal over an invented population. They read roles held, Subjects, circles, involvement and declarations,
and nothing else. In words, `docs/decisions/0014-policy.md` has it at length:

somebody may use a permission when one of their roles holds it, and
* for a purpose that counts for that role and that permission, they are involved with the person, directly or through
  a family, by name, team or organisation; or
* they are the authority's own staff, the role reaches past involvement, and the permission needs no more than that.

Another system answers for its organisation: a partner's sees whom the partner itself is involved with, the council's
own sees ordinary records of the authority; neither ever counts as involved by name.

A restricted record answers only to people involved by name, and not to those who merely opened it with a reason, or
read it in a sample that was not named for it; a sealed one only to those named for it. One's own record, and that of
somebody declared as related or known, answers to nothing but its name, as a restricted one does to everybody else.
What opens through a family opens in the capacity the person has there.
"""

from thrive.base.access.policy import standing_in  # noqa: F401  from here on viewers may be given to prepared questions
from thrive.base.access.policy.deciding import (
    BARRED,
    SEALED_ACCESS,
    Decision,
    barred_to,
    decide,
    decide_all,
    is_barred,
    is_enough,
    is_named,
    is_named_for_sealed,
    judge,
    reads_labels,
    require,
)
from thrive.base.access.policy.holding import (
    counts,
    holds,
    may_keep,
    require_keeper,
    require_other,
    require_role,
    role_titles,
    strength,
)
from thrive.base.access.policy.involved import (
    SAMPLED,
    SAMPLED_GUARDED,
    Way,
    forget,
    known_in_request,
    lock,
    one_request,
    ways,
)
from thrive.base.access.policy.narrowing import allows, circles_worked_with, named, visible, with_nearness
from thrive.base.access.policy.viewer import Viewer

__all__ = [
    "BARRED",
    "SAMPLED",
    "SAMPLED_GUARDED",
    "SEALED_ACCESS",
    "Decision",
    "Viewer",
    "Way",
    "allows",
    "barred_to",
    "circles_worked_with",
    "counts",
    "decide",
    "decide_all",
    "forget",
    "known_in_request",
    "holds",
    "is_barred",
    "is_enough",
    "is_named",
    "is_named_for_sealed",
    "judge",
    "lock",
    "may_keep",
    "named",
    "one_request",
    "reads_labels",
    "require",
    "require_keeper",
    "require_other",
    "require_role",
    "role_titles",
    "strength",
    "visible",
    "ways",
    "with_nearness",
]
