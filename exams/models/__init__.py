"""The rows of the exams storey."""

from exams.models.accommodation import Accommodation, Excuse
from exams.models.bank import Bank, Item, ItemVersion
from exams.models.entry import EntryCode
from exams.models.exam import Exam
from exams.models.late import LateDecision, LateResponse
from exams.models.mark import MarkSheet, Result
from exams.models.paper import Blueprint, BlueprintLine, Paper, PaperItem
from exams.models.policy import Policy
from exams.models.room import Room
from exams.models.sitting import Response, Revision, Sitting
from exams.models.watch import Announcement, Contact, Incident, OutageCredit

__all__ = [
    "Accommodation",
    "Announcement",
    "Bank",
    "Blueprint",
    "BlueprintLine",
    "Contact",
    "EntryCode",
    "Exam",
    "Excuse",
    "Incident",
    "Item",
    "ItemVersion",
    "LateDecision",
    "LateResponse",
    "MarkSheet",
    "OutageCredit",
    "Paper",
    "PaperItem",
    "Policy",
    "Response",
    "Result",
    "Revision",
    "Room",
    "Sitting",
]
