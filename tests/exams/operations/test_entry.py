"""Coming in: networks, browsers, codes, admission; and what is noted of each refusal."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from academy.audit.models import Entry
from exams.enums import Admission, EntryRule, IncidentKind, SittingState, Verb
from exams.errors import (
    CheckInNotYet,
    EntryCodeLocked,
    EntryCodeRefused,
    EntryCodeWrong,
    LockdownRequired,
    NetworkRefused,
    NotAdmitted,
    SittingClosed,
    WindowOver,
)
from exams.models import EntryCode, Exam, Incident, Sitting
from exams.operations import codes, entry, sittings
from exams.queries.policies import policy_of
from exams.rules.entry import Circumstances
from exams.rules.lockdown import request_hash
from tests.cast import SYSTEM, Cast
from tests.make import entry as make_entry
from tests.make import exams as make
from tests.make.entry import INSIDE, KEY, NETWORKS, OUTSIDE, came

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
URL = "http://testserver/api/v1/me/exams/x/check-in"


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao])


def _in(exam: Exam, cast: Cast, at: datetime, how: Circumstances | None = None) -> Sitting:
    return entry.check_in(actor=SYSTEM, exam=exam, person=cast.wang, circumstances=how, at=at)


def _noted(kind: IncidentKind) -> int:
    return Incident.objects.filter(kind=kind.value).count()


def test_check_in_opens_half_an_hour_before(exam: Exam, cast: Cast) -> None:
    opens = exam.opens_at - 30 * MINUTE
    with pytest.raises(CheckInNotYet):
        _in(exam, cast, opens - SECOND)
    assert not Sitting.objects.exists()
    row = _in(exam, cast, opens)
    assert (row.state, row.checked_in_at) == (SittingState.READY.value, opens)


def test_check_in_closes_with_the_window(exam: Exam, cast: Cast) -> None:
    _in(exam, cast, exam.closes_at - SECOND)
    with pytest.raises(WindowOver):
        entry.check_in(actor=SYSTEM, exam=exam, person=cast.zhao, at=exam.closes_at)


def test_where_the_invigilator_admits_one_waits(exam: Exam, cast: Cast, at: datetime) -> None:
    make_entry.policy(exam, admission=Admission.INVIGILATOR, at=at)
    row = _in(exam, cast, at, came())
    assert (row.state, row.admitted_at) == (SittingState.PREPARED.value, None)
    with pytest.raises(NotAdmitted):
        sittings.start(actor=SYSTEM, sitting=row, at=at)


def test_again_is_the_same_place(exam: Exam, cast: Cast, at: datetime) -> None:
    first = _in(exam, cast, at, came())
    again = _in(exam, cast, at + MINUTE, came())
    assert (again.pk, again.checked_in_at) == (first.pk, at)
    assert Entry.objects.filter(verb=Verb.SITTING_CHECKED_IN.value).count() == 1


class TestNetwork:
    @pytest.fixture(autouse=True)
    def _enforced(self, exam: Exam, at: datetime) -> None:
        make_entry.policy(exam, networks_enforced=True, at=at)

    def _seat(self, exam: Exam, at: datetime, *networks: str) -> None:
        make_entry.seated(exam, make_entry.room(at=at, networks=networks), at=at)

    def test_inside_and_outside(self, exam: Exam, cast: Cast, at: datetime) -> None:
        self._seat(exam, at, *NETWORKS)
        with pytest.raises(NetworkRefused) as refused:
            _in(exam, cast, at, came(OUTSIDE))
        assert "一号考场" in str(refused.value)
        assert Sitting.objects.get(person=cast.wang).checked_in_at is None
        assert _in(exam, cast, at, came(f"::ffff:{INSIDE}")).checked_in_at == at

    def test_one_incident_a_minute(self, exam: Exam, cast: Cast, at: datetime) -> None:
        self._seat(exam, at, *NETWORKS)
        for after, noted in ((0, 1), (1, 1), (59, 1), (60, 2), (61, 2)):
            with pytest.raises(NetworkRefused):
                _in(exam, cast, at + timedelta(seconds=after), came(OUTSIDE))
            assert _noted(IncidentKind.NETWORK_REFUSED) == noted

    def test_no_room_and_no_networks_are_no_bounds(
        self, exam: Exam, cast: Cast, at: datetime
    ) -> None:
        assert _in(exam, cast, at, came(OUTSIDE)).room is None
        self._seat(exam, at)
        entry.check_in(
            actor=SYSTEM, exam=exam, person=cast.zhao, circumstances=came(OUTSIDE), at=at
        )

    def test_an_open_sitting_goes_on_only_from_inside(
        self, exam: Exam, cast: Cast, at: datetime
    ) -> None:
        self._seat(exam, at, *NETWORKS)
        make.sitting(exam, cast.wang, at=at)
        with pytest.raises(NetworkRefused):
            _in(exam, cast, at + MINUTE, came(OUTSIDE))
        assert _in(exam, cast, at + MINUTE, came()).state == SittingState.OPEN.value


class TestLockdown:
    @pytest.fixture(autouse=True)
    def _keys(self, exam: Exam, at: datetime) -> None:
        make_entry.policy(exam, config_keys=(KEY,), at=at)

    def test_the_accepted_browser(self, exam: Exam, cast: Cast, at: datetime) -> None:
        with pytest.raises(LockdownRequired):
            _in(exam, cast, at, came(url=URL))
        right = came(url=URL, config_hash=request_hash(URL, KEY))
        assert _in(exam, cast, at, right).checked_in_at == at
        assert _noted(IncidentKind.LOCKDOWN_FAILED) == 1

    def test_waived_for_one(self, exam: Exam, cast: Cast, at: datetime) -> None:
        place = make_entry.place(exam, cast.wang, at=at)
        Sitting.objects.filter(pk=place.pk).update(lockdown_waived_at=at)
        assert _in(exam, cast, at, came()).checked_in_at == at
        with pytest.raises(LockdownRequired):
            entry.check_in(actor=SYSTEM, exam=exam, person=cast.zhao, circumstances=came(), at=at)


class TestAccessCode:
    @pytest.fixture(autouse=True)
    def _code(self, exam: Exam, at: datetime) -> None:
        make_entry.policy(exam, entry_rule=EntryRule.ACCESS_CODE, access_code="K7MQ2X", at=at)

    def test_right_missing_and_wrong(self, exam: Exam, cast: Cast, at: datetime) -> None:
        with pytest.raises(EntryCodeWrong) as missing:
            _in(exam, cast, at, came())
        assert missing.value.facts["reason"] == "missing"
        assert _noted(IncidentKind.CODE_REFUSED) == 0
        with pytest.raises(EntryCodeWrong) as wrong:
            _in(exam, cast, at, came(code="K7MQ2Y"))
        assert (wrong.value.facts["reason"], wrong.value.field) == ("wrong", "code")
        assert _noted(IncidentKind.CODE_REFUSED) == 1
        assert _in(exam, cast, at, came(code="ｋ７mq2x")).checked_in_at == at

    def test_asked_for_once(self, exam: Exam, cast: Cast, at: datetime) -> None:
        row = _in(exam, cast, at, came(code="K7MQ2X"))
        assert _in(exam, cast, at, came()).pk == row.pk
        sittings.start(actor=SYSTEM, sitting=row, circumstances=came(), at=at)

    def test_five_wrong_codes_lock_until_they_are_old(
        self, exam: Exam, cast: Cast, at: datetime
    ) -> None:
        make_entry.policy(exam, check_in_minutes=60, at=at)
        for n in range(5):
            with pytest.raises(EntryCodeWrong):
                _in(exam, cast, at + n * SECOND, came(code="WRONG"))
        for moment in (at + 5 * SECOND, at + timedelta(seconds=599)):
            with pytest.raises(EntryCodeLocked) as locked:
                _in(exam, cast, moment, came(code="K7MQ2X"))
            assert locked.value.status == 429
        assert _noted(IncidentKind.CODE_REFUSED) == 5
        assert _in(exam, cast, at + timedelta(seconds=600), came(code="K7MQ2X")).checked_in_at

    def test_anothers_mistakes_lock_nobody_else(self, exam: Exam, cast: Cast, at: datetime) -> None:
        for _n in range(5):
            with pytest.raises(EntryCodeWrong):
                _in(exam, cast, at, came(code="WRONG"))
        right = came(code="K7MQ2X")
        entry.check_in(actor=SYSTEM, exam=exam, person=cast.zhao, circumstances=right, at=at)

    def test_an_invigilators_code_opens_it_again(
        self, exam: Exam, cast: Cast, at: datetime
    ) -> None:
        for _n in range(5):
            with pytest.raises(EntryCodeWrong):
                _in(exam, cast, at, came(code="WRONG"))
        slip = codes.issue(
            actor=SYSTEM, sitting=Sitting.objects.get(person=cast.wang), at=at + SECOND
        )
        assert _in(exam, cast, at + 2 * SECOND, came(code=slip.code)).checked_in_at


class TestOneTimeCode:
    @pytest.fixture
    def sitting(self, exam: Exam, cast: Cast, at: datetime) -> Sitting:
        make_entry.policy(exam, entry_rule=EntryRule.ONE_TIME_CODE, at=at)
        return make_entry.place(exam, cast.wang, at=at)

    def test_six_digits_of_which_only_a_hash_is_kept(self, sitting: Sitting, at: datetime) -> None:
        slip = codes.issue(actor=SYSTEM, sitting=sitting, at=at)
        assert len(slip.code) == 6
        assert slip.code.isdecimal()
        row = EntryCode.objects.get()
        assert len(row.digest) == 64
        assert slip.code not in row.digest or slip.code.isdecimal()
        assert row.expires_at == at + 30 * MINUTE
        facts = Entry.objects.get(verb=Verb.ENTRY_CODE_ISSUED.value).facts
        assert slip.code not in str(facts)

    def test_good_once_until_it_expires(
        self, exam: Exam, sitting: Sitting, cast: Cast, at: datetime
    ) -> None:
        slip = codes.issue(actor=SYSTEM, sitting=sitting, minutes=10, at=at)
        with pytest.raises(EntryCodeWrong) as late:
            _in(exam, cast, at + 10 * MINUTE, came(code=slip.code))
        assert late.value.facts["reason"] == "expired"
        last = at + 10 * MINUTE - SECOND
        assert _in(exam, cast, last, came(code=slip.code)).checked_in_at == last
        assert EntryCode.objects.get().used_at == last
        assert Entry.objects.filter(verb=Verb.ENTRY_CODE_USED.value).count() == 1
        assert codes.use(actor=SYSTEM, sitting=sitting, code=slip.code, at=last) == "used"

    def test_a_new_one_withdraws_the_old(
        self, exam: Exam, sitting: Sitting, cast: Cast, at: datetime
    ) -> None:
        old = codes.issue(actor=SYSTEM, sitting=sitting, at=at)
        new = codes.issue(actor=SYSTEM, sitting=sitting, at=at)
        while new.code == old.code:
            new = codes.issue(actor=SYSTEM, sitting=sitting, at=at)
        with pytest.raises(EntryCodeWrong) as refused:
            _in(exam, cast, at, came(code=old.code))
        assert refused.value.facts["reason"] == "wrong"
        assert _in(exam, cast, at, came(code=new.code)).checked_in_at == at

    def test_anothers_code_is_no_code(
        self, exam: Exam, sitting: Sitting, cast: Cast, at: datetime
    ) -> None:
        theirs = Sitting.objects.get(person=cast.zhao)
        slip = codes.issue(actor=SYSTEM, sitting=theirs, at=at)
        with pytest.raises(EntryCodeWrong):
            _in(exam, cast, at, came(code=slip.code))
        assert EntryCode.objects.get().used_at is None

    def test_another_computer_needs_a_new_one(
        self, exam: Exam, sitting: Sitting, cast: Cast, at: datetime
    ) -> None:
        slip = codes.issue(actor=SYSTEM, sitting=sitting, at=at)
        row = _in(exam, cast, at, came(code=slip.code))
        row = sittings.start(actor=SYSTEM, sitting=row, circumstances=came(), at=at)
        policy = policy_of(exam)
        for code in ("", slip.code):
            with pytest.raises(EntryCodeWrong):
                entry.require_circumstances(
                    sitting=row, policy=policy, circumstances=came(code=code), at=at
                )
        fresh = codes.issue(actor=SYSTEM, sitting=row, at=at)
        entry.require_circumstances(
            sitting=row, policy=policy, circumstances=came(code=fresh.code), at=at
        )
        assert not EntryCode.objects.filter(used_at__isnull=True).exists()

    @pytest.mark.parametrize(
        ("minutes", "good"), [(0, False), (1, True), (240, True), (241, False)]
    )
    def test_how_long(self, sitting: Sitting, minutes: int, good: bool, at: datetime) -> None:
        if good:
            codes.issue(actor=SYSTEM, sitting=sitting, minutes=minutes, at=at)
            return
        with pytest.raises(EntryCodeRefused):
            codes.issue(actor=SYSTEM, sitting=sitting, minutes=minutes, at=at)

    def test_none_after_the_end(self, exam: Exam, cast: Cast, at: datetime) -> None:
        make.sat(exam, cast.wang, at=at)
        with pytest.raises(EntryCodeRefused) as refused:
            codes.issue(actor=SYSTEM, sitting=Sitting.objects.get(), at=at)
        assert (refused.value.code, refused.value.facts["reason"]) == (
            "exams.entry_code_refused", "sitting_over",
        )  # fmt: skip

    def test_a_room_gets_one_for_each_who_is_still_to_come(
        self, exam: Exam, sitting: Sitting, cast: Cast, at: datetime
    ) -> None:
        room = make_entry.room(at=at)
        make_entry.seated(exam, room, at=at)
        every = frozenset({cast.east.pk, cast.south.pk})
        slips = codes.issue_room(actor=SYSTEM, exam=exam, room=room, units=every, at=at)
        assert [slip.sitting.seat for slip in slips] == [1, 2]
        by_person = {slip.sitting.person_id: slip.code for slip in slips}
        _in(exam, cast, at, came(code=by_person[cast.wang.pk]))
        again = codes.issue_room(actor=SYSTEM, exam=exam, room=room, units=every, at=at)
        assert [slip.sitting.person_id for slip in again] == [cast.zhao.pk]
        nobody = frozenset({cast.south.pk})
        assert codes.issue_room(actor=SYSTEM, exam=exam, room=room, units=nobody, at=at) == []


def test_require_circumstances_without_any_lets_pass(exam: Exam, cast: Cast, at: datetime) -> None:
    make_entry.policy(exam, entry_rule=EntryRule.ACCESS_CODE, config_keys=(KEY,), at=at)
    place = make_entry.place(exam, cast.wang, at=at)
    entry.require_circumstances(sitting=place, policy=policy_of(exam), circumstances=None, at=at)


def test_require_circumstances_will_not_be_rolled_back(
    exam: Exam, cast: Cast, at: datetime
) -> None:
    make_entry.policy(exam, entry_rule=EntryRule.ACCESS_CODE, at=at)
    place = make_entry.place(exam, cast.wang, at=at)
    with pytest.raises(RuntimeError), transaction.atomic():
        entry.require_circumstances(
            sitting=place, policy=policy_of(exam), circumstances=came(), at=at
        )


def test_check_in_after_the_end_is_refused(exam: Exam, cast: Cast, at: datetime) -> None:
    make.sat(exam, cast.wang, at=at)
    with pytest.raises(SittingClosed):
        _in(exam, cast, at + 5 * MINUTE, came())
