"""Saying which certificate a course gives, for how long it is good, and how it is numbered."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from academy.audit.record import Actor, record
from academy.shared import glyphs
from academy.shared.errors import InputInvalid
from certificates.enums import CertificateKind, Verb
from certificates.errors import AwardTemplateUnknown
from certificates.models import Award, Template
from certificates.operations.templates import SHIPPED
from courses.models import Course

MOST_MONTHS = 600
_PREFIX = re.compile(r"[\w·-]{0,24}")


def set_award(
    *,
    actor: Actor,
    course: Course,
    kind: CertificateKind,
    template_name: str,
    months: int | None,
    prefix: str,
    at: datetime,
) -> Award:
    """Set what a course gives from the next batch on; what was issued stays as it is.

    `months` None is for ever, `prefix` "" the academy's own.

    Raises:
        AwardTemplateUnknown: no such series is published for that kind.
        InputInvalid: months or prefix out of bounds, or of characters that cannot be printed.
    """
    prefix = prefix.strip()
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise InputInvalid(field="months", reason=_("有效期为 1 至 600 个月，长期有效的留空"))
    if not _PREFIX.fullmatch(prefix):
        told = _("编号字头不超过 24 个字，只能用汉字、字母、数字、连字符和间隔号")
        raise InputInvalid(field="prefix", reason=told)
    if glyphs.missing(prefix):
        raise InputInvalid(field="prefix", reason=_("编号字头中有证书字体没有的字符"))
    _require_template(template_name, kind)
    with transaction.atomic():
        # The course's row stands for its awards: there may be none yet to lock.
        Course.objects.select_for_update(no_key=True).get(pk=course.pk)
        row = Award.objects.filter(course=course, kind=kind.value).first()
        terms = {"template_name": template_name, "months": months, "prefix": prefix}
        if row is not None and all(getattr(row, name) == value for name, value in terms.items()):
            return row
        row = row or Award(course=course, kind=kind)
        for name, value in terms.items():
            setattr(row, name, value)
        row.set_at, row.set_by = at, actor.key
        row.save()
        facts = {"course": course.public_id, "kind": kind.value, **terms}
        record(actor, Verb.AWARD_SET, row, at=at, facts=facts)
        return row


def _require_template(name: str, kind: CertificateKind) -> None:
    shipped = name in SHIPPED and SHIPPED[name][1] is kind
    if not shipped and not Template.objects.filter(name=name, kind=kind.value).exists():
        raise AwardTemplateUnknown(name=name[:40])
