"""Editions of what a certificate looks like: drafts, publication, and what comes with us.

Publishing tries a template out on samples, which takes seconds; that is done before anything is
locked or written.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from academy.audit.record import Actor, record
from academy.shared.errors import InputInvalid
from academy.shared.text import digest
from certificates.enums import CertificateKind, Making, Verb
from certificates.errors import DraftExists, DraftStale, PublicationOvertaken, TemplateKindFixed
from certificates.models import Draft, Template
from certificates.queries import proofs

_FOLDER = Path(__file__).resolve().parent.parent / "templates" / "certificates" / "pdf"
# What comes with the program, and what people read of it. `published_by` says which editions did.
SHIPPED = {
    "qualification-kai": ("培训合格证（楷体）", CertificateKind.QUALIFICATION),
    "qualification-song": ("培训合格证（宋体）", CertificateKind.QUALIFICATION),
    "completion-kai": ("结业证书（楷体）", CertificateKind.COMPLETION),
    "completion-song": ("结业证书（宋体）", CertificateKind.COMPLETION),
}
SHIPPED_BY = "shipped"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RACES = 5  # editions that others may publish while this one is written


@dataclass(frozen=True, slots=True)
class Content:
    """What an edition says: the series it belongs to, its title, and both texts."""

    name: str
    title: str
    kind: CertificateKind
    html: str
    css: str

    @property
    def digest(self) -> str:
        """What tells two editions of a series apart."""
        return digest([self.html, self.css])


def save_draft(
    *,
    actor: Actor,
    name: str,
    title: str,
    kind: CertificateKind,
    html: str,
    css: str,
    revision: int,
    at: datetime,
) -> Draft:
    """Save a template somebody works on, faults and all; `revision` 0 begins a new draft.

    Raises:
        DraftStale: `revision` is not the one that is there; nothing is saved.
        DraftExists: a new one was to begin, and there is one.
        TemplateTooLarge, TemplateKindFixed, InputInvalid: what it says cannot be kept.
    """
    content = _content(name, title, kind, html, css)
    proofs.check(content.html, content.css)  # refuses what is too large to keep
    _require_kind(content)
    with transaction.atomic():
        return _begun(actor, content, at) if not revision else _saved(actor, content, revision, at)


def _content(name: str, title: str, kind: CertificateKind, html: str, css: str) -> Content:
    name, title = name.strip(), title.strip()
    if not _NAME.fullmatch(name) or len(name) > 40:
        told = _("代号只能用小写字母、数字和连字符，以字母开头，不超过 40 个字符")
        raise InputInvalid(field="name", reason=told)
    if not 0 < len(title) <= 60:
        raise InputInvalid(field="title", reason=_("请填写模板名称，不超过 60 个字"))
    # Lines end as on this system, whatever browser they come from; the database takes no NUL.
    texts = (text.replace("\r\n", "\n").replace("\0", "") for text in (html, css))
    return Content(name, title, kind, *texts)


def _require_kind(content: Content) -> None:
    known = Template.objects.filter(name=content.name).values_list("kind", flat=True).first()
    if known is None and content.name in SHIPPED:
        known = SHIPPED[content.name][1].value
    if known is not None and known != content.kind.value:
        raise TemplateKindFixed(name=content.name)


def _begun(actor: Actor, content: Content, at: datetime) -> Draft:
    draft, created = Draft.objects.get_or_create(
        name=content.name,
        defaults={
            "title": content.title,
            "kind": content.kind,
            "html": content.html,
            "css": content.css,
            "saved_at": at,
            "saved_by": actor.key,
        },
    )
    if not created:
        raise DraftExists(name=content.name)
    _record_draft(actor, draft, content, at)
    return draft


def _saved(actor: Actor, content: Content, revision: int, at: datetime) -> Draft:
    draft = Draft.objects.select_for_update(no_key=True).filter(name=content.name).first()
    if draft is None or draft.revision != revision:
        raise DraftStale(name=content.name)
    if (draft.title, draft.kind, draft.html, draft.css) == (
        content.title,
        content.kind.value,
        content.html,
        content.css,
    ):
        return draft
    draft.title, draft.kind = content.title, content.kind
    draft.html, draft.css = content.html, content.css
    draft.revision, draft.saved_at, draft.saved_by = revision + 1, at, actor.key
    draft.save()
    _record_draft(actor, draft, content, at)
    return draft


def _record_draft(actor: Actor, draft: Draft, content: Content, at: datetime) -> None:
    facts = {"name": draft.name, "revision": draft.revision, "digest": content.digest}
    record(actor, Verb.DRAFT_SAVED, draft, at=at, facts=facts)


@transaction.atomic
def drop_draft(*, actor: Actor, draft: Draft, at: datetime) -> None:
    """Give a draft up; what is published stays. One that is gone already is as good."""
    row = Draft.objects.select_for_update(no_key=True).filter(pk=draft.pk).first()
    if row is not None:
        facts = {"name": row.name, "revision": row.revision}
        record(actor, Verb.DRAFT_DROPPED, row, at=at, facts=facts)
        row.delete()


def content_of(draft: Draft) -> Content:
    """Return what the next edition would say."""
    return Content(draft.name, draft.title, CertificateKind(draft.kind), draft.html, draft.css)


def publish_draft(
    *,
    actor: Actor,
    draft: Draft | None,
    revision: int,
    report: proofs.Report = proofs.unheard,
    at: datetime,
) -> Template:
    """Publish a draft as the next edition of its series; the draft is done with.

    Raises:
        PublicationOvertaken: it is not (or no longer, once it was tried out) there as it was.
        and what `publish` raises.
    """
    if draft is None or draft.revision != revision:
        raise PublicationOvertaken
    content = content_of(draft)
    making, fault = _tried(content, at, report)
    with transaction.atomic():
        row = Draft.objects.select_for_update(no_key=True).filter(pk=draft.pk).first()
        if row is None or row.revision != revision:
            raise PublicationOvertaken
        template = _published(actor, content, making, fault, at, by=actor.key)
        row.delete()
    return template


def publish(
    *,
    actor: Actor,
    name: str,
    title: str,
    kind: CertificateKind,
    html: str,
    css: str,
    at: datetime,
) -> Template:
    """Publish an edition; one equal to the newest is that one.

    Raises:
        TemplateTooLarge, TemplateUnfit: it holds what no template may.
        TemplateNotRendered: a sample cannot be made of it.
        TemplateKindFixed, InputInvalid: the series is one of another kind; name or title.
    """
    content = _content(name, title, kind, html, css)
    making, fault = _tried(content, at, proofs.unheard)
    with transaction.atomic():
        return _published(actor, content, making, fault, at, by=actor.key)


def require_publishable(content: Content) -> None:
    """Refuse at once what no trial is needed for.

    Raises:
        TemplateTooLarge, TemplateUnfit, TemplateKindFixed: as `publish`.
    """
    _require_kind(content)
    proofs.require_fit(content.html, content.css)


def _tried(content: Content, at: datetime, report: proofs.Report) -> tuple[Making, str]:
    """Return how the edition's PDFs are made; what is published already is not tried again."""
    _require_kind(content)
    newest = newest_of(content.name)
    if newest is not None and newest.digest == content.digest:
        return Making(newest.making), newest.fault
    proofs.require_fit(content.html, content.css)
    return proofs.prove(content.html, content.css, content.kind, report=report, at=at)


