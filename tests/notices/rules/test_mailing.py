"""When mail goes out, when again, and what a reply code means; dates as each language has them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from academy.notices.enums import LineVerdict, Rhythm, TopicGroup
from academy.notices.rules import address_lines, addresses, facts, mailing
from academy.notices.rules.mailing import Answer
from academy.notices.topics import group_of, words, written
from academy.shared import clock
from academy.shared.errors import plain

EIGHT = datetime(2026, 3, 5, 0, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (EIGHT - SECOND, EIGHT),
        (EIGHT, EIGHT + timedelta(days=1)),
        (EIGHT + SECOND, EIGHT + timedelta(days=1)),
    ],
)
def test_the_summary_goes_out_at_the_next_eight(at: datetime, due: datetime) -> None:
    assert mailing.due_at(Rhythm.DAILY, at, clock.LOCAL) == due
    assert mailing.due_at(Rhythm.EACH, at, clock.LOCAL) == at


def test_pauses_double_to_six_hours_and_end() -> None:
    minutes = [
        pause.total_seconds() / 60 if (pause := mailing.pause(tries)) else None
        for tries in range(1, mailing.MOST_TRIES + 1)
    ]
    assert minutes == [5, 10, 20, 40, 80, 160, 320, 360, None]


@pytest.mark.parametrize(
    ("code", "recipient", "answer"),
    [
        (421, True, Answer.LATER),
        (499, True, Answer.LATER),
        (500, True, Answer.ADDRESS_REFUSED),
        (599, True, Answer.ADDRESS_REFUSED),
        (600, True, Answer.LATER),
        (499, False, Answer.LATER),
        (554, False, Answer.CONTENT_REFUSED),
    ],
)
def test_only_5yz_is_final(code: int, recipient: bool, answer: Answer) -> None:
    assert mailing.answer_to(code, recipient=recipient) is answer


@pytest.mark.parametrize(
    "text",
    [
        "a@example.gov.cn",
        "zhang.san+hr@mail-1.example.com",
        "a" * 64 + "@example.cn",
        "a@" + "b" * 63 + ".cn",
    ],
)
def test_addresses(text: str) -> None:
    assert addresses.is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "@example.cn",
        "a@example.123",
        "a..b@example.cn",
        ".a@example.cn",
        "a b@example.cn",
        "a@example.cn\nBcc: b@example.cn",
        "a@example.cn,b@example.cn",
        '"a b"@example.cn',
        "张三@example.cn",
        "a@例子.cn",
        "a@-x.cn",
        "a@x-.cn",
        "a" * 65 + "@example.cn",
        "a@" + "b" * 64 + ".cn",
        "a@" + ".".join(["b" * 60] * 5) + ".cn",
        "<a@example.cn>",
    ],
)
def test_no_addresses(text: str) -> None:
    assert not addresses.is_address(text)


def test_tidy_and_masked() -> None:
    assert addresses.tidy(" Zhang@Example.GOV.cn\u3000") == "Zhang@example.gov.cn"
    assert addresses.tidy("a＠b．cn") == "a@b.cn"
    assert addresses.masked("zhangsan@example.gov.cn") == "z***@example.gov.cn"
    assert addresses.masked("") == ""


def test_days_and_instants_read_as_each_language_writes_them() -> None:
    on, at = date(2026, 3, 5), datetime(2026, 3, 5, 6, 30, tzinfo=UTC)
    kept = [facts.stored(each, plain) for each in (on, at, "x", 3)]
    assert kept == [{"on": "2026-03-05"}, {"at": "2026-03-05T06:30:00+00:00"}, "x", 3]
    shown = [written(facts.read(each)) for each in kept]
    assert shown == ["2026年3月5日", "2026年3月5日 14:30", "x", 3]
    with translation.override("en"):
        assert [written(facts.read(each)) for each in kept] == [
            "5 March 2026",
            "5 March 2026, 14:30",
            "x",
            3,
        ]
    with pytest.raises(ValueError, match="zone"):
        facts.stored(datetime(2026, 3, 5), plain)
    assert facts.read({"on": "never"}) == {"on": "never"}


def test_a_topic_that_is_gone_gives_a_plain_sentence() -> None:
    assert words("gone.topic", {"x": 1}).title == "一条较早的通知"
    assert words("notices.address_bounced", {}).title == "您的邮箱地址被退信"
    assert words("certificates.expiring", {}).title == "一条较早的通知"
    assert [group_of(code) for code in ("exams.x", "gone.x")] == [
        TopicGroup.EXAMS,
        TopicGroup.OTHER,
    ]


def test_lines_of_a_pasted_list() -> None:
    text = "工号\t邮箱\nT1001\ta@x.cn\n\nT1002，王建国，b@x.cn\nT1003"
    lines = address_lines.lines_of(address_lines.split(text))
    assert [(line.number, line.staff_number, line.address) for line in lines] == [
        (2, "T1001", "a@x.cn"),
        (4, "T1002", "b@x.cn"),
        (5, "T1003", ""),
    ]
    [line] = address_lines.lines_of([[10234.0, None, "c@x.cn"]])
    assert (line.staff_number, line.address) == ("10234", "c@x.cn")


def test_a_plan_says_of_each_line_what_it_would_do() -> None:
    text = "a a@x.cn\nb b@x.cn\nc c@x.cn\nd d@x\ne e@x.cn\nf f@x.cn\nf g@x.cn\nA a@x.cn"
    lines = address_lines.lines_of(address_lines.split(text))
    persons = {name: number for number, name in enumerate("abcdf", start=1)}
    plan = address_lines.plan(lines, persons, {2: "b@x.cn", 3: "old@x.cn"})
    assert [each.verdict for each in plan] == [
        LineVerdict.ADDED,
        LineVerdict.SAME,
        LineVerdict.CHANGED,
        LineVerdict.ADDRESS_INVALID,
        LineVerdict.PERSON_UNKNOWN,
        LineVerdict.TWICE,
        LineVerdict.TWICE,
        LineVerdict.ADDED,
    ]
