"""Points of conduct, objections to them, and the rules by which people live in."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses import access
from courses.api import conduct_schemas as said
from courses.api.schemas import NothingIn, ReasonIn
from courses.models import ConductEntry, ConductObjection, ConductRule, Enrolment
from courses.operations import conduct, conduct_rules, residence_rules
from courses.operations.conduct import Line
from courses.operations.conduct_rules import Draft
from courses.queries import conduct_board as board
from courses.queries import residence_rules as editions
from courses.rules.residence import Settings

router = Router(tags=["courses"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)
STAFF = ApiDoor(*access.TEACHING)
ANYBODY = ApiDoor(Role.TRAINEE)
_SHOWN = ("enrolment__person", "rule", "reverses")


def _rule(public_id: UUID, field: str | None = None) -> ConductRule:
    row = ConductRule.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound(field=field) if field else NotFound
    return row


def _rule_out(row: ConductRule) -> said.ConductRuleOut:
    names = set(said.ConductRuleOut.model_fields) - {"id"}
    return said.ConductRuleOut(id=row.public_id, **{name: getattr(row, name) for name in names})


def _out(row: ConductEntry) -> said.ConductOut:
    names = ("effect", "points", "occurred_on", "evidence", "recorded_at")
    return said.ConductOut(
        id=row.public_id,
        staff_number=row.enrolment.person.staff_number,
        rule=row.rule.code,
        reverses=row.reverses.public_id if row.reverses else None,
        **{name: getattr(row, name) for name in names},
    )


def _objection_out(row: ConductObjection) -> said.ObjectionOut:
    names = ("state", "text", "answer", "raised_at", "decided_at")
    return said.ObjectionOut(
        id=row.public_id,
        entry=row.entry.public_id,
        **{name: getattr(row, name) for name in names},
    )


@router.get(
    "/conduct/rules", response=said.ConductRulesOut, auth=ANYBODY, url_name="list_conduct_rules"
)
def list_conduct_rules(request: PersonRequest) -> HttpResponse:
    """Every rule of conduct, those that ended too."""
    items = [_rule_out(row) for row in ConductRule.objects.all()]
    return read_reply(request, said.ConductRulesOut(items=items))


@router.post(
    "/conduct/rules",
    response={201: said.ConductRuleOut},
    auth=ADMIN,
    url_name="add_conduct_rule",
)
@idempotent
def add_conduct_rule(
    request: PersonRequest, body: said.ConductRuleIn
) -> tuple[int, said.ConductRuleOut]:
    """Put a rule of conduct into force from a day."""
    draft = Draft(**body.model_dump(exclude={"valid_from"}))
    who = actor(request.person)
    row = conduct_rules.add(actor=who, draft=draft, valid_from=body.valid_from, at=clock.now())
    return 201, _rule_out(row)


@router.post(
    "/conduct/rules/usual",
    response=said.ConductRulesOut,
    auth=ADMIN,
    url_name="load_usual_conduct",
)
def load_usual_conduct(request: PersonRequest, body: NothingIn) -> said.ConductRulesOut:
    """Add the usual rules that are missing, from today; they are to be checked."""
    who = actor(request.person)
    rows = conduct_rules.load_usual(actor=who, valid_from=clock.today(), at=clock.now())
    return said.ConductRulesOut(items=[_rule_out(row) for row in rows])


@router.post(
    "/conduct/rules/{uuid:rule_id}/end",
    response=said.ConductRuleOut,
    auth=ADMIN,
    url_name="end_conduct_rule",
)
def end_conduct_rule(
    request: PersonRequest, rule_id: UUID, body: said.ConductRuleEndIn
) -> said.ConductRuleOut:
    """Let a rule no longer hold from a day on."""
    who, until = actor(request.person), body.valid_until
    row = conduct_rules.end(actor=who, rule=_rule(rule_id), valid_until=until, at=clock.now())
    return _rule_out(row)


@router.get(
    "/residence-rules",
    response=said.ResidenceRulesOut,
    auth=ANYBODY,
    url_name="get_residence_rules",
)
def get_residence_rules(request: PersonRequest) -> HttpResponse:
    """The figures of leave and conduct that hold today."""
    today = clock.today()
    figures = asdict(editions.settings_on(today))
    return read_reply(request, said.ResidenceRulesOut(on=today, **figures))


@router.post(
    "/residence-rules",
    response={201: said.ResidenceRulesOut},
    auth=ADMIN,
    url_name="adopt_residence_rules",
)
@idempotent
def adopt_residence_rules(
    request: PersonRequest, body: said.ResidenceRulesIn
) -> tuple[int, said.ResidenceRulesOut]:
    """Put an edition of the figures into force from a day."""
    figures = body.model_dump(exclude={"valid_from", "ground"})
    residence_rules.adopt(
        actor=actor(request.person),
        settings=Settings(**figures),
        valid_from=body.valid_from,
        ground=body.ground,
        at=clock.now(),
    )
    return 201, said.ResidenceRulesOut(on=body.valid_from, **figures)


@router.get(
    "/cohorts/{uuid:cohort_id}/conduct",
    response=said.ConductListOut,
    auth=STAFF,
    url_name="list_conduct",
)
def list_conduct(
    request: PersonRequest,
    cohort_id: UUID,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """Entries made in a cohort, the latest first."""
    cohort = access.taught_cohort_for(request.person, cohort_id, on=clock.today())
    rows = ConductEntry.objects.filter(enrolment__cohort=cohort).select_related(*_SHOWN)
    page = page_of(rows, key=("occurred_on", "pk"), cursor=cursor, limit=limit, descending=True)
    items = [_out(row) for row in page.items]
    return read_reply(request, said.ConductListOut(items=items, next_cursor=page.next_cursor))


@router.post(
    "/cohorts/{uuid:cohort_id}/conduct",
    response={201: said.ConductMadeOut},
    auth=STAFF,
    url_name="enter_conduct",
)
@idempotent
def enter_conduct(
    request: PersonRequest, cohort_id: UUID, body: said.ConductIn
) -> tuple[int, said.ConductMadeOut]:
    """Enter points for people of a cohort, all or none."""
    cohort = access.taught_cohort_for(request.person, cohort_id, on=clock.today())
    numbers = set(body.staff_numbers)
    places = Enrolment.objects.filter(cohort=cohort, person__staff_number__in=numbers)
    found = list(places.select_related("person").order_by("pk"))
    if len(found) != len(numbers):
        raise NotFound(field="staff_numbers")
    facts = body.model_dump(exclude={"staff_numbers", "rule"})
    line = Line(rule=_rule(body.rule, "rule"), **facts)
    who = actor(request.person)
    rows = conduct.enter(actor=who, enrolments=found, line=line, at=clock.now())
    return 201, said.ConductMadeOut(items=[_out(row) for row in rows])


@router.post(
    "/conduct/{uuid:entry_id}/reverse",
    response=said.ConductOut,
    auth=STAFF,
    url_name="reverse_conduct",
)
def reverse_conduct(request: PersonRequest, entry_id: UUID, body: ReasonIn) -> said.ConductOut:
    """Take an entry back; the reply is the line that does."""
    entry = access.conduct_entry_to_reverse(request.person, entry_id, on=clock.today())
    who = actor(request.person)
    conduct.reverse(actor=who, entry=entry, reason=body.reason, at=clock.now())
    return _out(ConductEntry.objects.select_related(*_SHOWN).get(reverses=entry))


@router.get("/me/conduct", response=said.ConductListOut, auth=ANYBODY, url_name="my_conduct")
def my_conduct(
    request: PersonRequest,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """One's own entries, the latest first."""
    rows = ConductEntry.objects.filter(enrolment__person=request.person).select_related(*_SHOWN)
    page = page_of(rows, key=("occurred_on", "pk"), cursor=cursor, limit=limit, descending=True)
    items = [_out(row) for row in page.items]
    return read_reply(request, said.ConductListOut(items=items, next_cursor=page.next_cursor))


