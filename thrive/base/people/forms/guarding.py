"""Restricting a record or an address, and lifting that."""

from thrive.govuk import forms


class GuardForm(forms.GovukForm):
    """How a record is guarded, and why."""

    guard = forms.ChoiceField(
        "Who may read this record?",
        what="who may read this record",
        choices=[
            forms.Choice(
                "ordinary", "Everybody who works with the person", "Their team, and who opens it with a reason"
            ),
            forms.Choice("address", "The same, but only people named may see where they are",
                         "Address, school, GP and contact details are withheld from all others"),
            forms.Choice("record", "Only people named", "Others see the name, and whom to ask"),
            forms.Choice("both", "Only people named, and the address is withheld if that is ever lifted"),
        ],
    )  # fmt: skip
    why = forms.TextField("Why?", what="why", subject="Why", max_chars=200)
