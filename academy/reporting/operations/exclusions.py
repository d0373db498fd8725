"""Named exclusions: asked for, decided by a second person, taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from academy.audit.record import Actor, record, record_many
from academy.notices.operations import notices
from academy.notices.operations.notices import Telling
from academy.notices.topics import Topic
from academy.people.models import Person
from academy.reporting import labels, topics
from academy.reporting.enums import ExclusionMove, ExclusionReason, ExclusionState, Verb
from academy.reporting.errors import (
    ExclusionAboutOneself,
    ExclusionAskerWithdraws,
    ExclusionDaysInvalid,
    ExclusionEvidenceMissing,
    ExclusionListRefused,
    ExclusionMoved,
    ExclusionNoneChosen,
    ExclusionOverlaps,
    ExclusionOwnAsking,
    ExclusionReasonMissing,
    ExclusionTextTooLong,
    ExclusionWordsMissing,
)
from academy.reporting.models import Exclusion
from academy.reporting.queries import exclusions as queries
from academy.reporting.queries.exclusion_lists import Meant
from academy.reporting.rules import exclusions as rules
from academy.reporting.rules.exclusions import ExclusionWhy, SecondWhy, Term
from academy.shared import clock
from academy.shared.errors import Refusal
from courses.models import Track
from courses.operations import locks

_NAMED = 3
_VERB = {
    ExclusionMove.GRANT: Verb.EXCLUSION_GRANTED,
    ExclusionMove.REFUSE: Verb.EXCLUSION_REFUSED,
    ExclusionMove.WITHDRAW: Verb.EXCLUSION_WITHDRAWN,
    ExclusionMove.REVOKE: Verb.EXCLUSION_REVOKED,
}
_TAKEN_BACK = ["state", "taken_back_by", "taken_back_at", "taken_back_reason"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is asked for one person; without a track, for every track."""

    person: Person
    reason: ExclusionReason
    starts_on: date
    until_on: date | None
    evidence: str
    words: str = ""
    track: Track | None = None

    @property
    def term(self) -> Term:
        """Its days and track."""
        return Term(self.starts_on, self.until_on, self.track.code if self.track else "")


