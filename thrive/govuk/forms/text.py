"""Fields for words and figures that are typed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import EmailValidator

from thrive.govuk import words
from thrive.govuk.forms.worded import Worded

# Control characters that paste and dictation leave behind; tab and line breaks are kept.
STRAY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff]")

# Spaces that pasted text carries instead of ordinary ones.
ODD_SPACES = re.compile("[\u00a0\u2007\u202f]")


def clean_text(text: str) -> str:
    """The text with line breaks as \\n, ordinary spaces and no stray control characters."""
    return ODD_SPACES.sub(" ", STRAY.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


class TextField(Worded, forms.CharField):
    """One line of text, `max_chars` at most; the empty answer is an empty string."""

    def __init__(
        self, label: str = "", *, max_chars: int = 200, spellcheck: bool | None = None, **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.max_chars = max_chars
        self.spellcheck = spellcheck

    def to_python(self, value: Any) -> str:
        """The cleaned text, on one line."""
        return str(super().to_python(clean_text(str(value)).replace("\n", " ") if value else value))

    def validate(self, value: str) -> None:
        """Missing first, then too long."""
        super().validate(value)
        if len(value) > self.max_chars:
            raise self.refuse(f"{self.subject} must be {self.max_chars:,} characters or fewer", "too_long")


class LongTextField(TextField):
    """Several lines of text with a count of the characters left. A line break counts as one character."""

    look = "textarea"
    widget = forms.Textarea

    def __init__(self, label: str = "", *, max_chars: int = 2000, rows: int = 5, **options: Any) -> None:
        super().__init__(label, max_chars=max_chars, **options)
        self.rows = rows

    def to_python(self, value: Any) -> str:
        """The cleaned text, with its lines."""
        return str(forms.CharField.to_python(self, clean_text(str(value)) if value else value))


class HiddenField(Worded, forms.CharField):
    """A value that the page carries and nobody types."""

    widget = forms.HiddenInput


class EmailField(TextField):
    """An e-mail address, in lower case after the @."""

    input_type = "email"
    default_error = "Enter an email address in the correct format, like name@example.com"

    def validate(self, value: str) -> None:
        """Missing, too long, then whether it has the shape of an address."""
        super().validate(value)
        if value:
            EmailValidator(message=self.default_error)(value)

    def to_python(self, value: Any) -> str:
        """The address without spaces around it."""
        name, at, domain = super().to_python(value).rpartition("@")
        return f"{name}{at}{domain.lower()}" if at else domain


class PhoneField(TextField):
    """A telephone number, kept as people write it in groups; numbers of other countries start with +."""

    input_type = "tel"
    pattern = re.compile(r"(?:0|\+|00)[1-9][\d]{7,14}")

    def __init__(self, label: str = "", *, width: int = 20, **options: Any) -> None:
        super().__init__(label, width=width, max_chars=40, **options)

    def clean(self, value: Any) -> str:
        """The number in groups ("01632 960 001"); words after it, such as "ask for Jo", are refused."""
        typed = super().clean(value)
        if typed and not self.pattern.fullmatch(re.sub(r"\(0\)|[\s().-]", "", typed)):
            raise self.refuse("Enter a phone number, like 01632 960 001 or 07700 900 982", "phone")
        return words.phone(typed)


class PostcodeField(TextField):
    """A British postcode, kept in upper case with one space; `district_ok` also takes its first half ("WX4")."""

    full = re.compile(r"(?:[A-Z]{1,2}\d[A-Z\d]?|GIR) ?\d[A-Z]{2}")
    district = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")

    def __init__(self, label: str = "Postcode", *, district_ok: bool = False, width: int = 10, **options: Any) -> None:
        super().__init__(label, width=width, max_chars=12, spellcheck=False, **options)
        self.district_ok = district_ok

    def clean(self, value: Any) -> str:
        """The postcode with its space, whatever spaces and case were typed."""
        typed = words.postcode(super().clean(value))
        if typed and not self.full.fullmatch(typed) and not (self.district_ok and self.district.fullmatch(typed)):
            raise self.refuse("Enter a full UK postcode, like WX4 2PL", "postcode")
        return typed


class NumberField(Worded):
    """A whole number from `least` to `most`, both included; empty is None. Commas are ignored."""

    inputmode = "numeric"

    def __init__(self, label: str = "", *, least: int | None = None, most: int | None = None, **options: Any) -> None:
        options.setdefault("width", 5)
        super().__init__(label, **options)
        self.least, self.most = least, most

    def to_python(self, value: Any) -> int | None:
        """The number, or an error in words."""
        text = clean_text(str(value if value is not None else "")).replace(",", "").replace(words.MINUS, "-").strip()
        if not text:
            return None
        if not re.fullmatch(r"[-+]?\d{1,15}", text):
            raise self.refuse(f"{self.subject} must be a whole number, like 12", "number")
        return int(text)

    def validate(self, value: int | None) -> None:
        """Missing, then outside its limits."""
        super().validate(value)
        check_limits(self, value, self.least, self.most, lambda limit: f"{limit:,}")


class MoneyField(Worded):
    """Pounds and pence as a Decimal with two places; "£" and commas are ignored; empty is None."""

    inputmode = "decimal"
    prefix = "£"

    def __init__(
        self, label: str = "", *, least: Decimal | None = Decimal(0), most: Decimal | None = None, **options: Any
    ) -> None:
        options.setdefault("width", 10)
        super().__init__(label, **options)
        self.least, self.most = least, most

    def to_python(self, value: Any) -> Decimal | None:
        """The amount, or an error in words."""
        text = clean_text(str(value if value is not None else ""))
        text = re.sub(r"[£,\s]", "", text).replace(words.MINUS, "-")
        if not text:
            return None
        if not re.fullmatch(r"[-+]?(?:\d{1,12}(?:\.\d{1,2})?|\.\d{1,2})", text):
            raise self.refuse(f"{self.subject} must be an amount of money, like 45 or 1,234.50", "money")
        return Decimal(text).quantize(Decimal("0.01"))

    def validate(self, value: Decimal | None) -> None:
        """Missing, then outside its limits."""
        super().validate(value)
        check_limits(self, value, self.least, self.most, words.money)


def check_limits(field: Worded, value: Any, least: Any, most: Any, written: Any) -> None:
    """Refuse a number below `least` or above `most`; limits are included and None means no limit."""
    if value is None:
        return
    if least is not None and value < least:
        raise field.refuse(f"{field.subject} must be {written(least)} or more", "too_small")
    if most is not None and value > most:
        raise field.refuse(f"{field.subject} must be {written(most)} or less", "too_large")
