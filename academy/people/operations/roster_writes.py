"""Carrying out a roster's diff, set by set: the number of statements doesn't grow with rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from academy.audit.record import Actor, record_many
from academy.people.enums import RosterLineKind, StaffKind, Verb
from academy.people.models import Assignment, FormerJoining, Person, RosterImport
from academy.people.operations import staff_kinds
from academy.people.operations.persons import UNUSABLE_PASSWORD
from academy.people.operations.setting_up import said_at
from academy.people.operations.staff_kinds import KindChange
from academy.people.rules.roster_diff import Base, Diff, Line
from academy.people.rules.roster_faults import Field
from academy.shared.crypto import match_hash
from academy.shared.text import pinyin_key

_BATCH = 500
_VERBS: dict[RosterLineKind, Verb] = {
    RosterLineKind.ADDED: Verb.PERSON_ADDED,
    RosterLineKind.CHANGED: Verb.PERSON_CHANGED,
    RosterLineKind.TRANSFERRED: Verb.PERSON_TRANSFERRED,
    RosterLineKind.RETURNED: Verb.PERSON_RETURNED,
    RosterLineKind.LEFT: Verb.PERSON_LEFT,
}


def carry_out(diff: Diff, base: Base, *, run: RosterImport, actor: Actor, at: datetime) -> None:
    """Write every line of the diff as of the run's date, and audit each person once.

    Must run inside the commit's transaction, with `base` read in it.
    """
    on, said = run.as_of_on, said_at(at)
    by_kind: dict[RosterLineKind, list[Line]] = {kind: [] for kind in RosterLineKind}
    for line in diff.lines:
        by_kind[line.kind].append(line)
    added = _add(by_kind[RosterLineKind.ADDED])
    staying = [line for line in diff.lines if line.person is not None and line.entry is not None]
    _keep_kinds(staying, on, said)
    if said is not None:
        _keep_joinings(staying, said)
    _change(staying)
    _leave(by_kind[RosterLineKind.LEFT], on)
    _reassign(diff.lines, added, on, at, said=said)
    _audit(by_kind, added, base, run=run, actor=actor, at=at)


def _add(lines: Sequence[Line]) -> dict[str, Person]:
    persons = []
    for line in lines:
        entry = line.entry
        if entry is None or not (entry.sex and entry.staff_kind and entry.establishment):
            raise ValueError("an added line without what the comparison demands")
        persons.append(
            Person(
                staff_number=entry.staff_number,
                name=entry.name,
                pinyin_key=pinyin_key(entry.name),
                sex=entry.sex.value,
                staff_kind=entry.staff_kind.value,
                establishment=entry.establishment.value,
                id_number=entry.id_number,
                id_number_hash=match_hash(entry.id_number),
                mobile=entry.mobile,
                mobile_hash=match_hash(entry.mobile),
                joined_on=entry.joined_on,
                # No password is hashed for 3,600 people who haven't signed in yet.
                password=UNUSABLE_PASSWORD,
            )
        )
    created = Person.objects.bulk_create(persons, batch_size=_BATCH)
    return {person.staff_number: person for person in created}


_COLUMNS: tuple[tuple[frozenset[Field], tuple[str, ...]], ...] = (
    (frozenset({Field.NAME}), ("name", "pinyin_key")),
    (frozenset({Field.ID_NUMBER}), ("id_number", "id_number_hash")),
    (frozenset({Field.MOBILE}), ("mobile", "mobile_hash")),
    (
        frozenset({Field.SEX, Field.STAFF_KIND, Field.ESTABLISHMENT, Field.JOINED_ON}),
        ("sex", "staff_kind", "establishment", "joined_on"),
    ),
)


def _change(lines: Sequence[Line]) -> None:
    """Update the stated columns of known persons, one set of columns at a time."""
    for names, columns in _COLUMNS:
        touched = [line for line in lines if names & set(line.changed)]
        rows = [_revised(line) for line in touched]
        if rows:
            Person.objects.bulk_update(rows, columns, batch_size=_BATCH)
    back = [
        line.person.id
        for line in lines
        if line.kind is RosterLineKind.RETURNED and line.person is not None
    ]
    for ids in _batches(back):
        Person.objects.filter(pk__in=ids).update(left_on=None)


def _keep_kinds(lines: Sequence[Line], on: date, said: datetime | None) -> None:
    """Note what those were whose staff kind the roster changes from its date on."""
    staff_kinds.keep(
        [
            KindChange(line.person.id, StaffKind(line.person.staff_kind), line.entry.staff_kind)
            for line in lines
            if Field.STAFF_KIND in line.changed
            and line.person is not None
            and line.entry is not None
            and line.entry.staff_kind is not None
        ],
        on=on,
        said_at=said,
    )


def _keep_joinings(lines: Sequence[Line], said: datetime) -> None:
    """Note the joining days that the roster replaces: hours owed were reckoned from them."""
    FormerJoining.objects.bulk_create(
        (
            FormerJoining(
                person_id=line.person.id, joined_on=line.person.joined_on, replaced_at=said
            )
            for line in lines
            if Field.JOINED_ON in line.changed and line.person is not None
        ),
        batch_size=_BATCH,
    )


def _revised(line: Line) -> Person:
    """Return the person with what the roster states; for `bulk_update`, never saved whole."""
    known, entry = line.person, line.entry
    if known is None or entry is None:
        raise ValueError("only a known person named by the roster is revised")
    return Person(
        pk=known.id,
        name=entry.name,
        pinyin_key=pinyin_key(entry.name) if Field.NAME in line.changed else "",
        sex=entry.sex or known.sex,
        staff_kind=entry.staff_kind or known.staff_kind,
        establishment=entry.establishment or known.establishment,
        id_number=entry.id_number,
        id_number_hash=match_hash(entry.id_number),
        mobile=entry.mobile,
        mobile_hash=match_hash(entry.mobile),
        joined_on=entry.joined_on or known.joined_on,
    )


def _leave(lines: Sequence[Line], on: date) -> None:
    for ids in _batches([line.person.id for line in lines if line.person is not None]):
        Person.objects.filter(pk__in=ids).update(left_on=on)


def _reassign(
    lines: Sequence[Line],
    added: Mapping[str, Person],
    on: date,
    at: datetime,
    *,
    said: datetime | None,
) -> None:
    """End and open assignments as of `on`, which may lie in the past.

    An assignment that began that very day would have lasted no day at all: it is withdrawn, and
    one that says what is right takes its place, unless its person has left.
    """
    closing: list[int] = []
    withdrawn: list[int] = []
    opened: list[Assignment] = []
    for line in lines:
        open_one = line.person.latest if line.person else None
        if open_one is not None and open_one.until is not None:
            open_one = None
        takes_back = open_one is not None and open_one.since == on
        if open_one is not None and (line.moves or line.kind is RosterLineKind.LEFT):
            (withdrawn if takes_back else closing).append(open_one.id)
        if not line.moves:
            continue
        if line.unit is None:
            raise ValueError("an assignment needs a unit")
        opened.append(
            Assignment(
                person_id=added[line.staff_number].pk if line.person is None else line.person.id,
                unit_id=line.unit,
                post_id=line.post,
                rank_id=line.rank,
                valid_from=_since(line, on),
                # What was withdrawn was known until now, even while the academy is set up.
                recorded_at=at if takes_back else said,
            )
        )
    for ids in _batches(closing):
        Assignment.objects.filter(pk__in=ids).update(valid_until=on, closed_at=said)
    for ids in _batches(withdrawn):
        Assignment.objects.filter(pk__in=ids).update(withdrawn_at=at)
    Assignment.objects.bulk_create(opened, batch_size=_BATCH)


def _since(line: Line, on: date) -> date:
    """Return when a new assignment begins: a new person's may have begun before the roster."""
    stated = line.entry.post_since if line.entry else None
    if line.kind is RosterLineKind.ADDED and stated is not None:
        return min(stated, on)
    return on


