"""Asking, deciding as a second person, taking back; every no."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from academy.audit.models import Entry
from academy.notices.models import Notice
from academy.notices.topics import words
from academy.people.access import actor
from academy.people.models import Person
from academy.reporting.enums import ExclusionReason, ExclusionState
from academy.reporting.errors import (
    ExclusionAboutOneself,
    ExclusionAskerWithdraws,
    ExclusionDaysInvalid,
    ExclusionEvidenceMissing,
    ExclusionListRefused,
    ExclusionMoved,
    ExclusionNoneChosen,
    ExclusionOverlaps,
    ExclusionOwnAsking,
    ExclusionReasonMissing,
    ExclusionTextTooLong,
    ExclusionWordsMissing,
)
from academy.reporting.models import Exclusion
from academy.reporting.operations import exclusions
from academy.shared.errors import Refusal
from tests.cast import Cast
from tests.make import exclusions as make

DAY = timedelta(days=1)
ASK_QUERIES = 11
DECIDE_QUERIES = 14


def _decide(
    row: Exclusion, by: Person, *, at: datetime, grant: bool = True, words: str = "同意"
) -> list[Exclusion]:
    return exclusions.decide(actor=actor(by), exclusions=[row], grant=grant, words=words, at=at)


def _verbs() -> list[str]:
    rows = Entry.objects.filter(verb__startswith="reporting.").order_by("sequence")
    return list(rows.values_list("verb", flat=True))


def test_asked_with_the_unit_of_the_day(cast: Cast, at: datetime) -> None:
    make.moved(cast.wang, cast.south, on=date(2026, 3, 2))
    row = make.asked(make.draft(cast.wang, evidence=" 人字8号 "), by=cast.hr, at=at)
    assert (row.unit, row.state, row.evidence) == (cast.south, ExclusionState.ASKED, "人字8号")
    assert (row.asked_by, row.asked_at, row.granted) == (cast.hr, at, None)
    entry = Entry.objects.get(verb="reporting.exclusion_asked")
    assert entry.facts == {"from": "2026-03-01", "until": "2026-04-01", "state": "asked"}


def test_the_same_again_is_the_one_that_stands(cast: Cast, at: datetime) -> None:
    row = make.asked(make.draft(cast.wang), by=cast.officer, at=at)
    again = make.draft(cast.wang, evidence="另一个文号")
    assert make.asked(again, by=cast.hr, at=at + DAY) == row
    _decide(row, cast.hr, at=at + DAY)
    assert make.asked(again, by=cast.admin, at=at + DAY) == row
    assert Exclusion.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"until": make.FIRST}, ExclusionDaysInvalid),
        ({"until": make.FIRST - DAY}, ExclusionDaysInvalid),
        ({"reason": ExclusionReason.OTHER}, ExclusionWordsMissing),
        ({"evidence": " "}, ExclusionEvidenceMissing),
        ({"evidence": "字" * 301}, ExclusionTextTooLong),
    ],
)
def test_what_cannot_be_asked(
    cast: Cast, at: datetime, facts: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        make.asked(make.draft(cast.wang, **facts), by=cast.officer, at=at)
    assert not Exclusion.objects.exists()


@pytest.mark.parametrize(("shift", "refused"), [(-1, True), (0, False), (1, False)])
def test_no_second_one_on_days_that_are_granted(
    cast: Cast, at: datetime, shift: int, refused: bool
) -> None:
    make.granted(make.draft(cast.wang), by=cast.officer, decider=cast.hr, at=at)
    later = make.draft(cast.wang, first=make.UNTIL + shift * DAY, until=None)
    if not refused:
        make.asked(later, by=cast.officer, at=at)
        return
    with pytest.raises(ExclusionOverlaps):
        make.asked(later, by=cast.officer, at=at)


def test_of_two_that_wait_only_one_is_granted(cast: Cast, at: datetime) -> None:
    short = make.asked(make.draft(cast.wang), by=cast.officer, at=at)
    long = make.asked(make.draft(cast.wang, until=None), by=cast.officer, at=at)
    both = [short, long]
    with pytest.raises(ExclusionOverlaps):
        exclusions.decide(actor=actor(cast.hr), exclusions=both, grant=True, words="同意", at=at)
    assert not Exclusion.objects.filter(granted=True).exists()
    _decide(long, cast.hr, at=at)
    with pytest.raises(ExclusionOverlaps):
        _decide(short, cast.hr, at=at)
    exclusions.revoke(actor=actor(cast.hr), exclusion=long, reason="写错", at=at + DAY)
    _decide(short, cast.hr, at=at + DAY)


def test_granted_by_a_second_person(cast: Cast, at: datetime) -> None:
    row = make.asked(make.draft(cast.wang), by=cast.officer, at=at)
    (done,) = _decide(row, cast.hr, at=at + DAY, words=" 同意 ")
    row.refresh_from_db()
    assert (row.state, row.granted, row.decision) == (ExclusionState.GRANTED, True, "同意")
    assert (row.decided_by, row.decided_at) == (cast.hr, at + DAY)
    assert done == row
    # Decided alike already: success, and what was said first stays.
    assert _decide(row, cast.admin, at=at + 2 * DAY, words="也同意") == []
    row.refresh_from_db()
    assert (row.decided_by, row.decision) == (cast.hr, "同意")
    with pytest.raises(ExclusionMoved):
        _decide(row, cast.admin, at=at + 2 * DAY, grant=False)
    assert _verbs() == ["reporting.exclusion_asked", "reporting.exclusion_granted"]


def test_refused_with_words(cast: Cast, at: datetime) -> None:
    row = make.asked(make.draft(cast.wang), by=cast.officer, at=at)
    for said, refusal in (("  ", ExclusionReasonMissing), ("字" * 301, ExclusionTextTooLong)):
        with pytest.raises(refusal):
            _decide(row, cast.hr, at=at, grant=False, words=said)
    _decide(row, cast.hr, at=at, grant=False, words="材料不足")
    row.refresh_from_db()
    assert (row.state, row.granted, row.decision) == (ExclusionState.REFUSED, False, "材料不足")
    with pytest.raises(ExclusionMoved):
        _decide(row, cast.hr, at=at)
    # It may be asked anew.
    assert make.asked(make.draft(cast.wang), by=cast.officer, at=at + DAY) != row


def test_never_by_who_asked_nor_by_who_it_is_about(cast: Cast, at: datetime) -> None:
    own = make.asked(make.draft(cast.wang), by=cast.hr, at=at)
    about = make.asked(make.draft(cast.hr), by=cast.admin, at=at)
    both = make.asked(make.draft(cast.hr, first=make.UNTIL, until=None), by=cast.hr, at=at)
    for grant in (True, False):
        with pytest.raises(ExclusionOwnAsking):
            _decide(own, cast.hr, at=at, grant=grant)
        for row in (about, both):
            with pytest.raises(ExclusionAboutOneself):
                _decide(row, cast.hr, at=at, grant=grant)
    _decide(about, cast.second_admin, at=at)
    about.refresh_from_db()
    with pytest.raises(ExclusionAboutOneself):
        exclusions.revoke(actor=actor(cast.hr), exclusion=about, reason="返岗", at=at)


def test_many_at_once_all_or_none(cast: Cast, at: datetime, django_assert_num_queries: Any) -> None:
    people = [cast.wang, cast.zhao, cast.leader]
    rows = [make.asked(make.draft(each), by=cast.officer, at=at) for each in people]
    own = make.asked(make.draft(cast.li), by=cast.hr, at=at)
    with pytest.raises(ExclusionNoneChosen):
        exclusions.decide(actor=actor(cast.hr), exclusions=[], grant=True, words="同意", at=at)
    with pytest.raises(ExclusionOwnAsking):
        exclusions.decide(
            actor=actor(cast.hr), exclusions=[*rows, own], grant=True, words="同意", at=at
        )
    assert not Exclusion.objects.filter(granted=True).exists()
    done = exclusions.decide(actor=actor(cast.hr), exclusions=rows, grant=True, words="同意", at=at)
    assert done == rows
    assert {row.decision for row in Exclusion.objects.filter(granted=True)} == {"同意"}


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_and_a_decision_cost_the_same(
    cast: Cast, at: datetime, django_assert_num_queries: Any, count: int
) -> None:
    drafts = [make.draft(each) for each in (cast.wang, cast.zhao, cast.leader)[:count]]
    make.asked(make.draft(cast.li), by=cast.hr, at=at)  # What is prepared once is prepared.
    officer, hr = actor(cast.officer), actor(cast.hr)
    with django_assert_num_queries(ASK_QUERIES):
        report = exclusions.ask_many(actor=officer, drafts=drafts, at=at)
    with django_assert_num_queries(DECIDE_QUERIES):
        exclusions.decide(actor=hr, exclusions=report.asked, grant=True, words="同意", at=at)
    assert Exclusion.objects.filter(granted=True).count() == count


def test_a_list_is_all_or_nothing(cast: Cast, at: datetime) -> None:
    who = actor(cast.officer)
    good, bad = make.draft(cast.wang), make.draft(cast.zhao, evidence="")
    with pytest.raises(ExclusionEvidenceMissing):
        exclusions.ask_many(actor=who, drafts=[good, bad], at=at)
    with pytest.raises(ExclusionListRefused):
        exclusions.ask_many(actor=who, drafts=[good], refused=1, at=at)
    assert not Exclusion.objects.exists()
    report = exclusions.ask_many(
        actor=who, drafts=[good, good], refused=1, skip_refused=True, at=at
    )
    assert (len(report.asked), report.already) == (1, 0)
    report = exclusions.ask_many(actor=who, drafts=[good, make.draft(cast.zhao)], at=at)
    assert (len(report.asked), report.already) == (1, 1)


def test_withdrawn_by_who_asked(cast: Cast, at: datetime) -> None:
    row = make.asked(make.draft(cast.wang), by=cast.officer, at=at)
    take: Any = exclusions.withdraw
    with pytest.raises(ExclusionAskerWithdraws):
        take(actor=actor(cast.hr), exclusion=row, reason="重复", at=at)
    with pytest.raises(ExclusionReasonMissing):
        take(actor=actor(cast.officer), exclusion=row, reason=" ", at=at)
    for turn in range(2):
        done = take(actor=actor(cast.officer), exclusion=row, reason="重复", at=at + turn * DAY)
        assert (done.state, done.taken_back_at) == (ExclusionState.WITHDRAWN, at)
    with pytest.raises(ExclusionMoved):
        _decide(row, cast.hr, at=at)
    assert _verbs() == ["reporting.exclusion_asked", "reporting.exclusion_withdrawn"]


def test_withdrawn_before_and_revoked_after_the_decision(cast: Cast, at: datetime) -> None:
    row = make.asked(make.draft(cast.wang), by=cast.officer, at=at)
    with pytest.raises(ExclusionMoved):
        exclusions.revoke(actor=actor(cast.hr), exclusion=row, reason="返岗", at=at)
    _decide(row, cast.hr, at=at)
    with pytest.raises(ExclusionMoved):
        exclusions.withdraw(actor=actor(cast.officer), exclusion=row, reason="重复", at=at)
    for turn in range(2):
        done = exclusions.revoke(
            actor=actor(cast.admin), exclusion=row, reason="返岗", at=at + turn * DAY
        )
        assert (done.state, done.granted, done.taken_back_at) == ("revoked", True, at)
    assert _verbs()[-1] == "reporting.exclusion_revoked"
    assert len(_verbs()) == 3


def test_who_asked_is_told_and_never_why(cast: Cast, at: datetime) -> None:
    sick: dict[str, Any] = {"reason": ExclusionReason.SICK, "evidence": "诊断书"}
    people = [cast.wang, cast.zhao, cast.leader, cast.officer]
    rows = [make.asked(make.draft(each, **sick), by=cast.officer, at=at) for each in people]
    exclusions.decide(
        actor=actor(cast.hr), exclusions=rows[:3], grant=True, words="病情属实", at=at
    )
    _decide(rows[3], cast.hr, at=at, grant=False, words="材料不足")
    exclusions.revoke(actor=actor(cast.hr), exclusion=rows[0], reason="病愈", at=at + DAY)
    told = Notice.objects.filter(topic__startswith="reporting.").order_by("pk")
    assert {each.person_id for each in told} == {cast.officer.pk}
    texts = [words(each.topic, each.facts).text for each in told]
    assert texts == [
        "您申请的 3 人（王建国、赵䶮、何局长）已批准不计入统计。",
        "您申请的 1 人（陈联络）未获批准，仍计入统计；意见见申请记录。",
        "您申请的 1 人（王建国）不计入统计的批准已撤销，恢复计入；原因见申请记录。",
    ]
    for each in told:
        by_mail = words(each.topic, each.facts, by_mail=True)
        assert "王建国" not in by_mail.title + by_mail.text
    said = str(list(told.values_list("facts", flat=True)))
    said += str(
        list(Entry.objects.filter(verb__contains="exclusion").values_list("facts", flat=True))
    )
    for secret in ("病", "诊断书", "sick"):
        assert secret not in said


def test_a_long_list_names_three(cast: Cast, at: datetime) -> None:
    people = [cast.wang, cast.zhao, cast.leader, cast.li]
    rows = [make.asked(make.draft(each), by=cast.admin, at=at) for each in people]
    exclusions.decide(actor=actor(cast.hr), exclusions=rows, grant=True, words="同意", at=at)
    notice = Notice.objects.get(topic="reporting.exclusion_granted")
    assert notice.facts == {"count": 4, "people": "王建国、赵䶮、何局长……"}


def test_revoking_what_one_asked_oneself_tells_nobody(cast: Cast, at: datetime) -> None:
    row = make.granted(make.draft(cast.wang), by=cast.hr, decider=cast.admin, at=at)
    exclusions.revoke(actor=actor(cast.hr), exclusion=row, reason="返岗", at=at + DAY)
    assert not Notice.objects.filter(topic="reporting.exclusion_revoked").exists()
