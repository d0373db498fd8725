"""The home page's cards: for each role, what is next.

Each provider asks the queries of one app for what is this person's to see, and answers with
cards. Apps know nothing of it: the home page is on the roof and looks down.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.people.access import roles_of
from academy.people.enums import Role
from academy.people.models import Person
from academy.shared import clock
from academy.web.steps import office, own
from academy.web.steps.card import Card


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under one heading."""

    heading: str | Promise
    cards: list[Card]


Provider = Callable[[Person, datetime], list[Card]]

_ADMIN, _HR = Role.ACADEMY_ADMIN, Role.HR
_OFFICER, _AUDITOR = Role.UNIT_TRAINING_OFFICER, Role.AUDITOR

_GROUPS: list[tuple[Promise, list[tuple[frozenset[Role], Provider]]]] = [
    (
        _("我的事项"),
        [
            (frozenset({Role.TRAINEE}), own.my_training),
            (frozenset({Role.TRAINEE}), own.my_exams),
            (frozenset({Role.TRAINEE}), own.my_certificates),
            (frozenset({Role.INSTRUCTOR}), own.my_teaching),
            (frozenset({Role.TRAINEE}), own.my_make_ups),
            (frozenset({Role.TRAINEE}), own.my_findings),
        ],
    ),
    (
        _("培训管理"),
        [
            (frozenset({_ADMIN}), office.rosters),
            (frozenset({Role.UNIT_LEADER}), office.endorsements),
            (frozenset({_ADMIN}), office.approvals),
            (frozenset({_ADMIN, Role.INSTRUCTOR, Role.UNIT_LEADER}), office.leaves),
            (frozenset({_ADMIN, Role.INSTRUCTOR}), office.roll_calls),
            (frozenset({_ADMIN, _OFFICER, Role.UNIT_LEADER}), office.cohorts),
            (frozenset({_ADMIN}), office.planning),
            (frozenset({_ADMIN, Role.INVIGILATOR}), office.exams),
            (frozenset({_ADMIN, _AUDITOR}), office.batches),
        ],
    ),
    (
        _("组织人事"),
        [
            (frozenset({_HR, _ADMIN, _OFFICER, _AUDITOR}), office.report),
            (frozenset({_HR, _ADMIN, _OFFICER}), office.attainment),
            (frozenset({_HR, _ADMIN, Role.UNIT_LEADER}), office.findings),
            (frozenset({_HR, _ADMIN, _OFFICER, Role.UNIT_LEADER}), office.make_ups),
            (frozenset({_HR}), office.people),
            (frozenset({_HR, _OFFICER, _AUDITOR}), office.register),
        ],
    ),
]


def groups(person: Person, at: datetime) -> list[Group]:
    """Return the cards for a person, most personal first; a group without cards is left out."""
    held = roles_of(person, clock.local_date(at))
    found = [
        Group(
            heading,
            [
                card
                for roles, provider in providers
                if roles & held
                for card in provider(person, at)
            ],
        )
        for heading, providers in _GROUPS
    ]
    return [group for group in found if group.cards]
