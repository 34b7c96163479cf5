"""The checker of census rules finds what is broken, and nothing in a file that is right."""

import pytest

from thrive.oversight.returns.tests.census_rules import RULES, failures
from thrive.oversight.returns.tests.files import (
    UPN,
    assessment,
    child,
    cin_plan,
    enquiry,
    message,
    plan,
    referral,
    save,
)

OK_LINES = "AUT BEH COMM CON DDA HAND HEAR INC"
CLOSED = {"closed": "2024-12-02", "reason": "RC7"}
SOUND = referral(
    "2024-05-01",
    assessment(),
    cin_plan("2025-01-20"),
    enquiry(),
    plan(ended="2025-01-20"),
)
#: Children that make a file sound as a whole: enough disabilities, and somebody with two of them.
CROWD = tuple(
    child(f"Z{number}", referral("2024-05-01", assessment()), disabilities=(code, "LD"), upn_unknown="UN2")
    for number, code in enumerate(OK_LINES.split())
)


def one(*details: str, **identity: object) -> tuple[str, ...]:
    """A child who has a reason for being without a pupil number, unless the test says otherwise."""
    return (child("A1", *(details or (SOUND,)), **{"upn_unknown": "UN2", **identity}),)  # type: ignore[arg-type]


def after(*modules: str, received: str = "2024-05-01", **more: str) -> tuple[str, ...]:
    return one(referral(received, *modules, **more))


