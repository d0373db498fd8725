"""What the API takes and says about hours categories and the conversion of minutes."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from courses.api.schemas import Strict

Name = Annotated[str, Field(min_length=1, max_length=40)]


class CategoryNameIn(Strict):
    """The name a category is to have."""

    name: Name


class CategoryIn(CategoryNameIn):
    """A category; the code stands for it in requests for ever."""

    code: Annotated[str, Field(min_length=1, max_length=24)]


class CategoryOut(Schema):
    """A category; from `retired_on` on nothing is earned in it any more.

    `recognised_by` names the requirements that recognise it by name; one that names no category
    recognises all of them.
    """

    code: str
    name: str
    retired_on: date | None
    recognised_by: list[str]


class CategoriesOut(Schema):
    """One page of the dictionary."""

    items: list[CategoryOut]
    next_cursor: str | None


class ConversionOut(Schema):
    """Minutes of one 学时, as a rule and by choice; minutes of what else hours are written in."""

    minutes_per_hour: int
    choices_per_hour: list[int]
    measures: list[int]
    rounded_to: Decimal
