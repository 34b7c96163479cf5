"""Forms of signing in, of one's own account, of administration, and of the log's filter."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms as django_forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from thrive.base.access.models import User
from thrive.base.access.permission import Permission
from thrive.base.access.rules import ACCOUNT_CHANGE_WORDS, ORGANISATION_WORDS, OWN_TIES, ROLES, TIE_WORDS, Role
from thrive.base.access.signing_in import guessing
from thrive.base.access.signing_in.rules import GUESSES_COUNT_FOR
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.govuk import forms, words

Pairs = Sequence[tuple[str, str]]

WHEN = [("now", "Current"), ("ended", "Ended"), ("all", "All")]
WRONG_SIGN_IN = "Your email address or password is not right"
WRONG_CODE = "The code is not right, or was used already. Enter the one that shows now"
WRONG_PASSWORD = "Your password is not right"  # noqa: S105
LOCKED_OUT = (
    f"There were too many attempts. Wait {int(GUESSES_COUNT_FOR.total_seconds() // 60)} minutes, "
    "or ask an administrator to let you in"
)


class PasswordField(forms.TextField):
    """A password: taken as typed, never printed back."""

    input_type = "password"

    def __init__(self, label: str = "", **options: Any) -> None:
        super().__init__(label, max_chars=200, spellcheck=False, strip=False, **options)

    def to_python(self, value: Any) -> str:
        """As typed, blanks included."""
        return str(value or "")


class SignInForm(forms.GovukForm):
    """E-mail address and password. `user` is who they belong to."""

    username = forms.EmailField("Email address", what="your email address", autocomplete="username", spellcheck=False)
    password = PasswordField("Password", what="your password", autocomplete="current-password")

    def __init__(self, request: HttpRequest | None = None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request
        self.user: User | None = None
        self.tried = ""  # the address with which somebody failed to sign in
        self.is_locked = False

    def clean(self) -> dict[str, Any]:
        """Find the user. The message is the same for an unknown address, a wrong password and an ended account.

        So is the one for too many attempts, which says nothing of whether there is such an account.
        """
        answers = self.cleaned_data
        if "username" in answers and "password" in answers:
            self.user = authenticate(self.request, username=answers["username"], password=answers["password"])
            if self.user is None:
                self.tried = answers["username"]
                assert self.request is not None
                self.is_locked = guessing.is_locked_out(self.request, self.tried)
                self.add_error("username", LOCKED_OUT if self.is_locked else WRONG_SIGN_IN)
        return answers

    def get_user(self) -> User | None:
        """Who signs in, for Django's view."""
        return self.user


class CodeField(forms.TextField):
    """A code of figures, however it is spaced."""

    inputmode = "numeric"


