"""Editions of what a certificate looks like."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared.text import digest
from certificates.enums import CertificateKind, Making, Verb
from certificates.models import Template

_SHIPPED = Path(__file__).resolve().parent.parent / "templates" / "certificates" / "pdf"


@transaction.atomic
def publish(
    *,
    actor: Actor,
    name: str,
    html: str,
    css: str,
    at: datetime,
    kind: CertificateKind = CertificateKind.QUALIFICATION,
) -> Template:
    """Publish an edition; one equal to the newest is that one."""
    fingerprint = digest([html, css])
    newest = Template.objects.filter(name=name).order_by("-edition").first()
    if newest is not None and newest.digest == fingerprint:
        return newest
    template, created = Template.objects.get_or_create(
        name=name,
        edition=newest.edition + 1 if newest else 1,
        defaults={
            "title": name,
            "kind": kind,
            "html": html,
            "css": css,
            "digest": fingerprint,
            "making": Making.PLAIN,
            "published_at": at,
            "published_by": actor.key,
        },
    )
    if created:
        facts = {"name": name, "edition": template.edition, "digest": fingerprint}
        record(actor, Verb.TEMPLATE_PUBLISHED, template, at=at, facts=facts)
    return template


def publish_shipped(*, actor: Actor, at: datetime) -> list[Template]:
    """Publish what comes with the program, where it is newer than what is known."""
    return [
        publish(
            actor=actor,
            name=f"{kind.value}-{style}",
            html=(_SHIPPED / f"{kind.value}-{style}.html").read_text(encoding="utf-8"),
            css=(_SHIPPED / f"{kind.value}-{style}.css").read_text(encoding="utf-8"),
            at=at,
            kind=kind,
        )
        for kind in CertificateKind
        for style in ("kai", "song")
    ]