@router.post(
    "/me/conduct/{uuid:entry_id}/objection",
    response={201: said.ObjectionOut},
    auth=ANYBODY,
    url_name="object_to_conduct",
)
@idempotent
def object_to_conduct(
    request: PersonRequest, entry_id: UUID, body: said.ObjectionIn
) -> tuple[int, said.ObjectionOut]:
    """Object to an entry about oneself, within its days."""
    entry = access.own_conduct_entry(request.person, entry_id)
    who = actor(request.person)
    row = conduct.object_to(actor=who, entry=entry, text=body.text, at=clock.now())
    return 201, _objection_out(row)


@router.get(
    "/conduct/objections", response=said.ObjectionsOut, auth=STAFF, url_name="list_objections"
)
def list_objections(
    request: PersonRequest,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """Objections that wait in the cohorts one keeps, the oldest first."""
    kept = access.conduct_kept_by(request.person, on=clock.today())
    rows = board.open_objections(kept.values("pk"))
    page = page_of(rows, key=("raised_at", "pk"), cursor=cursor, limit=limit)
    items = [
        said.ObjectionWaitingOut(
            id=row.public_id,
            cohort=row.entry.enrolment.cohort.public_id,
            person=row.entry.enrolment.person.name,
            entry=_out(row.entry),
            text=row.text,
            raised_at=row.raised_at,
        )
        for row in page.items
    ]
    return read_reply(request, said.ObjectionsOut(items=items, next_cursor=page.next_cursor))


@router.post(
    "/conduct/objections/{uuid:objection_id}/decide",
    response=said.ObjectionOut,
    auth=STAFF,
    url_name="decide_objection",
)
def decide_objection(
    request: PersonRequest, objection_id: UUID, body: said.ObjectionDecisionIn
) -> said.ObjectionOut:
    """Decide on an objection; upheld takes the entry back."""
    row = access.conduct_objection_for(request.person, objection_id, on=clock.today())
    who, facts = actor(request.person), body.model_dump()
    done = conduct.decide_objection(actor=who, objection=row, **facts, at=clock.now())
    return _objection_out(done)
