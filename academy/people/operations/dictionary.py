"""The dictionaries of posts and ranks."""

from collections.abc import Sequence
from typing import TypeVar

from django.db import transaction

from academy.people.models import Post, Rank

Word = TypeVar("Word", Post, Rank)


@transaction.atomic
def ensure_posts(names: Sequence[str]) -> None:
    """Make sure the posts exist, in the given official order; those already there stay."""
    _ensure(Post, names)


@transaction.atomic
def ensure_ranks(names: Sequence[str]) -> None:
    """Make sure the ranks exist, in the given official order; those already there stay."""
    _ensure(Rank, names)


def _ensure(model: type[Word], names: Sequence[str]) -> None:
    rows = [model(name=name, official_order=order) for order, name in enumerate(names, start=1)]
    model._default_manager.bulk_create(rows, ignore_conflicts=True)
