"""What is looked in to find people: a vocabulary of name words, exact keys, and the keys of whoever may be the same
person. Written with the facts they come from."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from thrive.base.access import wall
from thrive.base.access.models import User
from thrive.base.calendar import clock
from thrive.base.history.fields import RefField
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.history.wall import Unguarded
from thrive.base.people.models.person import Person


class NameWord(models.Model):
    """A word that occurs in some name, normalised. The vocabulary is small; its keys find misspelt words.

    `given_share` and `family_share`: how large a part of all people bear it so; empty until it has been counted. Nobody
    whose record is guarded is counted (`searching.shares`).
    """

    word = models.CharField(max_length=100, unique=True)
    given_share = models.FloatField(null=True, blank=True)
    family_share = models.FloatField(null=True, blank=True)

    ROWS = Unguarded("words that occur in names, of nobody in particular")
    SENSITIVITY = {
        "word": Sensitivity.IDENTITY,
        "given_share": Sensitivity.TECHNICAL,
        "family_share": Sensitivity.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"NameWord {self.pk}"


class NameWordKey(models.Model):
    """A key by which a word is found: itself with a letter left out, its sound, an alias."""

    class Kind(models.TextChoices):
        """How the key came about."""

        DELETE = "d", "One letter left out"
        SOUND = "s", "Sound"
        ALIAS = "a", "Another form of the name"

    word = models.ForeignKey(NameWord, on_delete=models.CASCADE, related_name="keys", db_index=False)
    kind = models.CharField(max_length=1, choices=Kind)
    key = models.CharField(max_length=100)

    ROWS = Unguarded("ways in which the words of names may be misspelt")
    SENSITIVITY = {
        "word": Sensitivity.TECHNICAL,
        "kind": Sensitivity.TECHNICAL,
        "key": Sensitivity.IDENTITY,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "word"], name="name_word_key_once")]

    def __str__(self) -> str:
        return f"NameWordKey {self.pk}"


class PersonWord(models.Model):
    """A person has, or had, this word in a name."""

    class Part(models.TextChoices):
        """Where in the name it stands."""

        GIVEN = "g", "Given or middle"
        FAMILY = "f", "Family"
        PARENT = "p", "In the name of an unborn child's parent"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="words")
    word = models.ForeignKey(NameWord, on_delete=models.CASCADE, related_name="people", db_index=False)
    part = models.CharField(max_length=1, choices=Part)
    former = models.BooleanField(default=False)  # stands only in a former name or alias

    ROWS = wall.heading("person_id")
    SENSITIVITY = {
        "person": Sensitivity.TECHNICAL,
        "word": Sensitivity.IDENTITY,
        "part": Sensitivity.TECHNICAL,
        "former": Sensitivity.TECHNICAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "person", "part"], name="person_word_once")]

    def __str__(self) -> str:
        return f"PersonWord {self.pk}"


class SearchKey(models.Model):
    """An exact key to a person: an identifier, postcode, outward code, telephone number, address.

    The index serves exact keys and beginnings of keys on both databases; see `searching.prefix`.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="search_keys", db_index=False)
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=100)

    ROWS = wall.heading("person_id")
    SENSITIVITY = {
        "person": Sensitivity.TECHNICAL,
        "kind": Sensitivity.TECHNICAL,
        "key": Sensitivity.IDENTITY,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "key"], name="search_key_once")]
        indexes = [
            models.Index(
                fields=["kind", "key", "person"],
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops", "int8_ops"],
                name="search_key_found",
            )
        ]

    def __str__(self) -> str:
        return f"SearchKey {self.pk}"


class MatchKey(models.Model):
    """A key that records of one person are likely to share: a name with a birth date, with a home, and the like.

    `key` is 64 bits of the digest of what `matching.keys` makes, so that a row is as small as it can be: there are
    about twenty for each person. Two different keys may by chance be one number; whoever is found is compared anyway.
    """

    pk = models.CompositePrimaryKey("key", "person")
    key = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="match_keys")

    ROWS = wall.heading("person_id")
    SENSITIVITY = {"key": Sensitivity.IDENTITY, "person": Sensitivity.TECHNICAL}

    def __str__(self) -> str:
        return "MatchKey"


class SavedSearch(models.Model):
    """What somebody searched for and whom it found, kept under an opaque ref until they sign out, so that back and
    paging work. Whom they may see is asked again whenever it is shown.

    `found` is a list of [person, why, words to mark, by a former name]; the terms are here and in the log's
    `SearchTerms`, and only a digest of them is in the audit log.
    """

    ref = RefField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    terms = models.JSONField(encoder=DjangoJSONEncoder)
    found = models.JSONField(default=list)
    is_cut = models.BooleanField(default=False)  # there are more than are kept
    only_numbers = models.BooleanField(default=False)  # nobody met all that was typed; these have its number
    at = models.DateTimeField(default=clock.now)

    ROWS = wall.of_user()
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "user": Sensitivity.STAFF,
        "terms": Sensitivity.FREE_TEXT,
        "found": Sensitivity.IDENTITY,
        "is_cut": Sensitivity.TECHNICAL,
        "only_numbers": Sensitivity.TECHNICAL,
        "at": Sensitivity.TECHNICAL,
    }

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="saved_searches")]

    def __str__(self) -> str:
        return f"SavedSearch {self.ref}"
