"""The certificate report: every certificate under one heading, today as on the day."""

from datetime import datetime, timedelta

import pytest

from academy.people.access import actor
from academy.people.enums import Role
from academy.reporting import frames, listing
from academy.reporting.frames import Row
from academy.reporting.operations import exclusions as operations
from academy.reporting.reports.certified import SPEC
from certificates.models import Certificate
from tests.cast import Cast
from tests.make import certificates, exclusions, reporting

DAY = timedelta(days=1)
PIECES = ("issued", "held", "soon", "lapsed", "revoked", "superseded")


def _total(cast: Cast, at: datetime) -> Row:
    return frames.read(SPEC, reporting.everybody(cast, at=at)).total


def _pieces(cast: Cast, at: datetime) -> list[object]:
    total = _total(cast, at)
    return [total[name] for name in PIECES]


def test_a_revocation_later_leaves_the_day_as_it_was(cast: Cast, at: datetime) -> None:
    certificate = certificates.certificate(cast.wang, at=at)
    assert _pieces(cast, at) == [1, 1, 0, 0, 0, 0]
    certificates.revoked(certificate, at=at + 2 * DAY)
    assert _pieces(cast, at) == _pieces(cast, at + DAY) == [1, 1, 0, 0, 0, 0]
    assert _pieces(cast, at + 2 * DAY) == [1, 0, 0, 0, 1, 0]
    assert _total(cast, at + DAY)["holders"] == 1
    assert _total(cast, at + 2 * DAY)["holders"] == 0


def test_a_correction_counts_both_and_one_is_held(cast: Cast, at: datetime) -> None:
    certificate = certificates.certificate(cast.wang, at=at)
    certificates.corrected(certificate, at=at + DAY)
    assert _pieces(cast, at) == [1, 1, 0, 0, 0, 0]
    assert _pieces(cast, at + DAY) == [2, 1, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("left", "held", "soon", "lapsed"),
    [(91, 1, 0, 0), (90, 1, 1, 0), (89, 1, 1, 0), (1, 1, 1, 0), (0, 0, 0, 1), (-1, 0, 0, 1)],
)
def test_an_end_is_soon_within_ninety_days_and_over_on_its_day(
    cast: Cast, at: datetime, left: int, held: int, soon: int, lapsed: int
) -> None:
    certificate = certificates.certificate(cast.wang, at=at - 200 * DAY)
    Certificate.objects.filter(pk=certificate.pk).update(
        expires_on=(at + left * DAY).date(), issued_on=(at - 200 * DAY).date()
    )
    total = _total(cast, at)
    assert [total[name] for name in ("held", "soon", "lapsed")] == [held, soon, lapsed]
    assert total["holders"] == held


def test_who_is_left_out_is_in_no_denominator_and_listed_with_the_approval(
    cast: Cast, at: datetime
) -> None:
    admin = cast.holder_of(Role.ACADEMY_ADMIN)
    before = _total(cast, at)
    row = exclusions.granted(exclusions.draft(cast.wang), by=cast.hr, decider=admin, at=at + DAY)
    assert _total(cast, at).values == before.values
    after = _total(cast, at + DAY)
    assert after["staff"] == before.number("staff") - 1
    assert (after["excluded"], before["excluded"]) == (1, 0)
    ask = reporting.everybody(cast, at=at + DAY)
    (listed,) = listing.listed(SPEC, SPEC.sources[0], ask, "excluded")
    assert (listed.values["name"], listed.values["left_out_for"]) == ("王建国", "seconded")
    assert listed.values["approved_by"] == admin.staff_number
    operations.revoke(actor=actor(admin), exclusion=row, reason="借调结束", at=at + 2 * DAY)
    assert _total(cast, at + 2 * DAY)["excluded"] == 0
    assert _total(cast, at + DAY).values == after.values