def drafts(wanted: Iterable[Meant]) -> list[Draft]:
    """Return what a list asks, row by row."""
    return [
        Draft(
            person=each.person,
            reason=each.row.reason,
            starts_on=each.row.starts_on,
            until_on=each.row.until_on,
            evidence=each.row.evidence,
            words=each.row.words,
            track=each.track,
        )
        for each in wanted
    ]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a list: requests that were made, and how many stood there already."""

    asked: list[Exclusion]
    already: int


def ask(*, actor: Actor, draft: Draft, at: datetime) -> Exclusion:
    """Ask for one exclusion; the same again, while it waits or holds, is the one that stands.

    Raises:
        ExclusionDaysInvalid, ExclusionWordsMissing, ExclusionEvidenceMissing,
        ExclusionTextTooLong: it cannot be asked like this.
        ExclusionOverlaps: the person is excluded on some of these days already.
    """
    ask_many(actor=actor, drafts=[draft], at=at)
    row = _same([draft.person.pk])[_key(draft)]
    return Exclusion.objects.select_related(*queries.SHOWN).get(pk=row)


@transaction.atomic
def ask_many(
    *,
    actor: Actor,
    drafts: Sequence[Draft],
    refused: int = 0,
    skip_refused: bool = False,
    at: datetime,
) -> Report:
    """Ask for a whole list or nothing; `refused` rows stop it unless they are to be left out.

    The number of statements does not depend on the number of people. Raises what `ask` raises,
    and ExclusionListRefused.
    """
    if refused and not skip_refused:
        raise ExclusionListRefused(field="skip_refused", count=refused)
    for draft in drafts:
        _refuse_draft(draft)
    asker = _person(actor)
    people = [draft.person for draft in drafts]
    locks.person_rows(people)
    ids = [person.pk for person in people]
    there = _same(ids)
    fresh = {_key(draft): draft for draft in drafts if _key(draft) not in there}
    granted = queries.granted_of(ids)
    for draft in fresh.values():
        _refuse_overlap(draft.person, draft.term, granted.get(draft.person.pk, ()))
    unit_of = queries.units_of(ids, clock.local_date(at))
    rows = Exclusion.objects.bulk_create(
        Exclusion(
            person=draft.person,
            unit_id=unit_of[draft.person.pk],
            track=draft.track,
            reason=draft.reason.value,
            words=draft.words.strip(),
            evidence=draft.evidence.strip(),
            valid_from=draft.starts_on,
            valid_until=draft.until_on,
            asked_by=asker,
            asked_at=at,
        )
        for draft in fresh.values()
    )
    record_many(actor, Verb.EXCLUSION_ASKED, [(row, _facts(row)) for row in rows], at=at)
    return Report(rows, len(set(map(_key, drafts))) - len(rows))


@transaction.atomic
def decide(
    *, actor: Actor, exclusions: Sequence[Exclusion], grant: bool, words: str, at: datetime
) -> list[Exclusion]:
    """Grant or refuse requests, all or none, as a second person; the same again is success.

    Who asked is told, once for all that is decided together.

    Raises:
        ExclusionNoneChosen, ExclusionReasonMissing, ExclusionTextTooLong: nothing to decide, or
            no words to it.
        ExclusionMoved: one was decided otherwise or taken back meanwhile.
        ExclusionOwnAsking, ExclusionAboutOneself: this is no second person.
        ExclusionOverlaps: the person is excluded on some of these days already.
    """
    if not exclusions:
        raise ExclusionNoneChosen
    said = _said(words, "words")
    decider = _person(actor)
    move = ExclusionMove.GRANT if grant else ExclusionMove.REFUSE
    rows = [row for row in _locked(exclusions) if _moves(row, move)]
    granted = queries.granted_of(row.person_id for row in rows) if grant else {}
    for row in rows:
        why = rules.why_not_second(decider=decider.pk, asker=row.asked_by_id, person=row.person_id)
        if why is not None:
            raise _SECOND[why](person=row.person.name)
        if grant:
            held = granted.setdefault(row.person_id, [])
            _refuse_overlap(row.person, row.term, held)
            held.append(row)
        row.granted, row.decision = grant, said
        row.decided_by, row.decided_at = decider, at
    Exclusion.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=rules.moved(ExclusionState.ASKED, move),
        granted=grant,
        decided_by=decider,
        decided_at=at,
        decision=said,
    )
    record_many(actor, _VERB[move], [(row, _facts(row)) for row in rows], at=at)
    _tell(topics.EXCLUSION_GRANTED if grant else topics.EXCLUSION_REFUSED, rows, at=at)
    return rows


@transaction.atomic
def withdraw(*, actor: Actor, exclusion: Exclusion, reason: str, at: datetime) -> Exclusion:
    """Take back one's own request before it is decided; withdrawn already is success.

    Raises:
        ExclusionReasonMissing, ExclusionTextTooLong, ExclusionAskerWithdraws, ExclusionMoved
    """
    return _take_back(actor, exclusion, ExclusionMove.WITHDRAW, reason, at=at)


@transaction.atomic
def revoke(*, actor: Actor, exclusion: Exclusion, reason: str, at: datetime) -> Exclusion:
    """Let a granted exclusion no longer hold: from now on its person was never left out.

    What was known before stays known: reports as of an earlier instant do not change.

    Raises:
        ExclusionReasonMissing, ExclusionTextTooLong, ExclusionAboutOneself, ExclusionMoved
    """
    row = _take_back(actor, exclusion, ExclusionMove.REVOKE, reason, at=at)
    if row.taken_back_at == at and row.taken_back_by_id != row.asked_by_id:
        _tell(topics.EXCLUSION_REVOKED, [row], at=at)
    return row


@transaction.atomic
def take_list(*, actor: Actor, count: int, on: date, at: datetime) -> None:
    """Keep on record that somebody took a list of those in force as a file."""
    facts = {"rows": count, "on": on}
    record(actor, Verb.EXCLUSIONS_TAKEN, _person(actor), at=at, facts=facts)


def _take_back(
    actor: Actor, exclusion: Exclusion, move: ExclusionMove, reason: str, *, at: datetime
) -> Exclusion:
    said = _said(reason, "reason")
    by = _person(actor)
    (row,) = _locked([exclusion])
    if move is ExclusionMove.WITHDRAW and by.pk != row.asked_by_id:
        raise ExclusionAskerWithdraws
    if move is ExclusionMove.REVOKE and by.pk == row.person_id:
        raise ExclusionAboutOneself
    if _moves(row, move):
        row.taken_back_by, row.taken_back_at, row.taken_back_reason = by, at, said
        row.save(update_fields=_TAKEN_BACK)
        record(actor, _VERB[move], row, at=at, facts=_facts(row))
    return row


def _moves(row: Exclusion, move: ExclusionMove) -> bool:
    """Set the state that a move leads to; False if it was reached before."""
    before = ExclusionState(row.state)
    after = rules.moved(before, move)
    if after is None:
        state = labels.EXCLUSION_STATE[before]
        raise ExclusionMoved(person=row.person.name, state=state)
    row.state = after.value
    return after is not before


_SECOND: dict[SecondWhy, type[Refusal]] = {
    SecondWhy.ASKED_IT: ExclusionOwnAsking,
    SecondWhy.ABOUT_THEM: ExclusionAboutOneself,
}


def _locked(exclusions: Sequence[Exclusion]) -> list[Exclusion]:
    """Lock the people, then the rows, and return these fresh, in the order given.

    Two decisions on one person wait for each other, so that neither overlooks the other.
    """
    locks.person_rows([each.person for each in exclusions])
    wanted = list(dict.fromkeys(each.pk for each in exclusions))
    rows = Exclusion.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    found = {row.pk: row for row in rows.select_related(*queries.SHOWN).filter(pk__in=wanted)}
    return [found[key] for key in wanted]


def _refuse_draft(draft: Draft) -> None:
    why = rules.why_not_ask(
        draft.term, reason=draft.reason, words=draft.words, evidence=draft.evidence
    )
    match why:
        case ExclusionWhy.PERIOD:
            raise ExclusionDaysInvalid(field="valid_until")
        case ExclusionWhy.WORDS:
            raise ExclusionWordsMissing(field="words")
        case ExclusionWhy.EVIDENCE:
            raise ExclusionEvidenceMissing(field="evidence")
        case ExclusionWhy.TOO_LONG:
            raise ExclusionTextTooLong(field="evidence", limit=rules.TEXT_LENGTH)


def _refuse_overlap(person: Person, term: Term, granted: Sequence[Exclusion]) -> None:
    for held in granted:
        if held.term.overlaps(term):
            raise ExclusionOverlaps(
                field="valid_from", person=person.name, starts_on=held.valid_from
            )


def _said(text: str, field: str) -> str:
    said = text.strip()
    if not said:
        raise ExclusionReasonMissing(field=field)
    if len(said) > rules.TEXT_LENGTH:
        raise ExclusionTextTooLong(field=field, limit=rules.TEXT_LENGTH)
    return said


_Key = tuple[int, str, date, date | None, int | None]


def _key(draft: Draft) -> _Key:
    """What makes two requests the same: the evidence may be worded otherwise."""
    track = draft.track.pk if draft.track else None
    return (draft.person.pk, draft.reason.value, draft.starts_on, draft.until_on, track)


def _same(person_ids: Sequence[int]) -> dict[_Key, int]:
    """Return the requests that wait or were granted, by what makes them the same."""
    standing = [ExclusionState.ASKED.value, ExclusionState.GRANTED.value]
    rows = Exclusion.objects.of(set(person_ids)).filter(state__in=standing)
    columns = ("pk", "person_id", "reason", "valid_from", "valid_until", "track_id")
    return {tuple(key): pk for pk, *key in rows.values_list(*columns)}


def _person(actor: Actor) -> Person:
    """Return who acts: only people ask and decide, and both are named on the list."""
    return Person.objects.get(public_id=UUID(actor.key))


def _facts(row: Exclusion) -> dict[str, object]:
    """What the log says of it: never why, which may be somebody's health."""
    return {"from": row.valid_from, "until": row.valid_until, "state": row.state}


def _tell(topic: Topic, rows: Sequence[Exclusion], *, at: datetime) -> None:
    """Tell who asked what became of it, each once for all that happened together."""
    by_asker: dict[int, list[Exclusion]] = {}
    for row in rows:
        by_asker.setdefault(row.asked_by_id, []).append(row)
    tellings = [
        Telling(
            person_id=asker,
            facts={"count": len(own), "people": _names(own)},
            path=reverse("reporting:exclusions"),
            key=f"{topic.code}:{own[0].public_id}",
        )
        for asker, own in by_asker.items()
    ]
    notices.tell_each(topic=topic, tellings=tellings, at=at)


def _names(rows: Sequence[Exclusion]) -> str:
    names = list(dict.fromkeys(row.person.name for row in rows))
    return "、".join(names[:_NAMED]) + ("……" if len(names) > _NAMED else "")
