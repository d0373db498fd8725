"""Materials of a subject: added, given a new edition, published, ordered, retired."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from academy.audit.record import Actor, record
from courses.enums import Verb
from courses.enums.materials import MaterialKind
from courses.errors.cohorts import ReasonRequired
from courses.errors.materials import (
    MEDIA_REFUSAL,
    MaterialEmpty,
    MaterialOrderInvalid,
    MaterialRetired,
    MaterialTitleRequired,
    MaterialTooLarge,
)
from courses.models import Material, MaterialEdition, Subject
from courses.operations import store
from courses.rules import media

MEGABYTE = 1024 * 1024
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its bytes, what the sender calls it, and how many bytes there are."""

    file: IO[bytes]
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Content:
    """What an edition is to hold, looked at and (a file) on disk already."""

    kind: MaterialKind
    url: str = ""
    digest: str = ""
    size: int = 0
    media_type: str = ""
    file_name: str = ""
    seconds: int | None = None


def limit_of(kind: MaterialKind) -> int:
    """Return how many bytes a file of that kind may have."""
    megabytes: int = settings.MATERIAL_MEGABYTES[kind.value]
    return megabytes * MEGABYTE


def most() -> int:
    """Return how many bytes a file of any kind may have."""
    return max(limit_of(kind) for kind in MaterialKind if kind is not MaterialKind.LINK)


def received(*, upload: Upload | None, url: str) -> Content:
    """Look at what came and put a file on disk; raise a refusal if it is not taken.

    Outside any transaction: what is written here and then not named by a row is never served.
    """
    try:
        if upload is None:
            if not url.strip():
                raise MaterialEmpty(field="file")
            return Content(MaterialKind.LINK, url=media.link(url))
        found = media.look(upload.file, upload.size)
    except media.Unfit as unfit:
        field = "url" if upload is None else "file"
        raise MEDIA_REFUSAL[unfit.why](field=field) from unfit
    check_size(upload.size, limit_of(found.kind))
    return Content(
        found.kind,
        digest=store.put(_pieces(upload.file)),
        size=upload.size,
        media_type=found.media_type,
        file_name=media.clean_name(upload.name, found.extension),
        seconds=found.seconds,
    )


def check_size(size: int, limit: int) -> None:
    """Refuse a file of more bytes than the limit."""
    if size > limit:
        shown = -(-size // MEGABYTE)
        raise MaterialTooLarge(field="file", size=shown, limit=limit // MEGABYTE)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


@transaction.atomic
def add(
    *, actor: Actor, subject: Subject, title: str, content: Content, publish: bool, at: datetime
) -> Material:
    """Add a material to a subject, behind those that are there; the same again is the same one."""
    title = title.strip()[:120]
    if not title:
        raise MaterialTitleRequired(field="title")
    _locked_subject(subject)
    for known in Material.objects.filter(subject=subject, title=title, retired_at__isnull=True):
        if _same(current(known), content):
            return known
    last = Material.objects.filter(subject=subject).aggregate(last=Max("position"))["last"] or 0
    row = Material.objects.create(
        subject=subject,
        title=title,
        position=last + 1,
        recorded_at=at,
        published_at=at if publish else None,
    )
    _edition(row, 1, content, actor, at)
    facts = {"kind": content.kind, "size": content.size, "published": publish}
    record(actor, Verb.MATERIAL_ADDED, row, at=at, facts=facts)
    return row


@transaction.atomic
def replace(*, actor: Actor, material: Material, content: Content, at: datetime) -> MaterialEdition:
    """Give a material a new edition; readers see it from now on. The same content is no edition."""
    row = _locked(material)
    last = current(row)
    if _same(last, content):
        return last
    made = _edition(row, last.number + 1, content, actor, at)
    facts = {"number": made.number, "kind": content.kind, "size": content.size}
    record(actor, Verb.MATERIAL_REPLACED, row, at=at, facts=facts)
    return made


@transaction.atomic
def publish(*, actor: Actor, material: Material, at: datetime) -> Material:
    """Let readers see a material."""
    row = _locked(material)
    if row.published_at is None:
        row.published_at = at
        row.save(update_fields=["published_at"])
        record(actor, Verb.MATERIAL_PUBLISHED, row, at=at)
    return row


@transaction.atomic
def retire(*, actor: Actor, material: Material, reason: str, at: datetime) -> Material:
    """Take a material from readers for good, with a reason; what was read of it stays known."""
    if not reason.strip():
        raise ReasonRequired(field="reason")
    _locked_subject(material.subject)
    row = Material.objects.get(pk=material.pk)
    if row.retired_at is None:
        row.retired_at = at
        row.retire_reason = reason.strip()[:200]
        row.save(update_fields=["retired_at", "retire_reason"])
        record(actor, Verb.MATERIAL_RETIRED, row, at=at)
    return row


@transaction.atomic
def order(*, actor: Actor, subject: Subject, ids: Sequence[UUID], at: datetime) -> list[Material]:
    """Put the materials of a subject in the order of `ids`, which name each of them once."""
    _locked_subject(subject)
    rows = {
        row.public_id: row
        for row in Material.objects.filter(subject=subject, retired_at__isnull=True)
    }
    if len(ids) != len(rows) or set(ids) != rows.keys():
        raise MaterialOrderInvalid
    listed = [rows[each] for each in ids]
    if [row.position for row in listed] == sorted(row.position for row in listed):
        return listed
    for place, row in enumerate(listed, start=1):
        row.position = place
    Material.objects.bulk_update(listed, ["position"])
    record(actor, Verb.MATERIALS_ORDERED, subject, at=at, facts={"count": len(listed)})
    return listed


def current(material: Material) -> MaterialEdition:
    """Return the newest edition of a material: what readers see."""
    return material.editions.order_by("-number")[0]


def _locked(material: Material) -> Material:
    """Lock a material by its subject and return it fresh; refuse a retired one."""
    _locked_subject(material.subject)
    row = Material.objects.get(pk=material.pk)
    if row.retired_at is not None:
        raise MaterialRetired(title=row.title)
    return row


def _locked_subject(subject: Subject) -> None:
    Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)


def _edition(
    row: Material, number: int, content: Content, actor: Actor, at: datetime
) -> MaterialEdition:
    return MaterialEdition.objects.create(
        material=row,
        number=number,
        kind=content.kind.value,
        url=content.url,
        digest=content.digest,
        size=content.size,
        media_type=content.media_type,
        file_name=content.file_name,
        seconds=content.seconds,
        recorded_at=at,
        recorded_by=actor.label,
    )


def _same(edition: MaterialEdition, content: Content) -> bool:
    return (edition.kind, edition.url, edition.digest) == (
        content.kind.value,
        content.url,
        content.digest,
    )
