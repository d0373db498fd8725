"""Scores in hundredths of a per cent of full marks, in whole numbers."""

from django.db.models import BigIntegerField, F
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Round


def hundredths(prefix: str = "") -> Combinable:
    """Return the score of an outcome in hundredths of a per cent of full marks, half up.

    `prefix` is the way to the outcome ("outcomes__"). In whole numbers, so that both databases
    agree to the last digit: with s and f in hundredths of a point,
    ⌊s × 10000 ÷ f + ½⌋ = (s × 20000 + f) ÷ 2f.
    """
    score = Cast(Round(F(f"{prefix}score") * 100), BigIntegerField())
    full = Cast(Round(F(f"{prefix}full_marks") * 100), BigIntegerField())
    return (score * 20000 + full) / (full * 2)
