"""Who is due a certificate of which kind."""

import pytest

from certificates.enums import CertificateKind, LineReason
from certificates.rules.eligibility import Standing, refusal
from courses.enums import CompletionVerdict

COMPLETION, QUALIFICATION = CertificateKind.COMPLETION, CertificateKind.QUALIFICATION
STANDINGS = [
    (Standing("passed"), None),
    (Standing(""), LineReason.NOT_COMPLETED),
    (Standing("withdrawn"), LineReason.WITHDRAWN),
    (Standing("absent"), LineReason.ABSENT),
    (Standing("passed", certified=True), LineReason.ALREADY_CERTIFIED),
    (Standing("passed", current=False), LineReason.NOT_CURRENT),
    (Standing("passed", missing="𠀣"), LineReason.GLYPH_MISSING),
    (Standing("passed", certified=True, missing="𠀣"), LineReason.ALREADY_CERTIFIED),
    (Standing("passed", certified=True, current=False), LineReason.ALREADY_CERTIFIED),
    (Standing("passed", current=False, missing="𠀣"), LineReason.NOT_CURRENT),
    (Standing("absent", certified=True, missing="𠀣"), LineReason.ABSENT),
]


@pytest.mark.parametrize("kind", CertificateKind)
@pytest.mark.parametrize(("standing", "reason"), STANDINGS)
def test_what_holds_for_both_kinds(
    standing: Standing, reason: LineReason | None, kind: CertificateKind
) -> None:
    assert refusal(standing, kind) == reason


@pytest.mark.parametrize(
    ("standing", "qualification", "completion"),
    [
        (Standing("failed"), LineReason.FAILED, None),
        (Standing("failed", missing="𠀣"), LineReason.FAILED, LineReason.GLYPH_MISSING),
        (Standing("failed", certified=True), LineReason.FAILED, LineReason.ALREADY_CERTIFIED),
    ],
)
def test_who_failed_stayed_to_the_end(
    standing: Standing, qualification: LineReason, completion: LineReason | None
) -> None:
    assert refusal(standing, QUALIFICATION) == qualification
    assert refusal(standing, COMPLETION) == completion


def test_every_verdict_of_courses_is_known() -> None:
    due = {
        kind: [verdict for verdict in CompletionVerdict if refusal(Standing(verdict), kind) is None]
        for kind in CertificateKind
    }
    assert due == {
        QUALIFICATION: [CompletionVerdict.PASSED],
        COMPLETION: [CompletionVerdict.PASSED, CompletionVerdict.FAILED],
    }


def test_an_unknown_verdict_is_a_defect() -> None:
    with pytest.raises(ValueError, match="unknown verdict"):
        refusal(Standing("excused"))