BROKEN: dict[str, tuple[str, ...]] = {
    "1510": one(upn="A801200001001"),
    "1520": (*one(upn=UPN), child("A2", SOUND, upn=UPN)),
    "1530": one(upn="H999200001001"),
    "1540": one(upn="H80120000X001"),
    "1550": one(upn="H80120000100O"),
    "1560Q": one(former_upn="NOT A NUMBER"),
    "1570": (child("A" * 21, SOUND, upn_unknown="UN2"),),
    "1580": (child("A-1", SOUND, upn_unknown="UN2"),),
    "8500": (child("", SOUND, upn_unknown="UN2"),),
    "8510": (*one(), *one()),
    "8520": one(born="2025-04-02"),
    "8525Q": one(expected="2025-06-01"),
    "8530Q": one(referral("2024-09-01"), born=None, expected="2025-01-01", sex="U"),
    "8535Q": one(died="2015-01-01"),
    "8545Q": one(died="2024-01-01"),
    "4180": one(sex="X"),
    "8750": one(born=None, expected="2025-06-01"),
    "2886Q": one(sex="U"),
    "4220": one(ethnicity="GREEN"),
    "8540": one(disabilities=None),
    "8790": one(disabilities=("NONE", "LD")),
    "8794": one(disabilities=("LD", "LD")),
    "8770Q": one(upn_unknown="UN1"),
    "8772": one(upn_unknown="UN7"),
    "8775Q": one(born="1990-01-01"),
    "8590": (child("A1", upn_unknown="UN2"),),
    "4008": one(referral("2024-05-01", cin_plan("2024-09-01")), died="2024-08-01"),
    "4009Q": one(referral("2024-05-01", cin_plan("2024-07-01", "2024-09-01")), died="2024-08-01"),
    "8600": one(referral(None)),
    "8606": one(referral("2024-01-01"), born="2024-12-31", upn_unknown="UN1"),
    "8555Q": one(referral("2024-09-01"), died="2024-08-01"),
    "8866": one(referral(source="99")),
    "8568": one(referral(nfa="perhaps")),
    "8569Q": one(referral("2024-03-01", nfa="1", need=None)),
    "8610": one(referral(need=None)),
    "8650": one(referral(need="N99")),
    "8620": one(referral("2024-01-08", closed="2024-02-01", reason="RC7")),
    "8630": one(referral(closed="2024-04-20", reason="RC7")),
    "8640": one(referral(closed="2024-12-02", reason="RC99")),
    "8805": one(referral(closed="2024-12-02")),
    "8810": one(referral(reason="RC7")),
    "8815": one(referral("2024-05-01"), referral("2024-07-01")),
    "8816": one(referral("2024-05-01"), referral("2024-07-01", **CLOSED)),
    "8820": one(referral("2024-05-01", **CLOSED), referral("2024-07-01")),
    "8585Q": one(referral(closed="2024-12-02", reason="RC2")),
    "8825Q": one(referral(closed="2024-12-02", reason="RC8")),
    "2990": after(assessment(), cin_plan("2024-06-11", "2024-12-02"), closed="2024-12-02", reason="RC9"),
    "8831": after(assessment(), nfa="1"),
    "8867": after(assessment(authorised=None, factors=()), **CLOSED),
    "8868": after(assessment(), enquiry(held=None), **CLOSED),
    "2991Q": after(enquiry()),
    "8565": after(assessment(authorised="2024-12-30"), **CLOSED),
    "8890": (
        *one(
            referral("2024-05-01", assessment(), enquiry(), **CLOSED),
            referral("2024-12-09", enquiry(started="2024-05-10"), assessment("2024-12-10", "2025-01-20")),
        ),
    ),
    "1103": after(assessment(started="2024-04-20")),
    "8608": after(assessment(started="2024-07-01")),
    "8614": after(assessment(authorised=None)),
    "8670Q": after(assessment(authorised=None, factors=())),
    "8696": after(assessment(started="2024-01-02", authorised="2024-02-01"), received="2024-01-01"),
    "8736": after(assessment(started="2024-01-02", authorised=None, factors=()), received="2024-01-01"),
    "8863Q": after(assessment(), assessment("2024-05-20", "2024-07-01")),
    "8896": after(assessment("2025-03-03", None, ()), assessment("2025-03-10", None, ())),
    "8897Q": after(assessment(factors=())),
    "8898": after(assessment(factors=("3A", "3A"))),
    "8869": after(assessment(factors=("3A", "21"))),
    "8873Q": after(assessment(factors=("21",)), **CLOSED),
    "8945Q": after(assessment(factors=("18A",))),
    "8950Q": after(assessment(factors=("19A",))),
    "2889": after(assessment(), enquiry(started="2024-04-26")),
    "1104": after(assessment(), enquiry(started="2024-04-10", held="2024-04-26")),
    "8615": after(assessment(), enquiry(started="2024-06-03")),
    "8675Q": after(assessment(), enquiry(held=None)),
    "8715": after(assessment(), enquiry(started="2024-01-02", held="2024-01-19"), received="2024-01-01"),
    "8740": after(assessment(), enquiry(started="2024-01-02", held=None), received="2024-01-01"),
    "8839": after(assessment(), enquiry("2025-03-10", held=None), enquiry("2025-03-24", held=None)),
    "8870Q": after(assessment(), enquiry(target="2024-05-25")),
    "8875": after(assessment(), enquiry(held="2024-05-25")),
    "2884": after(assessment(), enquiry(), conference="2024-05-22"),
    "4000": after(cin_plan(), nfa="1"),
    "4001": after(assessment(), enquiry(), cin_plan(), plan()),
    "4003": after(assessment(), enquiry(), cin_plan("2024-08-01", "2024-09-01"), plan(ended="2025-01-20")),
    "4004": after(assessment(), cin_plan(), cin_plan("2024-08-01")),
    "4010": after(assessment(), cin_plan("2025-04-08")),
    "4011": after(assessment(), cin_plan("2024-07-01", "2024-06-20")),
    "4012Q": after(assessment(), cin_plan("2024-07-01", "2024-07-01")),
    "4013": after(assessment(), cin_plan("2024-01-10", "2024-02-01"), received="2024-01-01"),
    "4014": after(assessment(), cin_plan("2024-06-11", "2024-09-01"), cin_plan("2024-08-01", "2024-10-01")),
    "4015": after(assessment(), cin_plan("2024-04-20")),
    "4016": after(assessment(), enquiry(), cin_plan("2024-06-11", "2024-07-01"), plan()),
    "4017": after(assessment(), enquiry(), cin_plan("2024-05-10", "2024-06-11"), plan(reviews=())),
    "1105": after(assessment(), enquiry(), plan(started="2024-04-22", reviews=())),
    "2883": after(assessment(), plan(reviews=())),
    "2885": after(assessment(), enquiry(), plan(started="2024-05-23")),
    "8720": after(assessment(), enquiry(), plan(started="2025-04-22", reviews=())),
    "8730": after(assessment(), enquiry(), plan(previous="none")),
    "8832": after(plan(), nfa="1"),
    "8840": after(assessment(), enquiry(), plan(ended="2024-05-22", reviews=())),
    "8841": after(assessment(), enquiry(), plan(reviews=("2024-05-22",))),
    "8842Q": after(assessment(), enquiry(), plan(reviews=("",))),
    "8905": after(assessment(), enquiry(), plan(initial="WRONG")),
    "8910": after(assessment(), enquiry(), plan(latest="WRONG")),
    "8915": one(referral("2024-05-01", assessment(), enquiry(), plan()), died="2024-05-20"),
    "8920": one(referral("2024-05-01", assessment(), enquiry(), plan(ended="2025-01-20")), died="2024-11-20"),
    "8925": after(assessment(), enquiry(), plan(ended="2024-05-20", reviews=())),
    "8930": after(assessment(), plan("2023-05-22", "2024-01-20", reviews=()), received="2023-05-01"),
    "8935": after(assessment(), enquiry(), plan(), plan("2024-06-03")),
    "8940": after(assessment(), enquiry(), plan(ended="2025-01-20"), plan("2024-06-03", "2025-02-03")),
}
OF_THE_FILE = {"100", "2887Q", "2888Q"}


def found(folder, *children: str, **header: str) -> dict[str, list[str]]:
    return failures(save(folder, message(*children, **header)))


def test_a_sound_file_breaks_no_rule(tmp_path):
    assert found(tmp_path, *one(), *CROWD) == {}


def test_there_is_a_broken_file_for_every_rule():
    assert set(BROKEN) | OF_THE_FILE == set(RULES)
    assert len(RULES) == 109


@pytest.mark.parametrize("code", sorted(BROKEN))
def test_a_broken_file_is_found_out(tmp_path, code):
    broken = found(tmp_path, *BROKEN[code], *CROWD)
    assert code in broken
    assert not any(where.startswith("Z") for where in broken[code])


def test_a_file_that_is_odd_as_a_whole_is_found_out(tmp_path):
    assert set(found(tmp_path, *one())) == {"2887Q", "2888Q"}
    assert set(found(tmp_path, *one(), *CROWD, ends="2025-03-30")) == {"100"}


def test_the_shape_of_the_year_is_asked_for(tmp_path):
    old, new = (child("A1", referral("2023-05-01"), upn_unknown="UN2", **how) for how in ({"gender": "2"}, {}))
    assert "4180" in found(tmp_path, old, year=2025)
    assert "4180" in found(tmp_path, new, year=2024)
    assert "4180" not in found(tmp_path, old, year=2024)
