"""Changes of a proposal over /api/v1, as on its pages."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from courses.enums.plans import DecisionKind
from courses.models import PlanDecision, PlanLine, PlanningRun
from tests.cast import Cast, ClientOf
from tests.make import planning as make

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-4000-8000-000000000000"
FIGURES = {
    "capacity": 5,
    "minimum_fill_percent": 0,
    "away_percent": 100,
    "men_beds": 9,
    "women_beds": 9,
}
Send = Callable[..., tuple[int, Any]]


def sender(client: Client) -> Send:
    def send(line: object, verb: str, **body: object) -> tuple[int, Any]:
        ask = client.put if verb in ("quotas", "bounds") else client.post
        reply = ask(
            f"/api/v1/plans/lines/{line}/{verb}", json.dumps(body), content_type="application/json"
        )
        return reply.status_code, reply.json()

    return send


@pytest.fixture
def send(cast: Cast, client_of: ClientOf) -> Send:
    return sender(client_of(cast.admin))


@pytest.fixture
def lines(at: datetime, cast: Cast) -> list[PlanLine]:
    """A proposal for ten people in lines of at most five."""
    make.staff(cast, at=at)
    run: PlanningRun = make.solved(at=at, **FIGURES)
    return list(run.lines.order_by("number"))


def number_of(line: PlanLine) -> str:
    found: str = line.seats.order_by("pk").values_list("person__staff_number", flat=True)[0]
    return found


def kinds() -> list[str]:
    return list(PlanDecision.objects.order_by("pk").values_list("kind", flat=True))


def test_out_of_one_line_and_over_from_another(send: Send, lines: list[PlanLine]) -> None:
    first, second = lines[:2]
    before = second.seats.count()
    leaving, moving = number_of(second), number_of(first)
    status, said = send(second.public_id, "drop", staff_number=leaving, reason="值守")
    assert (status, said["men"] + said["women"]) == (200, before - 1)
    assert send(second.public_id, "drop", staff_number=leaving)[0] == 404
    for _turn in range(2):
        status, said = send(first.public_id, "move", staff_number=moving, to=2)
        assert (status, said["number"], said["men"] + said["women"]) == (200, 2, before)
    assert kinds() == [DecisionKind.SEAT_DROPPED, DecisionKind.SEAT_MOVED]
    status, problem = send(second.public_id, "drop", staff_number=moving)
    assert (status, problem["code"]) == (409, "courses.plan_line_locked")


def test_a_move_that_breaks_a_rule_is_refused(send: Send, lines: list[PlanLine]) -> None:
    first, second = lines[:2]
    status, problem = send(first.public_id, "move", staff_number=number_of(first), to=2)
    assert (status, problem["code"]) == (422, "courses.plan_rule_broken")
    assert (first.seats.count(), second.seats.count(), kinds()) == (5, 5, [])


def test_other_days(send: Send, lines: list[PlanLine]) -> None:
    monday = {"starts_on": "2026-04-13", "ends_on": "2026-04-17"}
    for _turn in range(2):
        status, said = send(lines[0].public_id, "days", **monday, reason="会议")
        assert (status, said["starts_on"], said["locked"]) == (200, "2026-04-13", True)
    assert kinds() == [DecisionKind.LINE_EDITED]
    status, problem = send(lines[1].public_id, "days", starts_on="2026-04-06", ends_on="2026-04-10")
    assert (status, problem["code"]) == (422, "courses.cohort_over_holiday")
    status, problem = send(lines[1].public_id, "days", starts_on="2026-04-14", ends_on="2026-04-13")
    assert (status, problem["code"]) == (422, "courses.ends_before_start")


def test_quotas(send: Send, lines: list[PlanLine]) -> None:
    line = lines[0]
    have = dict(line.quotas.values_list("unit__code", "seats"))
    for _turn in range(2):
        status, said = send(line.public_id, "quotas", quotas=have)
        assert (status, kinds()) == (200, [])
    code = max(have)
    for quotas, problem_code in (
        ({**have, code: line.capacity + 1}, "courses.quotas_over_capacity"),
        ({**have, code: 0}, "courses.plan_quota_below_seats"),
        ({**have, "NONE": 0}, "courses.plan_unit_unknown"),
        ({**have, code: -1}, "shared.input_invalid"),
    ):
        status, problem = send(line.public_id, "quotas", quotas=quotas)
        assert (status, problem["code"]) == (422, problem_code)
    send(line.public_id, "drop", staff_number=number_of(line))
    status, said = send(line.public_id, "quotas", quotas=have)
    assert (status, {each["unit"]: each["quota"] for each in said["quotas"]}) == (200, have)


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("move", {"staff_number": "X", "to": 2}),
        ("move", {"staff_number": "X", "to": 99}),
        ("drop", {"staff_number": "X"}),
    ],
)
def test_whoever_and_whatever_is_not_there(
    send: Send, lines: list[PlanLine], verb: str, body: dict[str, object]
) -> None:
    assert send(lines[0].public_id, verb, **body)[0] == 404
    assert send(NOBODY, verb, **body)[0] == 404


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("move", {"staff_number": "T1001", "to": 0}),
        ("move", {"staff_number": "T1001", "to": 2, "surprise": 1}),
        ("drop", {"staff_number": ""}),
        ("days", {"starts_on": "2026-02-30", "ends_on": "2026-03-01"}),
        ("quotas", {"quotas": {"T001": "many"}}),
    ],
)
def test_bad_bodies(send: Send, lines: list[PlanLine], verb: str, body: dict[str, object]) -> None:
    status, problem = send(lines[0].public_id, verb, **body)
    assert (status, problem["code"], kinds()) == (422, "shared.input_invalid", [])


def test_only_the_academy_edits(client_of: ClientOf, cast: Cast, lines: list[PlanLine]) -> None:
    for person in (cast.officer, cast.wang):
        status, _ = sender(client_of(person))(lines[0].public_id, "drop", staff_number="T1001")
        assert (status, kinds()) == (403, [])


def test_fixed_quotas(send: Send, lines: list[PlanLine]) -> None:
    line = lines[0]
    code = line.quotas.order_by("unit__code").values_list("unit__code", flat=True)[0]
    for _turn in range(2):
        status, said = send(line.public_id, "bounds", bounds={code: {"minimum": 1, "maximum": 2}})
        mine = next(each for each in said["quotas"] if each["unit"] == code)
        assert (status, mine["minimum"], mine["maximum"], said["locked"]) == (200, 1, 2, True)
    assert kinds() == [DecisionKind.LINE_EDITED]
    for bounds, problem_code in (
        ({code: {"minimum": 2, "maximum": 1}}, "courses.plan_bounds_inverted"),
        ({code: {"minimum": 6}}, "courses.quotas_over_capacity"),
        ({"NONE": {"minimum": 1}}, "courses.plan_unit_unknown"),
        ({code: {"minimum": -1}}, "shared.input_invalid"),
    ):
        status, problem = send(line.public_id, "bounds", bounds=bounds)
        assert (status, problem["code"]) == (422, problem_code)
