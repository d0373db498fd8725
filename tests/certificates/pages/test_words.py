"""How a certificate stands, in words, on the days that matter."""

from datetime import datetime, timedelta

import pytest

from certificates.pages import words
from tests.cast import Cast
from tests.make import certificates as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("left", "state", "line"),
    [
        (90, "有效", "有效期至 {day}"),
        (89, "即将到期", "89 天后到期（{day}）"),
        (1, "即将到期", "1 天后到期（{day}）"),
        (0, "即将到期", "今天是有效期的最后一天"),
        (-1, "已过期", "有效期至 {day}，已过期"),
    ],
)
def test_around_the_end(cast: Cast, at: datetime, left: int, state: str, line: str) -> None:
    (certificate,) = make.expiring([cast.wang], at=at)
    assert certificate.expires_on is not None
    last = certificate.expires_on - timedelta(days=1)
    said = words.of(certificate, on=last - timedelta(days=left))
    assert (said["state"], said["line"]) == (state, line.format(day=last.isoformat()))
    assert said["days_left"] == (left if 0 <= left < 90 else None)


def test_for_ever_revoked_and_replaced(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    assert words.of(certificate, on=at.date())["line"] == "长期有效"
    new = make.corrected(certificate, at=at)
    assert words.of(certificate, on=at.date())["line"] == f"已由 {new.number} 取代"
    make.revoked(new, at=at)
    new.refresh_from_db()
    assert words.of(new, on=at.date())["line"] == "2026-03-02 撤销"
