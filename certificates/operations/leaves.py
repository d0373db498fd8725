"""What the press is given for each certificate: everything from what was frozen at issue alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certificates import pdf
from certificates.enums import Making
from certificates.queries.renditions import Wanted
from certificates.rules import wording
from certificates.rules.fields import FACTS, REISSUED
from certificates.rules.qr import qr_svg
from certificates.rules.seal import seal_svg

REISSUE = "补发"


@dataclass
class _Made:
    content: bytes
    making: Making


def press_all(members: Sequence[Wanted]) -> tuple[str, Sequence[Any]]:
    """For the time being: the plain page, unsigned."""
    made: list[Any] = []
    for each in members:
        facts = facts_of(each)
        template = each.certificate.template
        try:
            content = pdf.document(
                template.html,
                template.css,
                fields=facts,
                images={
                    "qr": qr_svg(facts["verify_url"]),
                    "seal": seal_svg(facts["issuer"], facts["seal_text"]),
                },
            )
        except ValueError as fault:
            made.append(fault)
        else:
            made.append(_Made(content, Making.PLAIN))
    return "0" * 64, made


def facts_of(each: Wanted) -> Mapping[str, str]:
    """Return every field of the page; what this certificate does not say is empty."""
    facts = dict.fromkeys(FACTS + REISSUED, "") | each.certificate.facts
    if each.reissue is not None:
        facts["reissue"] = REISSUE
        facts["reissued_on"] = wording.chinese_date(each.reissue.reissued_on)
    return facts
