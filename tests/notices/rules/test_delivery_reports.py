"""What a delivery report says, and what its numbers mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.notices.enums import BounceCause, BounceKind, DeliveryReason
from academy.notices.rules import delivery_reports
from academy.notices.rules.delivery_reports import cause_of, enhanced, kind_of, reason_of
from tests.make import bounces

CAUSES = [
    ("5.1.1", 550, BounceCause.NO_MAILBOX, BounceKind.HARD),
    ("5.1.3", 501, BounceCause.NO_MAILBOX, BounceKind.HARD),
    ("5.1.2", None, BounceCause.NO_DOMAIN, BounceKind.HARD),
    ("5.1.10", 556, BounceCause.NO_DOMAIN, BounceKind.HARD),
    ("5.4.4", None, BounceCause.NO_DOMAIN, BounceKind.HARD),
    ("5.2.1", 550, BounceCause.DISABLED, BounceKind.HARD),
    ("5.0.0", 550, BounceCause.REFUSED, BounceKind.HARD),
    ("", 553, BounceCause.REFUSED, BounceKind.HARD),
    # An address that is right.
    ("5.2.2", 552, BounceCause.FULL, BounceKind.SOFT),
    ("4.2.2", 452, BounceCause.FULL, BounceKind.SOFT),
    ("5.3.4", 552, BounceCause.TOO_LARGE, BounceKind.SOFT),
    ("5.7.1", 550, BounceCause.CONTENT, BounceKind.SOFT),
    ("5.6.1", 554, BounceCause.CONTENT, BounceKind.SOFT),
    ("5.4.7", None, BounceCause.UNREACHABLE, BounceKind.SOFT),
    ("4.4.1", None, BounceCause.UNREACHABLE, BounceKind.SOFT),
    # It is our sender that is refused.
    ("5.1.8", 550, BounceCause.OTHER, BounceKind.SOFT),
    ("4.1.1", 450, BounceCause.OTHER, BounceKind.SOFT),
    ("5.0.0", 554, BounceCause.OTHER, BounceKind.SOFT),
    ("", None, BounceCause.OTHER, BounceKind.SOFT),
    ("", 552, BounceCause.FULL, BounceKind.SOFT),
]


@pytest.mark.parametrize(("status", "code", "cause", "kind"), CAUSES)
def test_what_the_numbers_mean(
    status: str, code: int | None, cause: BounceCause, kind: BounceKind
) -> None:
    assert cause_of(status, code) is cause
    assert kind_of("failed", cause) is kind
    assert kind_of("delayed", cause) is BounceKind.LATE


def test_the_reason_that_stands_with_a_letter() -> None:
    assert reason_of(BounceKind.HARD, BounceCause.DISABLED) is DeliveryReason.ADDRESS_REFUSED
    assert reason_of(BounceKind.SOFT, BounceCause.FULL) is DeliveryReason.MAILBOX_FULL
    assert reason_of(BounceKind.SOFT, BounceCause.CONTENT) is DeliveryReason.CONTENT_REFUSED
    assert reason_of(BounceKind.SOFT, BounceCause.UNREACHABLE) is DeliveryReason.GAVE_UP


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("5.1.1", "5.1.1"),
        ("5.1.1 (bad destination mailbox)", "5.1.1"),
        ("smtp; 550-5.1.1 no such user", "5.1.1"),
        ("5.01.001", "5.1.1"),
        ("3.1.1", ""),
        ("5.1", ""),
        ("host 10.5.1.1 said no", ""),
        ("", ""),
    ],
)
def test_an_enhanced_status_in_a_text(text: str, status: str) -> None:
    assert enhanced(text) == status


def test_a_report_gives_its_numbers_and_where_a_mark_may_stand() -> None:
    found = delivery_reports.parse(bounces.report(None), recipient="bounces+x@academy.example")
    assert found is not None
    assert (found.action, found.status, found.code) == ("failed", "5.1.1", 550)
    assert found.marks == ("bounces+x@academy.example", bounces.RETURN)


def test_the_worst_of_several_recipients_counts() -> None:
    data = bounces.report(None, action="delayed", status="4.4.1", diagnostic="")
    more = b"Reporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: 5.2.1\r\n\r\nAction"
    found = delivery_reports.parse(data.replace(b"Reporting-MTA: dns; x\r\n\r\nAction", more))
    assert found is not None
    assert (found.action, found.status) == ("delayed", "4.4.1")
    data = data.replace(b"Status: 4.4.1", b"Status: 4.4.1\r\n\r\nAction: failed\r\nStatus: 5.2.1")
    found = delivery_reports.parse(data)
    assert found is not None
    assert (found.action, found.status) == ("failed", "5.2.1")


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", ""])
def test_what_tells_of_no_failure_is_no_report(action: str) -> None:
    assert delivery_reports.parse(bounces.report(None, action=action)) is None


def test_a_reply_of_somebody_on_holiday_is_no_report() -> None:
    assert delivery_reports.parse(b"From: a@x.cn\r\nSubject: \r\n\r\n550 5.1.1 away") is None


def test_a_status_may_stand_only_in_the_diagnostic() -> None:
    found = delivery_reports.parse(
        bounces.report(None, status="", diagnostic="smtp; 550 5.2.1 mailbox disabled")
    )
    assert found is not None
    assert (found.status, found.code) == ("5.2.1", 550)


_SAMPLE = bounces.report(None)


@given(data=st.binary(max_size=400))
def test_whatever_comes_is_read_without_a_fault(data: bytes) -> None:
    delivery_reports.parse(data)


@given(cut=st.integers(0, len(_SAMPLE)), length=st.integers(0, 60), noise=st.binary(max_size=40))
def test_a_broken_report_is_read_without_a_fault(cut: int, length: int, noise: bytes) -> None:
    delivery_reports.parse(_SAMPLE[:cut] + noise + _SAMPLE[cut + length :])
