"""The team, its lists, moving work, and absence and cover, over HTTP."""

import pytest

from thrive.base.access.models import Involvement
from thrive.base.access.tests import callers
from thrive.base.access.tests.factories import days_from_today, fresh, involvement, user
from thrive.base.casework.models import Absence
from thrive.base.people.tests import factories
from thrive.base.people.tests.factories import subject_of

pytestmark = pytest.mark.django_db
LEAD = "lead_practitioner"


@pytest.fixture
def stranger(east):
    return user([LEAD], east.organisation, name="Joy Adeyemi")


@pytest.fixture
def ava(nia):
    made = subject_of(factories.person("Ava Okoro"))
    involvement(made, nia, role=LEAD)
    return made


def as_(who):
    return callers.person(fresh(who))


def days(first=0, last=6, **more):
    return {
        "first_day": days_from_today(first).isoformat(), "last_day": days_from_today(last).isoformat(), **more,
    }  # fmt: skip


class TestTeam:
    def test_each_has_their_numbers_and_the_list_behind_one(self, ruth, nia, imran, ava):
        found = as_(ruth).get("/team").json()
        line = next(one for one in found["workers"] if one["ref"] == nia.ref)
        assert (found["teams"], found["children"]) == (["East"], 1)
        assert (line["children"], line["not_seen"], line["late"]) == (1, 1, 0)
        (child,) = as_(ruth).get(f"/team/{nia.ref}/lists/unseen").json()["children"]
        assert (child["ref"], child["name"], child["not_seen"]) == (ava.ref, "Ava Okoro", "No visit is recorded.")
        assert as_(ruth).get(f"/team/{nia.ref}/lists/late").json() == {"children": []}
        assert as_(ruth).get(f"/team/{nia.ref}/lists/nonsense").status_code == 404

    def test_it_is_for_those_who_manage_and_of_their_own_team(self, ruth, nia, stranger):
        assert as_(nia).get("/team").status_code == 403
        assert as_(ruth).get(f"/team/{stranger.ref}/lists/all").status_code == 404
        assert as_(ruth).get(f"/team/{stranger.ref}/work").status_code == 404

    def test_work_moves_and_what_cannot_says_why(self, ruth, nia, imran, ava):
        (piece,) = as_(ruth).get(f"/team/{nia.ref}/work").json()["work"]
        assert piece["name"] == "Ava Okoro"
        sent = {"what": [piece["what"]], "to": {"user": imran.ref}, "reason": "Nia leaves"}
        (moved,) = as_(ruth).post(f"/team/{nia.ref}/moves", sent).json()["work"]
        assert (moved["moved"], moved["why_not"]) == (True, "")
        assert Involvement.objects.now().filter(subject=ava, user=imran, role=LEAD).exists()
        again = as_(ruth).post(f"/team/{nia.ref}/moves", sent)
        assert again.status_code == 422 and again.json()["errors"][0]["field"] == "what"

    def test_it_moves_to_a_person_and_for_a_reason(self, ruth, nia, east, ava):
        (piece,) = as_(ruth).get(f"/team/{nia.ref}/work").json()["work"]
        sent = {"what": [piece["what"]], "to": {"team": east.ref}, "reason": "So"}
        assert as_(ruth).post(f"/team/{nia.ref}/moves", sent).json()["errors"][0]["field"] == "to"
        wordless = {**sent, "to": {"user": ruth.ref}, "reason": ""}
        assert as_(ruth).post(f"/team/{nia.ref}/moves", wordless).json()["errors"][0]["field"] == "reason"
        assert Involvement.objects.now().filter(subject=ava, user=nia).exists()


class TestAbsence:
    def test_one_s_own_is_recorded_read_changed_and_ended(self, nia, imran):
        me = as_(nia)
        ref = me.post("/absences", days(cover=imran.ref, note="Ring the school.")).json()["ref"]
        (one,) = me.get("/absences").json()["absences"]
        assert (one["ref"], one["state"], one["cover"]) == (ref, "Now", {"ref": imran.ref, "name": "Imran Shah"})
        (covered,) = as_(imran).get("/absences").json()["covers"]
        assert covered["worker"]["name"] == "Nia Bevan"
        seen = me.get(f"/absences/{ref}").json()
        longer = {"last_day": days_from_today(9).isoformat(), "why": "Still ill", "seen": seen["revision"]}
        assert me.post(f"/absences/{ref}/change", longer).status_code == 201
        stale = me.post(f"/absences/{ref}/change", longer)
        assert stale.status_code == 409
        now = me.get(f"/absences/{ref}").json()
        assert (now["cover"], now["last_day"], now["note"]) == (None, days_from_today(9).isoformat(), "")
        assert me.post(f"/absences/{ref}/end", {"seen": now["revision"]}).status_code == 201
        assert Absence.objects.current().get(thread=ref).is_over

    def test_of_somebody_else_by_their_manager_alone(self, ruth, nia, imran, stranger):
        made = as_(ruth).post(f"/team/{nia.ref}/absences", days(cover=imran.ref))
        assert made.status_code == 201 and len(as_(ruth).get(f"/team/{nia.ref}/absences").json()["absences"]) == 1
        assert as_(imran).post(f"/team/{nia.ref}/absences", days(20, 21)).status_code == 403
        assert as_(ruth).post(f"/team/{stranger.ref}/absences", days()).status_code == 404
        assert as_(stranger).get(f"/absences/{made.json()['ref']}").status_code == 404

    @pytest.mark.parametrize(
        ("sent", "field"),
        [(days(last=-1), "last_day"), (days(cover="zzzzzzzzzzzz"), "cover"), (days(first=3, last=2), "last_day")],
    )
    def test_what_cannot_be_is_named(self, nia, sent, field):
        refused = as_(nia).post("/absences", sent)
        assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == field
        assert not Absence.objects.exists()
