"""Who is due a certificate."""

import pytest

from certificates.enums import LineReason
from certificates.rules.eligibility import Standing, refusal
from courses.enums import CompletionVerdict


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing("passed"), None),
        (Standing(""), LineReason.NOT_COMPLETED),
        (Standing("withdrawn"), LineReason.WITHDRAWN),
        (Standing("absent"), LineReason.ABSENT),
        (Standing("failed"), LineReason.FAILED),
        (Standing("passed", certified=True), LineReason.ALREADY_CERTIFIED),
        (Standing("passed", missing="𠀣"), LineReason.GLYPH_MISSING),
        (Standing("passed", certified=True, missing="𠀣"), LineReason.ALREADY_CERTIFIED),
        (Standing("failed", missing="𠀣"), LineReason.FAILED),
    ],
)
def test_refusal(standing: Standing, reason: LineReason | None) -> None:
    assert refusal(standing) == reason


def test_every_verdict_of_courses_is_known() -> None:
    due = [verdict for verdict in CompletionVerdict if refusal(Standing(verdict)) is None]
    assert due == [CompletionVerdict.PASSED]


def test_an_unknown_verdict_is_a_defect() -> None:
    with pytest.raises(ValueError, match="unknown verdict"):
        refusal(Standing("excused"))
