"""Photos for certificates: looked at first, then stored, all of an upload or none."""

import io
import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import IO, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from academy.audit.record import Actor, record_many
from academy.jobs import operations as job_operations
from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from academy.people.models import Person
from academy.shared.errors import NotFound, Refusal
from academy.shared.text import digest, fold
from certificates import errors
from certificates.enums import Verb
from certificates.errors import (
    PortraitNobody,
    PortraitRunGone,
    PortraitsBeingLookedAt,
    PortraitTwice,
)
from certificates.models import Portrait
from certificates.operations import files, photos, uploads

# Each takes some 20 ms. Up to so many are looked at while the browser waits, more by a job, which
# tells of it every so many.
AT_ONCE = 10
Report = Callable[[int, int], None]
KEPT = timedelta(days=1)
FOLDER = "portraits"
_MANIFEST = "manifest.json"


@dataclass(slots=True)
class Line:
    """One file of an upload: whose photo it is, or by `code` and `facts` why it is not taken.

    `known` says that this very photo is the person's newest one already.
    """

    file: str
    staff_number: str
    name: str = ""
    sha256: str = ""
    known: bool = False
    code: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def refusal(self) -> Refusal | None:
        """Why the file is not taken, in the reader's language."""
        return _REFUSALS[self.code](**self.facts) if self.code else None

    @property
    def new(self) -> bool:
        """Whether storing it changes anything."""
        return not self.code and not self.known


_REFUSALS: dict[str, type[Refusal]] = {
    each.code: each
    for each in (
        errors.PortraitNobody,
        errors.PortraitTooLarge,
        errors.PortraitTooManyPixels,
        errors.PortraitTooSmall,
        errors.PortraitTwice,
        errors.PortraitUnreadable,
    )
}


@dataclass(frozen=True, slots=True)
class Run:
    """An upload that was looked at and waits for its word: nothing is stored yet."""

    public_id: UUID
    lines: tuple[Line, ...]


def receive(
    *,
    actor: Actor,
    upload: IO[bytes],
    file_name: str,
    staff_number: str = "",
    subjects: QuerySet[Person],
    at: datetime,
) -> UUID:
    """Take an upload and return its id: a few photos are looked at now, many by a job.

    `staff_number` says whose a single photo is, whatever its file is called.

    Raises:
        PortraitArchiveUnfit: the zip can't be read, or holds too much.
    """
    if uploads.count(upload) <= AT_ONCE:
        return look(
            actor=actor,
            upload=upload,
            file_name=file_name,
            staff_number=staff_number,
            subjects=subjects,
            at=at,
        ).public_id
    run_id = uuid4()
    with files.drafted(_received(run_id)) as draft, draft.open("wb") as target:
        upload.seek(0)
        shutil.copyfileobj(upload, target)
    enqueue(
        "certificates.look_at_portraits",
        payload={"run": str(run_id)},
        actor=actor,
        at=at,
        key=_job_key(run_id),
        priority=4,
        max_tries=3,
    )
    return run_id


def job_of(*, actor: Actor, run_id: UUID) -> Job | None:
    """Return the job that looks at an upload of the actor's own, if one does."""
    return Job.objects.filter(key=_job_key(run_id), requested_by=actor.key).first()


def refusal_of(job: Job) -> Refusal | None:
    """Return why a job could not look at its upload; None if that was no refusal."""
    unfit = uploads.unfit()
    return unfit if job.error == unfit.code and job.ended_at is not None else None


def look_at_received(
    *, actor: Actor, run_id: UUID, subjects: QuerySet[Person], report: Report, at: datetime
) -> int:
    """Look at an upload that was taken for later; return how many files it has.

    One that was looked at or given up meanwhile is left as it is. `report` may raise to stop it.
    """
    path = files.path_of(_received(run_id))
    if not path.is_file():
        return 0
    with path.open("rb") as upload:
        run = look(
            actor=actor,
            upload=upload,
            file_name=path.name,
            subjects=subjects,
            run_id=run_id,
            report=report,
            at=at,
        )
    path.unlink(missing_ok=True)
    return len(run.lines)


def look(
    *,
    actor: Actor,
    upload: IO[bytes],
    file_name: str,
    staff_number: str = "",
    subjects: QuerySet[Person],
    run_id: UUID | None = None,
    report: Report = lambda done, total: None,
    at: datetime,
) -> Run:
    """Look at one photo, or at a zip of photos, each named by a staff number.

    Photos that could be stored are kept for a day in the form they would be stored in.
    `staff_number` says whose a single photo is, whatever its file is called. `subjects` are the
    people whose photo the actor may store. `report` is told (done, total) every few photos.

    Raises:
        PortraitArchiveUnfit: the zip can't be read, or holds too much.
    """
    jpegs: dict[str, bytes] = {}
    lines: list[Line] = []
    total = uploads.count(upload)
    for name, content in uploads.sent(upload, file_name):
        number = fold(staff_number or PurePosixPath(name.replace("\\", "/")).stem)
        line = Line(file=name[-120:], staff_number=number[:32])
        try:
            if isinstance(content, Refusal):
                raise content
            jpeg = photos.normalised(content)
        except Refusal as refusal:
            _refuse(line, refusal)
        else:
            line.sha256 = digest(jpeg)
            jpegs[line.sha256] = jpeg
        lines.append(line)
        if len(lines) % AT_ONCE == 0 or len(lines) == total:
            report(len(lines), total)
    _find(lines, subjects)
    run = Run(run_id or uuid4(), tuple(lines))
    taken = {line.sha256 for line in lines if line.new}
    _keep(run, {sha256: jpegs[sha256] for sha256 in taken}, actor=actor, at=at)
    return run


