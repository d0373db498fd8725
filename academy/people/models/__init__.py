"""Rows of people and organisation."""

from academy.people.models.person import (
    Assignment,
    FormerJoining,
    FormerKind,
    Grant,
    Person,
    Post,
    Rank,
)
from academy.people.models.roster import RosterImport, RosterLine
from academy.people.models.unit import Succession, Unit, UnitEdition

__all__ = [
    "Assignment",
    "FormerJoining",
    "FormerKind",
    "Grant",
    "Person",
    "Post",
    "Rank",
    "RosterImport",
    "RosterLine",
    "Succession",
    "Unit",
    "UnitEdition",
]
