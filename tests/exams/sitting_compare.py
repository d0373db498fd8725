"""Comparing the system's rows with the model, by value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection

from exams.models import Sitting
from exams.operations.rows import instant
from tests.exams.sitting_model import Go, Terms, canonical


def same_row(go: Go, pk: int, terms: Terms) -> None:
    """The sitting's own row: state, times, lease, counts and the one result."""
    found = _rows(
        "SELECT state, number, deadline_at, planned_seconds, incident_seconds, paused_seconds,"
        " paused_at, coalesce(handed_in_at, closed_at), handed_in_at IS NOT NULL, lease,"
        " lease_client, last_sequence, answered, (SELECT count(*) FROM exams_result"
        " WHERE sitting_id = exams_sitting.id) FROM exams_sitting WHERE id = %s",
        pk,
    )[0]
    times = (found[2], found[6], found[7])
    deadline, paused_at, ended_at = (instant(each) for each in times)
    counted = sum(value is not None for value in go.standing.values())
    assert (found[0], found[1], deadline) == (go.state, go.number, go.deadline(terms))
    assert tuple(found[3:6]) == (go.planned, go.incident, go.paused)
    assert (paused_at, ended_at) == (go.paused_at, go.ended_at)
    assert bool(found[8]) == (go.ended_by == "handed_in")
    assert tuple(found[9:13]) == (go.lease, go.holder, go.last_sequence, counted)
    assert found[13] == (go.state == "marked"), "one result, and only at the end"


def same_answers(go: Go, row: Sitting, key_of_row: Mapping[int, str]) -> None:
    """Answers, every acknowledged save, and whatever was kept aside."""
    stored = _rows("SELECT item_id, answer FROM exams_response WHERE sitting_id = %s", row.pk)
    assert {key_of_row[item]: json.loads(text) for item, text in stored} == go.standing
    kept = _rows("SELECT sequence, answers FROM exams_revision WHERE sitting_id = %s", row.pk)
    assert {number: json.loads(text) for number, text in kept} == {
        number: each.answers for number, each in go.saves.items()
    }
    late = _rows(
        "SELECT sequence, answers, cause FROM exams_lateresponse WHERE sitting_id = %s", row.pk
    )
    assert {(number, canonical(json.loads(text))): cause for number, text, cause in late} == go.late


def _rows(query: str, pk: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [pk])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
