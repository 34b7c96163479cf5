"""The kinds of event by which a timeline is filtered, and the labels that only some roles read."""

from thrive.base.history.sensitivity import Sensitivity

EVENT_GROUPS = {
    "contacts": "Contacts and referrals",
    "visits": "Seen and visits",
    "assessments": "Assessments",
    "protection": "Child protection",
    "meetings": "Meetings and decisions",
    "plans": "Plans and status",
    "family": "Family and home",
    "school": "School",
    "health": "Health",
    "notes": "Notes, messages and calls",
}

LABELS = {
    Sensitivity.SPECIAL: "Health, faith or other special detail",
    Sensitivity.CRIMINAL: "Police information, not to be shared",
    Sensitivity.PRIVILEGED: "Legal advice",
}
"""What somebody who writes may mark as more than its kind says. Each role says which of them it reads."""
