"""Field and constraint makers, so that the same thing is spelled the same way in every table."""

import uuid
from collections.abc import Collection
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from academy.shared.crypto import decrypt, encrypt


def public_id() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    """The identity outsiders see in URLs and the API; the integer key stays inside."""
    return models.UUIDField(default=uuid.uuid4, unique=True, editable=False)


def enum_field(enum: type[StrEnum], **options: Any) -> "models.CharField[str, str]":
    """A column that holds the value of `enum`; pair it with `in_list`."""
    width = max(24, *(len(member.value) for member in enum))
    return models.CharField(max_length=width, **options)


def state(enum: type[StrEnum], default: StrEnum) -> "models.CharField[str, str]":
    """The state column of a row; pair it with `in_list`."""
    return enum_field(enum, default=default.value, db_index=True)


def in_list(field: str, enum: type[StrEnum], name: str) -> models.CheckConstraint:
    """Constraint: `field` holds one of the values of `enum`."""
    values = [member.value for member in enum]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def at_with_state(
    at_field: str, state_field: str, states: Collection[StrEnum], name: str
) -> models.CheckConstraint:
    """Constraint: the timestamp is set exactly in the given states."""
    # Sorted: a set's order changes with each process, and would ask for a migration each time.
    values = sorted(member.value for member in states)
    return models.CheckConstraint(
        condition=Q(**{f"{state_field}__in": values, f"{at_field}__isnull": False})
        | (~Q(**{f"{state_field}__in": values}) & Q(**{f"{at_field}__isnull": True})),
        name=name,
    )


def points(**options: Any) -> "models.DecimalField[Any, Any]":
    """Points of an exam: two decimals, rounded half up by the rules that compute them."""
    return models.DecimalField(max_digits=7, decimal_places=2, **options)


def hours(**options: Any) -> "models.DecimalField[Any, Any]":
    """Training hours (学时): one decimal."""
    return models.DecimalField(max_digits=6, decimal_places=1, **options)


if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class EncryptedTextField(_Text):
    """Text that is encrypted in the database. It can't be filtered by; keep a hash beside it."""

    def get_prep_value(self, value: str | None) -> str | None:
        if value is None or value == "":
            return value
        return encrypt(str(value))

    def from_db_value(self, value: str | None, *args: object) -> str | None:
        if value is None or value == "":
            return value
        return decrypt(value)
