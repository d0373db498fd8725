"""Blocked days and planning runs."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from academy.people.access import visible_units
from academy.people.models import Person
from academy.people.queries.persons import PersonFilter, persons
from academy.shared.errors import NotFound
from courses.access.places import KEEPERS, is_admin
from courses.enums.plans import PlanState
from courses.models import (
    Block,
    PlanLine,
    PlanningRun,
    PlanSeat,
)
from courses.models.block import BlockQuerySet


def blocks_for(person: Person, *, on: date) -> BlockQuerySet:
    """Return the blocks of people one may plan for: of today's staff of one's units."""
    return Block.objects.filter(person__in=plannable(person, on=on))


def plannable(person: Person, *, on: date) -> QuerySet[Person]:
    """Return the people who serve today in units over which one is admin or training officer."""
    scope = visible_units(person, *KEEPERS, on=on)
    return persons(scope, PersonFilter(), on=on).prefetch_related(None)


def block_for(person: Person, public_id: UUID, *, on: date) -> Block:
    """Return one visible block, or raise NotFound."""
    row = blocks_for(person, on=on).select_related("person").filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def plans_for(person: Person, *, on: date) -> QuerySet[PlanningRun]:
    """Return the planning runs a person may see: academy admins all, nobody else any."""
    return PlanningRun.objects.all() if is_admin(person, on=on) else PlanningRun.objects.none()


def plan_for(person: Person, public_id: UUID, *, on: date) -> PlanningRun:
    """Return one visible run, or raise NotFound."""
    rows = plans_for(person, on=on).select_related("previous", "rules")
    run = rows.filter(public_id=public_id).first()
    if run is None:
        raise NotFound
    return run


def plan_line_for(person: Person, public_id: UUID, *, on: date) -> PlanLine:
    """Return one line of a visible run, or raise NotFound."""
    rows = PlanLine.objects.filter(run__in=plans_for(person, on=on))
    line = (
        rows.select_related("run", "syllabus__course", "cohort", "hall")
        .filter(public_id=public_id)
        .first()
    )
    if line is None:
        raise NotFound
    return line


def plan_seats_for(person: Person, *, on: date) -> QuerySet[PlanSeat]:
    """Return the proposed seats of accepted lines: all, or those of one's units' people.

    Units see what is proposed for them once it is accepted, and only in the run that holds.
    """
    rows = PlanSeat.objects.filter(line__cohort__isnull=False).exclude(
        run__state=PlanState.SUPERSEDED.value
    )
    if is_admin(person, on=on):
        return rows
    return rows.filter(person__in=plannable(person, on=on))
