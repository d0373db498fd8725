"""Rules of conduct are added and ended, never changed; who may take entries back."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from academy.people.access import actor
from academy.shared import clock
from academy.shared.errors import NotFound
from courses import access
from courses.enums.attendance import ConductEffect, Presence
from courses.errors import conduct as no
from courses.models import CohortLead, ConductRule
from courses.operations import conduct_rules
from courses.operations.conduct_rules import Draft
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import conduct as make
from tests.make import teaching as make_teaching

LATE = Draft(
    "late-2",
    "集合迟到",
    ConductEffect.DEDUCTION,
    Decimal(2),
    Decimal(2),
    applies_to=Presence.LATE,
)


def _add(draft: Draft, on: date, at: datetime) -> ConductRule:
    return conduct_rules.add(actor=SYSTEM, draft=draft, valid_from=on, at=at)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(LATE, most=Decimal(3)),
        replace(LATE, applies_to=Presence.SICK),
        replace(LATE, effect=ConductEffect.REWARD),
        replace(LATE, applies_to=None, least=Decimal("0.3")),
        replace(LATE, applies_to=None, effect=ConductEffect.REMOVAL),
        replace(LATE, code=" "),
    ],
)
def test_a_rule_that_contradicts_itself(cast: Cast, at: datetime, wrong: Draft) -> None:
    with pytest.raises(no.ConductRuleInvalid):
        _add(wrong, FOUNDED_ON, at)


def test_one_rule_for_a_finding_at_a_time(cast: Cast, at: datetime) -> None:
    today = clock.local_date(at)
    usual = conduct_rules.load_usual(actor=SYSTEM, valid_from=FOUNDED_ON, at=at)
    assert {row.basis for row in usual} == {"需核对"}
    assert conduct_rules.load_usual(actor=SYSTEM, valid_from=FOUNDED_ON, at=at) == []
    with pytest.raises(no.ConductRuleOverlaps):
        _add(LATE, today, at)
    old = make.rule("late")
    with pytest.raises(no.ConductRuleEndInvalid):
        conduct_rules.end(actor=SYSTEM, rule=old, valid_until=today - timedelta(days=1), at=at)
    conduct_rules.end(actor=SYSTEM, rule=old, valid_until=today, at=at)
    conduct_rules.end(actor=SYSTEM, rule=old, valid_until=today, at=at)
    with pytest.raises(no.ConductRuleEnded):
        conduct_rules.end(actor=SYSTEM, rule=old, valid_until=today + timedelta(days=1), at=at)
    row = _add(LATE, today, at)
    assert _add(LATE, today, at) == row


def test_a_lead_takes_back_what_others_recorded(cast: Cast, at: datetime) -> None:
    cohort = make.running([cast.wang], at=at)
    on = clock.local_date(at)
    own = make.entry(cohort, cast.wang, actor=actor(cast.instructor))
    other = make.entry(cohort, cast.wang, "dress", "2")
    with pytest.raises(NotFound):
        access.conduct_entry_to_reverse(cast.instructor, other.public_id, on=on)
    who = make_teaching.instructor(cast.instructor, at=at)
    CohortLead.objects.create(cohort=cohort, instructor=who, named_at=at)
    assert access.conduct_entry_to_reverse(cast.instructor, other.public_id, on=on) == other
    with pytest.raises(no.ConductRecorderReverses):
        access.conduct_entry_to_reverse(cast.instructor, own.public_id, on=on)
    assert access.conduct_entry_to_reverse(cast.admin, own.public_id, on=on) == own
