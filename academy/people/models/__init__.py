"""Rows of people and organisation."""

from academy.people.models.person import Assignment, Grant, Person, Post, Rank
from academy.people.models.roster import RosterImport, RosterLine
from academy.people.models.unit import Succession, Unit, UnitEdition

__all__ = [
    "Assignment",
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