def read(*, actor: Actor, run_id: UUID) -> Run:
    """Return an upload of the actor's own that waits for its word.

    Raises:
        NotFound: of somebody else, stored, or no longer kept.
    """
    return _read(actor, run_id)[0]


def store(
    *, actor: Actor, run_id: UUID, subjects: QuerySet[Person], at: datetime
) -> list[Portrait]:
    """Store the photos of an upload that was looked at: all that were not refused, or none.

    Who has left the actor's reach since is left out. The newest photo of a person counts from
    the next issue on; what was issued keeps its own.
    """
    try:
        run, jpegs = _read(actor, run_id)
    except NotFound:
        job = job_of(actor=actor, run_id=run_id)
        if job is not None and job.ended_at is None:
            raise PortraitsBeingLookedAt from None
        raise PortraitRunGone from None
    wanted = {line.staff_number: line for line in run.lines if line.new}
    with transaction.atomic():
        reachable = subjects.filter(staff_number__in=list(wanted)).values("pk")
        persons = Person.objects.select_for_update(no_key=True).filter(pk__in=reachable)
        locked = list(persons.order_by("pk"))
        known = _known(locked)
        rows = []
        for person in locked:
            jpeg = jpegs[wanted[person.staff_number].sha256]
            earlier = known.get(person.pk, [])
            if digest(jpeg) in earlier[-1:]:
                continue
            if digest(jpeg) in earlier:
                # An older photo again. The newest row counts, and a row can't be moved.
                jpeg = photos.distinct(jpeg, at.isoformat())
            rows.append(
                Portrait(
                    person=person,
                    jpeg=jpeg,
                    sha256=digest(jpeg),
                    stored_at=at,
                    stored_by=actor.key,
                )
            )
        stored = Portrait.objects.bulk_create(rows)
        subjects_told = [(row, {"person": row.person.public_id}) for row in stored]
        record_many(actor, Verb.PORTRAIT_STORED, subjects_told, at=at)
    files.remove(_file(run_id))
    return stored


def drop(*, actor: Actor, run_id: UUID, at: datetime) -> None:
    """Forget an upload without storing anything, whether or not it was looked at."""
    job = job_of(actor=actor, run_id=run_id)
    if job is not None and job.ended_at is None:
        job_operations.cancel(actor=actor, job=job, at=at)
    if job is None:
        _read(actor, run_id)
    files.remove(_received(run_id))
    files.remove(_file(run_id))


def prune(*, at: datetime) -> int:
    """Forget the uploads that nobody gave his word for within a day; return how many."""
    old = [
        path
        for path in files.path_of(FOLDER).glob("*")
        if path.stat().st_mtime < (at - KEPT).timestamp()
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _find(lines: Sequence[Line], subjects: QuerySet[Person]) -> None:
    """Say whose photo each is; refuse those of nobody, and all of a person who has two."""
    numbers = Counter(line.staff_number for line in lines)
    found = {row.staff_number: row for row in subjects.filter(staff_number__in=list(numbers))}
    known = _known(list(found.values()))
    for line in lines:
        person = found.get(line.staff_number)
        if person is None:
            _refuse(line, PortraitNobody(staff_number=line.staff_number))
            continue
        line.name = person.name
        if numbers[line.staff_number] > 1:
            _refuse(line, PortraitTwice(staff_number=line.staff_number))
        elif not line.code:
            line.known = line.sha256 in known.get(person.pk, [])[-1:]


def _known(persons: Sequence[Person]) -> dict[int, list[str]]:
    """Return the digests of each person's photos, the newest one last."""
    known: dict[int, list[str]] = {}
    rows = Portrait.objects.filter(person__in=persons).order_by("pk")
    for person_id, sha256 in rows.values_list("person_id", "sha256"):
        known.setdefault(person_id, []).append(sha256)
    return known


def _refuse(line: Line, refusal: Refusal) -> None:
    line.code, line.facts = refusal.code, refusal.facts


def _file(run_id: UUID) -> str:
    return f"{FOLDER}/{run_id}.zip"


def _job_key(run_id: UUID) -> str:
    return f"certificates.look_at_portraits:{run_id}"


def _received(run_id: UUID) -> str:
    return f"{FOLDER}/{run_id}.upload"


def _keep(run: Run, jpegs: dict[str, bytes], *, actor: Actor, at: datetime) -> None:
    manifest = {
        "by": actor.key,
        "at": at.isoformat(),
        "lines": [asdict(line) for line in run.lines],
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False))
        for sha256, jpeg in jpegs.items():
            archive.writestr(sha256, jpeg)
    files.put({_file(run.public_id): out.getvalue()})


def _read(actor: Actor, run_id: UUID) -> tuple[Run, dict[str, bytes]]:
    try:
        with zipfile.ZipFile(files.path_of(_file(run_id))) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            names = [name for name in archive.namelist() if name != _MANIFEST]
            jpegs = {name: archive.read(name) for name in names}
    except FileNotFoundError:
        raise NotFound from None
    if manifest["by"] != actor.key:
        raise NotFound
    return Run(run_id, tuple(Line(**line) for line in manifest["lines"])), jpegs
