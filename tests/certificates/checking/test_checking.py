"""What a file proves by itself: our signature over all of it, or what is the matter."""

import base64
import io
import random
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest

from academy.shared.errors import Refusal
from certificates import checking, credential
from certificates.checking import Signature
from certificates.errors import (
    FileBusy,
    FileCostly,
    FileEmpty,
    FileEncrypted,
    FileNoPdf,
    FileTooLarge,
    FileTruncated,
)
from certificates.rules import bitstring
from certificates.rules.verdicts import Verdict
from certificates.signing import Ring
from tests.make import proofs
from tests.make.identities import Identity, forger

pytestmark = pytest.mark.press


@pytest.fixture(scope="module")
def academy() -> Identity:
    return Identity("签发", by=Identity("根", authority=True))


@pytest.fixture(scope="module")
def ring(academy: Identity) -> Ring:
    return Ring.read(academy.public())


@pytest.fixture(scope="module")
def original(academy: Identity) -> bytes:
    return proofs.signed(proofs.pdf(proofs.badge(academy)), signer=academy)


@pytest.mark.parametrize("trusted", [False, True])
def test_an_original(trusted: bool, original: bytes, academy: Identity, ring: Ring) -> None:
    found = checking.check(original, ring, trusted=trusted)
    assert (found.signature, found.signer, found.key_id) == (
        Signature.GOOD,
        "签发",
        academy.key_id,
    )
    assert found.signed_at == proofs.AT
    assert found.claims is not None
    assert found.claims.words["name"] == "王建国"


def test_after_a_change_of_keys(original: bytes, academy: Identity) -> None:
    present = Identity("签发（新）")
    later = Ring.read(present.public() + academy.public())
    assert checking.check(original, later, trusted=True).signature is Signature.GOOD
    without = Ring.read(present.public())
    found = checking.check(original, without, trusted=True)
    assert (found.signature, found.claims) == (Signature.FOREIGN, None)


def test_the_root_alone_vouches_for_nobody(original: bytes, academy: Identity) -> None:
    """Whom the same authority certified besides the academy is not the academy."""
    assert academy.by is not None
    sibling = Identity("签发", by=academy.by)
    theirs = proofs.signed(proofs.pdf(proofs.badge(sibling)), signer=sibling)
    found = checking.check(theirs, Ring.read(academy.public()), trusted=True)
    assert (found.signature, found.claims) == (Signature.FOREIGN, None)


def _edited(original: bytes, before: bytes, after: bytes) -> bytes:
    assert len(before) == len(after)
    assert original.count(before) >= 1
    return original.replace(before, after, 1)


def _saved_again(original: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(original)) as pdf:
        pdf.save(out)
    return out.getvalue()


