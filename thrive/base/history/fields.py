"""Model fields shared by every room."""

from typing import Any

from django.db import models

from thrive.base.history.refs import LENGTH, new_ref


class RefField(models.CharField):
    """The record's outside name (URLs, print, telephone). Set once; the inside key never leaves the house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = LENGTH
        kwargs["unique"] = True
        kwargs["editable"] = False
        kwargs.setdefault("default", new_ref)
        super().__init__(*args, **kwargs)
