"""Signed PDFs as the plain path makes them, and what forgers make of them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pikepdf

from certificates import credential, signing
from certificates.rules.fields import FACTS
from certificates.signing import Signer

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
TOKEN = "A" * 26
BASE = "https://academy.example"
WORDS = {
    "document_title": "培训合格证 演示城管培〔2026〕第0001号 王建国",
    "number": "演示城管培〔2026〕第0001号",
    "name": "王建国",
    "id_number": "441900********0014",
    "course": "执法办案基础",
    "cohort": "第1期",
    "period": "2026年3月9日至3月13日",
    "hours": "40学时",
    "result": "成绩80分，评定为合格",
    "issuer": "城市管理培训学院",
}


def facts(**changes: str) -> dict[str, str]:
    """Return the printed words of a certificate."""
    return dict.fromkeys(FACTS, "") | WORDS | changes


def badge(
    signer: Signer | None = None,
    *,
    token: str = TOKEN,
    expires_on: date | None = None,
    place: tuple[int, int] = (1, 0),
    **changes: str,
) -> bytes:
    """Return a credential."""
    return credential.issue(
        facts=facts(**changes),
        token=token,
        issued_at=AT,
        expires_on=expires_on,
        status_list=place[0],
        status_index=place[1],
        signer=signer or signing.signer(),
        base_url=BASE,
    )


def pdf(attached: bytes | None = None, *, text: str = "1 0 0 rg 20 20 60 60 re f") -> bytes:
    """Return an unsigned PDF of one page, the credential attached as the press attaches it."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    made.pages[0].Contents = made.make_stream(text.encode())
    if attached is not None:
        spec = pikepdf.AttachedFileSpec(
            made,
            attached,
            filename=credential.NAME,
            mime_type=credential.MIME,
            relationship=pikepdf.Name.Data,
        )
        made.attachments[credential.NAME] = spec
        made.Root.AF = pikepdf.Array([spec.obj])
    out = io.BytesIO()
    made.save(out, compress_streams=False, static_id=True)
    return out.getvalue()


def signed(
    content: bytes | None = None, *, signer: Signer | None = None, at: datetime = AT
) -> bytes:
    """Return a signed PDF."""
    by = signer or signing.signer()
    return signing.sign_pdf(content if content is not None else pdf(badge()), signer=by, at=at)