def _audit(
    by_kind: Mapping[RosterLineKind, Sequence[Line]],
    added: Mapping[str, Person],
    base: Base,
    *,
    run: RosterImport,
    actor: Actor,
    at: datetime,
) -> None:
    codes = {place.id: place.code for place in base.units}
    known_ids = [
        line.person.id for kind in _VERBS for line in by_kind[kind] if line.person is not None
    ]
    known = {
        person.pk: person
        for ids in _batches(known_ids)
        for person in Person.objects.only("pk", "public_id").filter(pk__in=ids)
    }
    for kind, verb in _VERBS.items():
        subjects = [
            (
                known[line.person.id] if line.person else added[line.staff_number],
                _facts(line, codes, run),
            )
            for line in by_kind[kind]
        ]
        record_many(actor, verb, subjects, at=at)


def _facts(line: Line, codes: Mapping[int, str], run: RosterImport) -> dict[str, object]:
    """Return what the log keeps: which columns changed, never what personal data they hold."""
    facts: dict[str, object] = {"run": str(run.public_id), "as_of_on": run.as_of_on.isoformat()}
    if line.changed:
        facts["changed"] = [name.value for name in line.changed]
    if line.unit is not None:
        facts["unit"] = codes.get(line.unit, "")
    if line.kind is RosterLineKind.TRANSFERRED and line.person and line.person.latest:
        facts["from_unit"] = codes.get(line.person.latest.unit, "")
    return facts


def _batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Cut ids so that no statement has more parameters than any database takes."""
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
