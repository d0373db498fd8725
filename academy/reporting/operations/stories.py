"""Handing a document out as a file, on record."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from academy.audit.record import Actor, record
from academy.reporting.enums import Form, Verb
from academy.reporting.models import Extract
from academy.reporting.operations.extracts import File
from academy.reporting.queries import exclusions
from academy.reporting.reports.stories import cohort as cohort_report
from academy.reporting.reports.stories import person as person_record
from academy.reporting.reports.stories.frame import Story
from academy.reporting.reports.stories.person import Opened
from academy.reporting.rules.asking import Ask
from academy.reporting.sheets import story_book, story_paper
from academy.reporting.stamps import Stamp
from academy.shared.clock import local_date
from academy.shared.text import digest
from courses.models import Cohort


def make_cohort(*, actor: Actor, cohort: Cohort, ask: Ask, form: Form, at: datetime) -> File:
    """Make a cohort's report as a file and keep who took what.

    Raises:
        ValueError: a document is no CSV.
    """
    story = cohort_report.read(cohort, ask)
    stamp = Stamp(uuid.uuid4(), actor.label, at, story.digest)
    name, kind, content = drawn(story, form, stamp)
    with transaction.atomic():
        extract = recorded(actor=actor, story=story, stamp=stamp, form=form, content=content)
    return File(extract, name, kind, content)


def make_record(*, actor: Actor, opened: Opened, form: Form, at: datetime) -> File:
    """Make a person's record as a file and keep who took what.

    Of its cells the extract keeps dates, numbers and codes; of a reason or an evidence in words
    the fingerprint alone, and which reasons it told. Somebody else's is told to the log as opened,
    beside the extract.

    Raises:
        ValueError: a document is no CSV.
    """
    person = opened.person
    story = person_record.read(opened)
    stamp = Stamp(uuid.uuid4(), actor.label, at, story.digest)
    name, kind, content = drawn(story, form, stamp)
    also = {
        "scope": list(exclusions.units_of([person.pk], local_date(at)).values()),
        "disclosed": person_record.disclosed(story),
    }
    with transaction.atomic():
        extract = recorded(
            actor=actor, story=story, stamp=stamp, form=form, content=content, also=also
        )
        if actor.key != str(person.public_id):
            facts = {"form": form, "as_of": opened.on, "extract": extract.public_id}
            record(actor, Verb.RECORD_HANDED_OUT, person, at=at, facts=facts)
    return File(extract, name, kind, content)


def drawn(story: Story, form: Form, stamp: Stamp) -> tuple[str, str, bytes]:
    """Return file name, content type and bytes.

    Raises:
        ValueError: a document is no CSV.
    """
    told = {"title": story.title, "as_of": story.as_of}
    stem = _("%(title)s_截至%(as_of)s") % told
    match form:
        case Form.XLSX:
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            return f"{stem}.xlsx", kind, story_book.workbook(story, stamp)
        case Form.PDF:
            return f"{stem}.pdf", "application/pdf", story_paper.pdf(story, stamp)
        case Form.CSV:
            raise ValueError("a document is no table")


def recorded(
    *,
    actor: Actor,
    story: Story,
    stamp: Stamp,
    form: Form,
    content: bytes,
    also: Mapping[str, object] | None = None,
) -> Extract:
    """Keep that a document was handed out; runs inside the caller's transaction.

    `also` are parameters beside those of the question: who may find the extract, and the like.
    """
    extract = Extract.objects.create(
        public_id=stamp.id,
        report=story.code,
        form=form.value,
        parameters={**story.parameters, **(also or {})},
        figures=story.kept(),
        row_count=story.line_count - story.name_count,
        name_count=story.name_count,
        figures_digest=story.digest,
        file_digest=digest(content),
        made_by=actor.key,
        made_by_label=actor.label,
        made_at=stamp.at,
    )
    facts = {
        "report": story.code,
        "form": form,
        "rows": extract.row_count,
        "names": extract.name_count,
        "figures_digest": extract.figures_digest,
        "file_digest": extract.file_digest,
    }
    record(actor, Verb.EXTRACT_MADE, extract, at=stamp.at, facts=facts)
    return extract