class CodeForm(forms.GovukForm):
    """A code of the authenticator app, or a recovery code; `is_first`: the first of an app being set up."""

    code = CodeField(
        "Code",
        what="the code",
        hint="6 figures from your app. Without your phone: one of your recovery codes, 8 figures.",
        autocomplete="one-time-code",
        spellcheck=False,
        max_chars=20,
        width=10,
    )

    def __init__(self, *args: Any, is_first: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_first:
            self.fields["code"].help_text = "6 figures that the app shows now."

    def say_wrong(self) -> None:
        """The code was not right."""
        self.add_error("code", WRONG_CODE)


class ConfirmForm(forms.GovukForm):
    """One's password once more."""

    password = PasswordField("Password", what="your password", autocomplete="current-password")

    def say_wrong(self, *, is_locked: bool) -> None:
        """The password was not right, or too many were not."""
        self.add_error("password", LOCKED_OUT if is_locked else WRONG_PASSWORD)


class OwnPasswordForm(forms.GovukForm):
    """Choosing a new password for oneself."""

    old = PasswordField("Present password", what="your present password", autocomplete="current-password")
    password = PasswordField(
        "New password",
        what="a new password",
        hint="12 characters or more. Three or four words that do not belong together are easy to remember.",
        autocomplete="new-password",
    )
    again = PasswordField("New password again", what="the new password again", autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        """Both new ones must be the same."""
        answers = self.cleaned_data
        if answers.get("password") and answers.get("again") and answers["password"] != answers["again"]:
            self.add_error("again", "Enter the same new password both times")
        return answers


class FirstPasswordForm(forms.GovukForm):
    """A password that an administrator gives somebody, to sign in with once."""

    password = forms.TextField(
        "First password",
        what="a first password",
        hint="12 characters or more. They choose their own when they sign in.",
        spellcheck=False,
        autocomplete="off",
    )


class AskSecondForm(forms.GovukForm):
    """What has to change of how somebody signs in, and why, for a second person to agree to."""

    change = forms.ChoiceField(
        "What has to change?", what="what has to change", choices=[*ACCOUNT_CHANGE_WORDS.items()]
    )
    new_email = forms.EmailField("New email address", what="the new email address", required=False)
    why = forms.TextField("Why?", what="why", hint="And how you know that it is they who ask.")


class OrganisationForm(forms.GovukForm):
    """A body that takes part. Its kind is set once."""

    kind = forms.ChoiceField("Kind", what="the kind", choices=list(ORGANISATION_WORDS.items()), look="select")
    name = forms.TextField("Name", what="the name")
    code = forms.TextField(
        "Code", hint="The URN of a school, or the ODS code of an NHS body.", required=False, max_chars=20, width=20
    )
    phone = forms.PhoneField("Phone", required=False)
    is_shared = forms.TickField("Works for several authorities", required=False)

    def __init__(self, *args: Any, is_new: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_new:
            del self.fields["kind"], self.fields["is_shared"]


class TeamForm(forms.GovukForm):
    """A team. Its organisation is set once."""

    organisation = forms.ChoiceField("Organisation", what="the organisation", look="select")
    name = forms.TextField("Name", what="the name", max_chars=120)
    phone = forms.PhoneField("Phone", required=False)
    code = forms.TextField("Code in other systems", required=False, max_chars=48, width=20)

    def __init__(self, *args: Any, organisations: Pairs = (), **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "organisation", organisations)


class UserForm(forms.GovukForm):
    """Somebody who signs in. Their organisation is set once."""

    organisation = forms.ChoiceField("Organisation", what="the organisation", look="select")
    name = forms.TextField("Full name", what="their full name", spellcheck=False)
    email = forms.EmailField("Email address", what="their email address", max_chars=254, spellcheck=False)
    job_title = forms.TextField("Job title", required=False, max_chars=120)
    phone = forms.PhoneField("Phone", required=False)
    staff_code = forms.TextField("Code in other systems", required=False, max_chars=48, width=20)
    social_work_number = forms.TextField("Social Work England number", required=False, max_chars=20, width=20)
    starts_on = forms.DateField("First day", what="their first day")

    def __init__(self, *args: Any, organisations: Pairs = (), is_new: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "organisation", organisations)
        if not is_new:
            del self.fields["starts_on"]


class GiveRoleForm(forms.GovukForm):
    """A role, where, and from when until when."""

    role = forms.ChoiceField("Role", what="a role")
    team = forms.ChoiceField("Team", what="a team", look="select", required=False)
    starts_on = forms.DateField("First day", what="the first day")
    last_day = forms.DateField("Last day", what="the last day", required=False, hint="Leave empty if it is not known.")

    def __init__(self, *args: Any, roles: Sequence[Role] = (), teams: Pairs = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            forms.Choice(role.key, role.title, hint=words.upper_first(role.does)) for role in roles
        ]
        if teams:
            self.fields["team"].choices = [("", "No team"), *teams]  # type: ignore[attr-defined]
        else:
            del self.fields["team"]
        self.fields["starts_on"].initial = clock.today()


class LastDayForm(forms.GovukForm):
    """The last day of something, included."""

    last_day = forms.DateField("Last day", what="the last day")


class EndRoleForm(LastDayForm):
    """Which role ends, and its last day."""

    holding = forms.ChoiceField("Role", what="the role that ends")

    def __init__(self, *args: Any, holdings: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["holding", "last_day"])
        self.fields["holding"].choices = [(str(place), text) for place, text in holdings]  # type: ignore[attr-defined]


class ClientForm(forms.GovukForm):
    """A system that may call: what it is, what for, what it may do. Its days are set once."""

    name = forms.TextField("Name", what="the name", max_chars=120, hint="What the organisation calls the system.")
    purpose = forms.TextField("What it is for", what="what it is for", max_chars=200)
    scopes = forms.MultiChoiceField("What may it do?", what="what it may do")
    starts_on = forms.DateField("First day", what="the first day")
    last_day = forms.DateField("Last day", what="the last day", required=False, hint="Leave empty if it is not known.")

    def __init__(self, *args: Any, scopes: Sequence[Permission] = (), is_new: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        pairs = [(one.key, words.upper_first(one.title)) for one in scopes]
        self.fields["scopes"].choices = pairs  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = clock.today()
        if not is_new:
            del self.fields["starts_on"], self.fields["last_day"]

    def answers(self) -> dict[str, Any]:
        """As the action takes them: its end is the first day on which the system may not call."""
        answers = dict(self.cleaned_data)
        if "last_day" in answers:
            last_day = answers.pop("last_day")
            answers["ends_on"] = Days(1).after(last_day) if last_day else None
        return answers


class FilterForm(forms.GovukForm):
    """What a list of administration may be narrowed to. Nothing in it is ever wrong."""

    mark_optional = False

    name = forms.TextField("Name", required=False)
    kind = forms.ChoiceField("Kind", look="select", required=False, choices=[("", "All"), *ORGANISATION_WORDS.items()])
    at = forms.TextField("Organisation", required=False)
    role = forms.ChoiceField(
        "Role", look="select", required=False, choices=[("", "All"), *((one.key, one.title) for one in ROLES.values())]
    )
    when = forms.ChoiceField("Current or ended", required=False, choices=WHEN)

    def __init__(self, data: Any, *, only: Sequence[str]) -> None:
        super().__init__({**data.dict(), "when": data.get("when") or "now"})
        for name in set(self.fields) - set(only):
            del self.fields[name]

    def answers(self) -> dict[str, Any]:
        """What was asked for; what is not on a list sets no limit."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class LooksForm(forms.GovukForm):
    """What the log of a record may be narrowed to."""

    mark_optional = False

    worker = forms.ChoiceField("Worker", look="select", required=False)
    action = forms.ChoiceField("What they did", look="select", required=False)
    first = forms.DateField("From", what="the first day", required=False)
    last = forms.DateField("To", what="the last day", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offer(
            workers=[(one, one) for one in [str(data.get("worker", ""))] if one],
            actions=[(one, one) for one in [str(data.get("action", ""))] if one],
        )

    def offer(self, *, workers: Pairs, actions: Pairs) -> None:
        """Set what may be chosen: those who are in the log. The list of one worker asks for no worker."""
        if "worker" in self.fields:
            self.fields["worker"].choices = [("", "Everybody"), *workers]  # type: ignore[attr-defined]
        self.fields["action"].choices = [("", "Everything"), *actions]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """The answers that can be read; the form shows what is wrong with the others."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def clean(self) -> dict[str, Any]:
        """The last day does not lie before the first."""
        first = self.cleaned_data.get("first")
        self.must_not_precede("last", first if isinstance(first, dt.date) else None, "the first day")
        return self.cleaned_data


RECORD_HINT = (
    "The 12 letters and numbers in the web address of the record, after “people”. The log has them under the name."
)


class WhyForm(forms.GovukForm):
    """Who wants to do what about which record."""

    worker = forms.EmailField("Worker’s email address", what="the worker’s email address", spellcheck=False)
    record = forms.TextField(
        "Record reference", what="the record’s reference", hint=RECORD_HINT, max_chars=12, width=20, spellcheck=False
    )
    permission = forms.ChoiceField("What they want to do", what="what they want to do", look="select")

    def __init__(self, *args: Any, permissions: Pairs = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["permission"].choices = list(permissions)  # type: ignore[attr-defined]
        self.fields["permission"].initial = "people.open_record"


class DeclareForm(forms.GovukForm):
    """How a worker is tied to somebody."""

    tie = forms.ChoiceField("Who is it?", what="who it is", choices=list(OWN_TIES.items()))
    why = forms.TextField(
        "Who they are to you",
        what="who they are to you",
        hint="For example: my sister’s son. You and information governance can read this.",
        max_chars=200,
    )


class DeclareForForm(forms.GovukForm):
    """Whose record which worker must not open."""

    worker = forms.EmailField("Worker’s email address", what="the worker’s email address", spellcheck=False)
    record = forms.TextField(
        "Record reference", what="the record’s reference", hint=RECORD_HINT, max_chars=12, width=20, spellcheck=False
    )
    tie = forms.ChoiceField("Who is it to them?", what="who it is to them", choices=list(TIE_WORDS.items()))
    why = forms.TextField("Who told you, and what", what="who told you, and what", max_chars=200)


class EndDeclarationForm(forms.GovukForm):
    """Why a declaration ends."""

    why = forms.TextField("Why does it end?", what="why it ends", max_chars=200)


class WorkerForm(forms.GovukForm):
    """A worker to narrow a list to."""

    mark_optional = False

    worker = forms.TextField("Worker’s name or email address", required=False)


def _offer(form: forms.GovukForm, name: str, pairs: Pairs) -> None:
    """Give a list its choices, or take it away where there is nothing to choose."""
    field = form.fields[name]
    assert isinstance(field, django_forms.ChoiceField)  # noqa: S101
    if pairs:
        field.choices = list(pairs)
    else:
        del form.fields[name]
