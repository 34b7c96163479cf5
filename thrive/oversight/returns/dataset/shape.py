"""Which tables of the dataset are read, known by a heading that only they have. Source: ssd-data-model, July 2026."""

from collections.abc import Iterable, Mapping

from thrive.oversight.returns.tables import plain

#: The heading by which each table is known, whatever its file is called.
KNOWN_BY: Mapping[str, str] = {
    "ssd_person": "pers_person_id",
    "ssd_address": "addr_person_id",
    "ssd_family": "fami_family_id",
    "ssd_mother": "moth_childs_person_id",
    "ssd_linked_identifiers": "link_identifier_value",
    "ssd_disability": "disa_disability_code",
    "ssd_immigration_status": "immi_immigration_status",
    "ssd_professionals": "prof_professional_id",
    "ssd_department": "dept_team_id",
    "ssd_involvements": "invo_professional_id",
    "ssd_cin_episodes": "cine_referral_date",
    "ssd_cin_assessments": "cina_assessment_start_date",
    "ssd_assessment_factors": "cinf_assessment_id",
    "ssd_cin_plans": "cinp_cin_plan_start_date",
    "ssd_cin_visits": "cinv_cin_visit_date",
    "ssd_s47_enquiry": "s47e_s47_start_date",
    "ssd_initial_cp_conference": "icpc_icpc_id",
    "ssd_cp_plans": "cppl_cp_plan_start_date",
    "ssd_cp_visits": "cppv_cp_visit_date",
    "ssd_cp_reviews": "cppr_cp_review_date",
}

#: First letters of the headings of tables that nothing here keeps.
LEFT_OUT = (
    "clae", "clap", "clar", "clav", "clac", "clah", "clai", "clas", "clea", "lacp", "lapp", "cont", "csdq", "earl",
    "ehca", "ehcn", "ehcp", "ehcr", "lega", "miss", "perm", "prep", "s251", "send", "senn", "voch",
)  # fmt: skip


def table_of(headings: Iterable[str]) -> str:
    """The table of the dataset that has these headings; empty where it is none that is read."""
    columns = {plain(one) for one in headings}
    return next((name for name, heading in KNOWN_BY.items() if plain(heading) in columns), "")


def is_left_out(headings: Iterable[str]) -> bool:
    """Whether these are headings of another table of the dataset."""
    found = [one.casefold() for one in headings if one]
    return bool(found) and all(one.startswith(tuple(f"{prefix}_" for prefix in LEFT_OUT)) for one in found)
