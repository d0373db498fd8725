"""Incidents and announcements."""

from __future__ import annotations

from datetime import datetime

import pytest

from academy.audit.models import Entry
from exams.enums import IncidentKind, Verb
from exams.errors import IncidentRefused, WordsRefused
from exams.models import Announcement, Exam, Incident
from exams.operations import announcements, incidents
from tests.cast import SYSTEM, Cast
from tests.make import exams as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang])


def test_an_incident_of_a_person(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    noted = incidents.report(
        actor=SYSTEM,
        exam=exam,
        kind=IncidentKind.MISCONDUCT,
        text=" 王建国交头接耳 ",
        at=at,
        sitting=row,
    )
    assert (noted.text, noted.sitting, noted.room) == ("王建国交头接耳", row, None)
    [entry] = Entry.objects.filter(verb=Verb.INCIDENT_NOTED.value)
    assert entry.facts == {
        "kind": "misconduct",
        "exam": str(exam.public_id),
        "room": None,
        "sitting": str(row.public_id),
    }
    assert "王建国" not in str(entry.facts)


@pytest.mark.parametrize("kind", sorted(set(IncidentKind) - set(incidents.NOTED_BY_PEOPLE)))
def test_people_do_not_note_what_the_system_notes(
    exam: Exam, at: datetime, kind: IncidentKind
) -> None:
    with pytest.raises(IncidentRefused) as refused:
        incidents.report(actor=SYSTEM, exam=exam, kind=kind, text="某事", at=at)
    assert refused.value.code == "exams.incident_refused"
    assert incidents.note(actor=SYSTEM, exam=exam, kind=kind, at=at).kind == kind.value


@pytest.mark.parametrize("length", [0, 1, 499, 500, 501])
def test_how_long_words_may_be(exam: Exam, at: datetime, length: int) -> None:
    words = "字" * length
    if 1 <= length <= 500:
        announcements.announce(actor=SYSTEM, exam=exam, room=None, text=words, at=at)
        incidents.report(actor=SYSTEM, exam=exam, kind=IncidentKind.NOTE, text=words, at=at)
        assert (Announcement.objects.get().text, Incident.objects.get().text) == (words, words)
        return
    with pytest.raises(WordsRefused):
        announcements.announce(actor=SYSTEM, exam=exam, room=None, text=words, at=at)
    with pytest.raises(WordsRefused):
        incidents.report(actor=SYSTEM, exam=exam, kind=IncidentKind.NOTE, text=words, at=at)
    assert not Announcement.objects.exists()
    assert not Incident.objects.exists()


def test_the_log_knows_of_an_announcement_and_not_its_words(exam: Exam, at: datetime) -> None:
    said = announcements.announce(actor=SYSTEM, exam=exam, room=None, text="请王建国到前台", at=at)
    [entry] = Entry.objects.filter(verb=Verb.ANNOUNCED.value)
    assert entry.subject_key == str(said.public_id)
    assert entry.facts == {"exam": str(exam.public_id), "room": None, "characters": 7}
