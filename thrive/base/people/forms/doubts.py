"""Settling whether two records are of one person."""

from thrive.govuk import forms


class DifferentForm(forms.GovukForm):
    """They are different people, and why."""

    why = forms.TextField("Why they are different people", what="why they are different people", max_length=400)