def _added_to(original: bytes) -> bytes:
    """An update at the end that swaps the page, as editors that keep signatures write it."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(original))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(
        generic.StreamObject(stream_data=b"0 1 0 rg 0 0 9 9 re f")
    )
    writer.mark_update(page.container_ref)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # pyHanko's
    return out.getvalue()


@pytest.mark.parametrize(
    "how", ["page", "credential", "time", "saved again", "added to", "after the end", "comment"]
)
def test_altered(how: str, original: bytes, ring: Ring) -> None:
    changed = {
        "page": lambda: _edited(original, b"1 0 0 rg", b"0 1 0 rg"),
        "credential": lambda: _edited(original, b"/AFRelationship", b"/AFRelationshiq"),
        "time": lambda: _edited(original, b"20260302010000Z", b"20260303010000Z"),
        "saved again": lambda: _saved_again(original),
        "added to": lambda: _added_to(original),
        "after the end": lambda: original + b"\n%%EOF\n",
        "comment": lambda: original.rstrip(b"\n") + b" \n",
    }[how]()
    found = checking.check(changed, ring)
    assert found.signature in (Signature.BROKEN, Signature.NONE)
    assert checking.alone(found, on=date(2026, 3, 3)) is Verdict.ALTERED


def test_the_signature_of_another_page(original: bytes, academy: Identity, ring: Ring) -> None:
    other = proofs.signed(proofs.pdf(proofs.badge(academy, name="赵䶮")), signer=academy)
    start, end = (original.index(mark) for mark in (b"/Contents <", b"/ByteRange"))
    theirs, mine = other.index(b"/Contents <"), other.index(b"/ByteRange")
    if mine - theirs != end - start:
        pytest.skip("the two signatures have other lengths")
    swapped = original[:start] + other[theirs:mine] + original[end:]
    assert checking.check(swapped, ring).signature is Signature.BROKEN


def test_our_credential_in_anothers_pdf(academy: Identity, ring: Ring) -> None:
    for content in (
        proofs.pdf(proofs.badge(academy)),
        proofs.signed(proofs.pdf(proofs.badge(academy)), signer=forger()),
    ):
        found = checking.check(content, ring)
        assert found.signature in (Signature.NONE, Signature.FOREIGN)
        assert checking.alone(found, on=date(2026, 3, 3)) is Verdict.ALTERED


def test_none_of_ours(ring: Ring) -> None:
    for content in (proofs.pdf(), proofs.signed(proofs.pdf(), signer=forger())):
        found = checking.check(content, ring)
        assert checking.alone(found, on=date(2026, 3, 3)) is Verdict.FOREIGN


@pytest.mark.parametrize(
    ("days", "good"), [(-1, False), (0, True), (1, True), (10, True), (11, False)]
)
def test_signed_while_the_certificate_held(days: int, good: bool) -> None:
    begin = datetime(2026, 3, 2, tzinfo=UTC)
    brief = Identity(begin=begin, end=begin + timedelta(days=10))
    signed = proofs.signed(
        proofs.pdf(proofs.badge(brief)), signer=brief, at=begin + timedelta(days=days)
    )
    found = checking.check(signed, Ring.read(brief.public()), trusted=True)
    assert (found.signature is Signature.GOOD) == good


# -- offline, with what was saved -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (date(2029, 3, 1), Verdict.VALID),
        (date(2029, 3, 2), Verdict.EXPIRED),
        (date(2029, 3, 3), Verdict.EXPIRED),
    ],
)
def test_until_when(on: date, verdict: Verdict, academy: Identity, ring: Ring) -> None:
    badge = proofs.badge(academy, expires_on=date(2029, 3, 2))
    found = checking.check(proofs.signed(proofs.pdf(badge), signer=academy), ring, trusted=True)
    assert checking.alone(found, on=on) is verdict


def test_with_a_status_list(academy: Identity, ring: Ring) -> None:
    badge = proofs.badge(academy, place=(2, 131_071))
    found = checking.check(proofs.signed(proofs.pdf(badge), signer=academy), ring, trusted=True)
    on = date(2026, 3, 3)

    def listed(number: int, *places: int) -> dict[str, object]:
        subject = {"statusPurpose": "revocation", "encodedList": bitstring.encoded(places)}
        return {"id": f"{proofs.BASE}/verify/status/{number}", "credentialSubject": subject}

    assert checking.alone(found, on=on, status=listed(2, 0, 131_070)) is Verdict.VALID
    assert checking.alone(found, on=on, status=listed(2, 131_071)) is Verdict.REVOKED
    for wrong in (listed(1, 131_071), {}, {"id": f"{proofs.BASE}/verify/status/2"}):
        with pytest.raises(credential.CredentialForged):
            checking.alone(found, on=on, status=wrong)


def test_signed_without_a_credential(academy: Identity, ring: Ring) -> None:
    found = checking.check(proofs.signed(proofs.pdf(), signer=academy), ring, trusted=True)
    assert (found.signature, found.claims) == (Signature.GOOD, None)
    assert checking.alone(found, on=date(2026, 3, 3)) is Verdict.CONTRADICTED


# -- what cannot be checked -----------------------------------------------------------------------


def _encrypted() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(proofs.pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def _bomb() -> bytes:
    """An object stream that unpacks to 1.5 GB; its blocks are all alike, so one is packed."""
    block, times = b" " * (1 << 20), 1536
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 1
    for _ in range(times):
        checksum = zlib.adler32(block, checksum)
    packed = b"\x78\xda" + packed * times + packer.flush() + checksum.to_bytes(4, "big")
    packed = zlib.compress(packed, 9)
    head = b"%PDF-1.7\n"
    stream = b"1 0 obj\n<</Type/XRef/Size 3/W[1 4 2]/Root 2 0 R/Filter[/FlateDecode/FlateDecode]"
    stream += b"/Length %d>>stream\n" % len(packed) + packed + b"\nendstream\nendobj\n"
    return head + stream + b"startxref\n%d\n%%%%EOF\n" % len(head)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (b"%PDF-" + bytes(checking.MAX_BYTES - 4), FileTooLarge),
        (b"%PDF-" + bytes(checking.MAX_BYTES - 5), FileTruncated),
        (b"PK\x03\x04 a spreadsheet %%EOF", FileNoPdf),
        (b"\x89PNG\r\n\x1a\n", FileNoPdf),
        (bytes(1020) + b"%PDF-1.7", FileNoPdf),
        (b"%PDF-1.7\n", FileTruncated),
        (b"%PDF-1.7\n%%EOF", FileTruncated),
        (b"%PDF-1.7\nstartxref\n9\n%%EOF", FileTruncated),
        (_encrypted, FileEncrypted),
        (_bomb, FileCostly),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_coded_refusals(
    content: bytes | Callable[[], bytes], refusal: type[Refusal], ring: Ring
) -> None:
    sent = content if isinstance(content, bytes) else content()
    with pytest.raises(refusal) as refused:
        checking.check(sent, ring)
    assert refused.value.problem()["code"] == refusal.code
    assert str(refused.value)


def test_truncated_anywhere(original: bytes, ring: Ring) -> None:
    for share in (1, 10, 25, 40, 75, 90, 99):
        with pytest.raises((FileTruncated, FileNoPdf)):
            checking.check(original[: len(original) * share // 100], ring)


def test_cut_off_just_before_the_signature(academy: Identity, ring: Ring) -> None:
    """What is left is a whole PDF, with our credential and without our signature."""
    unsigned = proofs.pdf(proofs.badge(academy))
    signed = proofs.signed(unsigned, signer=academy)
    found = checking.check(signed[: len(unsigned)], ring)
    assert found.signature is Signature.NONE
    assert checking.alone(found, on=date(2026, 3, 3)) is Verdict.ALTERED


def test_flipped_bits_are_noticed_and_break_nothing(original: bytes, ring: Ring) -> None:
    """In a hundred files, each with one bit flipped somewhere; in this process, to be quick."""
    source = random.Random(4)
    spared = _unsigned_hole(original)
    for _ in range(100):
        place = source.randrange(len(original))
        changed = bytearray(original)
        changed[place] ^= 1 << source.randrange(8)
        try:
            found = checking.check(bytes(changed), ring, trusted=True)
        except Refusal:
            continue
        # A signature does not cover itself: the issuers' certificates that it brings, say.
        assert found.signature is not Signature.GOOD or place in spared, place


def _unsigned_hole(original: bytes) -> range:
    start = original.index(b"/Contents <")
    return range(start, original.index(b">", start) + 1)


def test_many_flips_in_the_child(original: bytes, ring: Ring) -> None:
    source = random.Random(5)
    for _ in range(6):
        changed = bytearray(original)
        for _ in range(200):
            changed[source.randrange(16, len(original) - 64)] = source.randrange(256)
        try:
            found = checking.check(bytes(changed), ring)
        except Refusal:
            continue
        assert found.signature is not Signature.GOOD


def test_an_attachment_that_is_a_bomb(academy: Identity, ring: Ring) -> None:
    """200 MB of blanks in 200 kB."""
    made = pikepdf.open(io.BytesIO(proofs.pdf(b"x")))
    stream = made.Root.AF[0].EF.F
    stream.write(zlib.compress(b" " * 200_000_000, 9), filter=pikepdf.Name.FlateDecode)
    out = io.BytesIO()
    made.save(out)
    signed = proofs.signed(out.getvalue(), signer=academy)
    assert checking.check(signed, ring).claims is None


def test_an_attachment_that_is_no_token(academy: Identity, ring: Ring) -> None:
    for attached in (b"", b"\xff\xfe", b"a.b.c", base64.b64encode(bytes(60_000))):
        signed = proofs.signed(proofs.pdf(attached), signer=academy)
        assert checking.check(signed, ring, trusted=True).claims is None


def test_two_at_a_time(original: bytes, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "LINE_SECONDS", 0.01)
    for _ in range(checking.AT_ONCE):
        assert checking._turns.acquire(blocking=False)
    try:
        with pytest.raises(FileBusy) as refused:
            checking.check(original, ring)
    finally:
        checking._turns.release(checking.AT_ONCE)
    assert refused.value.code == "certificates.file_busy"
    assert checking.check(original, ring).signature is Signature.GOOD
