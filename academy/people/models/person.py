"""Persons, where they serve, and what they may do."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from academy.people.enums import Establishment, Role, Sex, StaffKind
from academy.people.models import dated
from academy.people.models.dated import Dated, Said
from academy.people.models.unit import Unit
from academy.shared import fields


class PersonManager(BaseUserManager["Person"]):
    """Finds people for sign-in."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(staff_number=username)


class Person(AbstractBaseUser):
    """One member of the staff, kept for ever: who leaves is closed, not deleted."""

    public_id = fields.public_id()
    staff_number = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=60)
    pinyin_key = models.CharField(max_length=255)
    sex = fields.enum_field(Sex)
    staff_kind = fields.enum_field(StaffKind)
    establishment = fields.enum_field(Establishment)
    id_number = fields.EncryptedTextField(blank=True, default="")
    id_number_hash = models.CharField(max_length=64, blank=True, default="")
    mobile = fields.EncryptedTextField(blank=True, default="")
    mobile_hash = models.CharField(max_length=64, blank=True, default="", db_index=True)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "staff_number"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [
            fields.in_list("sex", Sex, "people_person_sex"),
            fields.in_list("staff_kind", StaffKind, "people_person_staff_kind"),
            fields.in_list("establishment", Establishment, "people_person_establishment"),
            models.CheckConstraint(
                condition=Q(joined_on__isnull=True)
                | Q(left_on__isnull=True)
                | Q(left_on__gte=F("joined_on")),
                name="people_person_left_after_joined",
            ),
            models.UniqueConstraint(
                fields=["id_number_hash"],
                condition=~Q(id_number_hash=""),
                name="people_person_id_number_once",
            ),
        ]
        indexes = [models.Index(fields=["pinyin_key", "id"])]

    def __str__(self) -> str:
        return self.staff_number

    # Django's sign-in asks these two names; what they mean here is "on the staff".
    @property
    def is_active(self) -> Any:  # type: ignore[override]  # derived here, a column in Django
        return self.left_on is None

    def get_username(self) -> str:
        return self.staff_number


class FormerKind(models.Model):
    """The staff kind a person had until a day, that day excluded: since the row before it, or ever.

    What a person is now stands in `Person.staff_kind`; so the days of a life have neither gaps nor
    overlaps, and nothing is said twice. What was said and corrected on a later day for the same one
    is a further row for that day, which lasted no day at all. `recorded_at` is null for what is
    known from the first.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="former_kinds")
    staff_kind = fields.enum_field(StaffKind)
    valid_until = models.DateField()
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            fields.in_list("staff_kind", StaffKind, "people_formerkind_staff_kind"),
            models.UniqueConstraint(
                fields=["person", "valid_until"],
                condition=Q(recorded_at__isnull=True),
                name="people_formerkind_until_once",
            ),
            models.UniqueConstraint(
                fields=["person", "valid_until", "recorded_at"],
                name="people_formerkind_recorded_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.staff_kind} < {self.valid_until}"


class FormerJoining(models.Model):
    """The joining day (or none) that was on a person's file until `replaced_at`.

    What is on it now stands in `Person.joined_on`.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="former_joinings")
    joined_on = models.DateField(null=True, blank=True)
    replaced_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "replaced_at"], name="people_formerjoining_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.joined_on}"


class Post(models.Model):
    """职务: a post such as 分局长, from the dictionary."""

    name = models.CharField(max_length=40, unique=True)
    official_order = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class Rank(models.Model):
    """职级: a rank such as 一级主任科员, from the dictionary."""

    name = models.CharField(max_length=40, unique=True)
    official_order = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class Assignment(Dated):
    """Where a person serves, in which post and rank, during [valid_from, valid_until)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True)
    rank = models.ForeignKey(Rank, on_delete=models.PROTECT, null=True, blank=True)

    objects: ClassVar[models.Manager["Assignment"]] = Said()
    every: ClassVar[models.Manager["Assignment"]] = models.Manager()

    class Meta:
        constraints = dated.constraints("person", "people_assignment")
        indexes = [models.Index(fields=["unit", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.unit_id}"


class Grant(models.Model):
    """A role given to a person over a unit and all below it, during [valid_from, valid_until)."""

    public_id = fields.public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = fields.enum_field(Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    given_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            fields.in_list("role", Role, "people_grant_role"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="people_grant_period",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "unit"],
                condition=Q(valid_until__isnull=True),
                name="people_grant_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} @ {self.unit_id}"
