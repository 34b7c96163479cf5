"""The kinds of event by which a timeline is filtered."""

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
