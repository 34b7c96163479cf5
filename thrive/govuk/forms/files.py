"""A field for one file."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms

from thrive.govuk import words
from thrive.govuk.forms.worded import Worded

BYTES_IN_MB = 1024 * 1024

# Endings that mean the same kind of file.
SAME_KIND = {"jpeg": "jpg", "htm": "html", "tif": "tiff"}


class FileField(Worded, forms.FileField):
    """One file, of a kind in `kinds` (by its ending) and at most `max_mb` large.

    Whether the content is what the ending says is for the action that keeps the file to check; this field sees only
    what the sender claims.
    """

    verb = "Select"
    look = "file"

    def __init__(self, label: str = "", *, kinds: tuple[str, ...] = (), max_mb: int = 10, **options: Any) -> None:
        options.setdefault("what", "a file")
        super().__init__(label, **options)
        self.kinds = tuple(kind.lower().lstrip(".") for kind in kinds)
        self.max_mb = max_mb
        self.error_messages["empty"] = "The selected file is empty"

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploaded file, after checks of kind, emptiness and size."""
        file = super().clean(data, initial)
        if file is None or file is initial:
            return file
        ending = PurePath(str(file.name)).suffix.lower().lstrip(".")
        if self.kinds and SAME_KIND.get(ending, ending) not in self.kinds:
            listed = words.listed((kind.upper() for kind in self.kinds), "or")
            raise self.refuse(f"The selected file must be a {listed}", "kind")
        if file.size > self.max_mb * BYTES_IN_MB:
            raise self.refuse(f"The selected file must be {self.max_mb}MB or smaller", "size")
        return file
