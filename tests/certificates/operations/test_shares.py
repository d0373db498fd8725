"""Links: for how long, how many, ended at once, and only of what is in force."""

from datetime import datetime, timedelta

import pytest

from academy.audit.models import Entry
from academy.people.access import actor
from certificates.enums import Verb
from certificates.errors import ShareNotCurrent, ShareSpan, TooManyShares
from certificates.models import Share
from certificates.operations import shares
from certificates.queries import shares as share_query
from certificates.rules import serial
from tests.cast import Cast
from tests.make import certificates as make
from tests.make import shares as make_shares

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", [7, 30, 90])
def test_a_link_ends_by_itself(cast: Cast, at: datetime, days: int) -> None:
    certificate = make.certificate(cast.wang, at=at)
    share = make_shares.opened(certificate, at=at, days=days)
    assert serial.is_token(share.token)
    assert share.token != certificate.token
    last = at + timedelta(days=days) - timedelta(seconds=1)
    assert share_query.by_token(share.token, at=last) is not None
    assert share_query.by_token(share.token, at=last + timedelta(seconds=1)) is None


@pytest.mark.parametrize("days", [0, 6, 8, 31, 91, -7])
def test_other_times_are_refused(cast: Cast, at: datetime, days: int) -> None:
    certificate = make.certificate(cast.wang, at=at)
    with pytest.raises(ShareSpan):
        make_shares.opened(certificate, at=at, days=days)
    assert not Share.objects.exists()


def test_ten_are_open_at_most(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    links = [make_shares.opened(certificate, at=at, days=7) for _ in range(10)]
    with pytest.raises(TooManyShares) as refused:
        make_shares.opened(certificate, at=at)
    assert str(refused.value) == "这张证书已有 10 个有效的分享链接。"
    shares.end(actor=actor(cast.wang), share=links[0], at=at)
    make_shares.opened(certificate, at=at)
    later = at + timedelta(days=7)
    assert len(Share.objects.open_at(later)) == 1
    make_shares.opened(certificate, at=later)


def test_ended_is_ended(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    share = make_shares.opened(certificate, at=at)
    by, hour = actor(cast.wang), timedelta(hours=1)
    assert shares.end(actor=by, share=share, at=at + hour).ended_at == at + hour
    assert shares.end(actor=by, share=share, at=at + 2 * hour).ended_at == at + hour
    assert share_query.by_token(share.token, at=at + hour) is None
    expired = make_shares.opened(certificate, at=at, days=7)
    after = shares.end(actor=by, share=expired, at=at + timedelta(days=8))
    assert after.ended_at is None


def test_what_is_out_of_force_gets_no_new_link_and_the_old_ones_say_so(
    cast: Cast, at: datetime
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    share = make_shares.opened(certificate, at=at)
    make.revoked(certificate, at=at)
    with pytest.raises(ShareNotCurrent):
        make_shares.opened(certificate, at=at)
    shown = share_query.by_token(share.token, at=at)
    assert shown is not None
    assert shown.finding.reason == "成绩登记有误"


def test_no_number_leaves_by_a_link(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    share = make_shares.opened(certificate, at=at)
    make.corrected(certificate, at=at)
    shown = share_query.by_token(share.token, at=at)
    assert shown is not None
    finding = shown.finding
    assert (finding.token, finding.successor, finding.printings) == ("", None, ())
    assert {"number", "id_number"} & finding.words.keys() == set()
    assert finding.words["name"] == "王建国"


def test_the_log_knows_who_and_never_the_token(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    share = make_shares.opened(certificate, at=at)
    shares.end(actor=actor(cast.wang), share=share, at=at)
    found = Entry.objects.filter(subject_type="certificates.share").order_by("sequence")
    assert [each.verb for each in found] == [Verb.SHARE_OPENED, Verb.SHARE_ENDED]
    assert found[0].facts == {"number": certificate.number, "days": 30}
    assert all(share.token not in str(each.facts) for each in found)