def newest_of(name: str) -> Template | None:
    """Return the newest edition of a series, None if there is none."""
    return Template.objects.filter(name=name).order_by("-edition").first()


def _published(
    actor: Actor, content: Content, making: Making, fault: str, at: datetime, *, by: str
) -> Template:
    for _attempt in range(_RACES):
        newest = newest_of(content.name)
        if newest is not None and newest.kind != content.kind.value:
            raise TemplateKindFixed(name=content.name)
        if newest is not None and newest.digest == content.digest:
            return newest
        edition = newest.edition + 1 if newest else 1
        try:
            with transaction.atomic():
                template = Template.objects.create(
                    name=content.name,
                    title=content.title,
                    kind=content.kind,
                    edition=edition,
                    html=content.html,
                    css=content.css,
                    digest=content.digest,
                    making=making,
                    fault=fault,
                    published_at=at,
                    published_by=by,
                )
        except IntegrityError:
            continue  # somebody published that edition just now: this one comes after it
        facts = {"name": content.name, "edition": edition, "digest": content.digest}
        record(
            actor, Verb.TEMPLATE_PUBLISHED, template, at=at, facts={**facts, "making": making.value}
        )
        return template
    raise DraftStale(name=content.name)


def publish_shipped(*, actor: Actor, at: datetime) -> list[Template]:
    """Publish what comes with the program where it is new, and return the newest editions.

    A series that the academy has gone on with by itself is left alone. That the shipped ones can
    be made the fast way is proved by tests, not here.
    """
    known: dict[str, list[Template]] = {name: [] for name in SHIPPED}
    for each in Template.objects.filter(name__in=SHIPPED).defer("html", "css").order_by("edition"):
        known[each.name].append(each)
    newest = []
    for name, editions in known.items():
        content = _shipped(name)
        last = editions[-1] if editions else None
        is_old = content.digest in {each.digest for each in editions}
        if last is not None and (is_old or last.published_by != SHIPPED_BY):
            newest.append(last)
            continue
        with transaction.atomic():
            newest.append(_published(actor, content, Making.LAYERED, "", at, by=SHIPPED_BY))
    return newest


def _shipped(name: str) -> Content:
    title, kind = SHIPPED[name]
    html, css = (
        (_FOLDER / f"{name}.{suffix}").read_text(encoding="utf-8") for suffix in ("html", "css")
    )
    return Content(name, title, kind, html, css)
