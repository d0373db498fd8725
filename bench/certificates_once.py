"""One part of the certificates' benchmark in a process of its own; prints its figures as JSON.

`python -m bench.certificates_once DATA batch|crowd|plain|workers`
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.common import ROOT, environment, use

COUNT, CHUNK = 3600, 200
ALONE, PLAIN = 20, 12
CROWD, FIRST = 10_000, 2_000


def cpu() -> float:
    """Return the CPU seconds of this process and of its child that lives on."""
    own = psutil.Process()
    children = own.children(recursive=True)
    return sum(sum(each.cpu_times()[:2]) for each in [own, *children])


def resident() -> dict[str, int]:
    """Return bytes of memory: what this process and its child have of their own, and in all.

    In all counts the mapped pages of fonts and libraries too, in each of the two, though the
    machine holds them once and may drop them.
    """
    own = psutil.Process()
    both = [each.memory_info() for each in (own, *own.children())]
    found = {"own": sum(each.rss - each.shared for each in both), "process": both[0].rss}
    return found | {"child": sum(each.rss for each in both[1:])}


@contextmanager
def counted() -> Iterator[list[str]]:
    """Yield the list of the statements that the block sends to the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    statements.extend(each["sql"] for each in captured.captured_queries)


def unmade() -> list[int]:
    from certificates.models import Certificate

    rows = Certificate.objects.live().filter(renditions__isnull=True)
    return list(rows.order_by("series", "serial").values_list("pk", flat=True))


def batch() -> dict[str, Any]:
    """3,600 in chunks, then single ones, of people whom the process has not seen."""
    from academy.shared import clock
    from certificates.models import Rendition
    from certificates.operations import renditions

    ids = unmade()
    if len(ids) < COUNT + ALONE + 2 * CHUNK:
        raise SystemExit(f"the campaign left {len(ids)} certificates only")
    found: dict[str, Any] = {"count": COUNT}
    begun, used = time.perf_counter(), cpu()
    for start in range(0, COUNT, CHUNK):
        chunk = ids[start : start + CHUNK]
        outcome = renditions.render_many(certificate_ids=chunk, at=clock.now())
        if outcome.refused:
            raise SystemExit(f"refused: {next(iter(outcome.refused.values()))}")
    found["wall"] = time.perf_counter() - begun
    found["cpu_ms"] = (cpu() - used) / COUNT * 1000
    rest = ids[COUNT:]
    walls, used = [], cpu()
    for certificate_id in rest[:ALONE]:
        begun = time.perf_counter()
        renditions.render(certificate_id=certificate_id, at=clock.now())
        walls.append((time.perf_counter() - begun) * 1000)
    found["one_ms"], found["one_cpu_ms"] = walls, (cpu() - used) / ALONE * 1000
    rest, found["queries"] = rest[ALONE:], []
    for start in (0, CHUNK):
        with counted() as statements:
            renditions.render_many(certificate_ids=rest[start : start + CHUNK], at=clock.now())
        found["queries"].append(len(statements))
    sizes = list(Rendition.objects.values_list("bytes", flat=True))
    found["bytes_mean"], found["bytes_max"] = sum(sizes) / len(sizes), max(sizes)
    found["layered"] = Rendition.objects.filter(making="layered").count()
    found["press_ms"] = pressed_again(ids[:1000])
    return found


def wanted(ids: Sequence[int]) -> list[Any]:
    from certificates.queries import renditions as queries

    return list(queries.wanted(ids))


def pressed_again(ids: Sequence[int]) -> float:
    """Return the CPU milliseconds of one certificate pressed, without rows and files."""
    from certificates import signing
    from certificates.operations import leaves

    signer = signing.signer()
    chunks = [wanted(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK)]
    used = cpu()
    for chunk in chunks:
        leaves.press_all(chunk, signer=signer)
    return (cpu() - used) / len(ids) * 1000


def crowd() -> dict[str, Any]:
    """10,000 different people through one process: what memory does."""
    from academy.shared import clock
    from certificates import press, signing
    from certificates.enums import Making
    from certificates.rules import samples

    template = wanted(unmade()[:1])[0].certificate.template
    sheet = press.Sheet(html=template.html, css=template.css, making=Making(template.making))
    given = "一二三四五六七八九十百千万东西南北江河湖海山川风云雨雪春夏秋冬梅兰竹菊松柏"
    signer, marks = signing.signer(), {}
    at = clock.now().replace(microsecond=0)
    for start in range(0, CROWD, CHUNK):
        people = []
        for each in range(start, start + CHUNK):
            name = f"王{given[each % len(given)]}{given[each // len(given) % len(given)]}"
            facts = {**samples.SAMPLES[each % len(samples.SAMPLES)], "name": name}
            people.append(press.Leaf(facts=facts, at=at, credential=b"x" * 2200))
        made = press.press(sheet, people, signer=signer)
        if any(isinstance(each, ValueError) for each in made):
            raise SystemExit("a sample was refused")
        marks[start + CHUNK] = resident()
    held = {count: each["own"] for count, each in marks.items()}
    return {
        "most": max(held.values()),
        "grown": max(held[count] for count in held if count > FIRST) - held[FIRST],
        "process": max(each["process"] for each in marks.values()),
        "child": max(each["child"] for each in marks.values()),
    }


def plain() -> dict[str, Any]:
    """The same certificates drawn whole, as WeasyPrint comes and with the line work kept."""
    from certificates import signing
    from certificates.operations import leaves

    signer = signing.signer()
    members = wanted(unmade()[: PLAIN + 2])
    people = [leaves.leaf_of(each, signer) for each in members]
    found: dict[str, Any] = {"count": PLAIN}
    for name, cached in (("untouched_ms", False), ("cached_ms", True)):
        for each, leaf in zip(members[:2], people[:2], strict=True):  # child and fonts get warm
            drawn(each.certificate.template, leaf, signer, cached=cached)
        used = cpu()
        for each, leaf in zip(members[2:], people[2:], strict=True):
            drawn(each.certificate.template, leaf, signer, cached=cached)
        found[name] = (cpu() - used) / PLAIN * 1000
    return found


def drawn(template: Any, leaf: Any, signer: Any, *, cached: bool) -> bytes:
    """Return one signed certificate by the plain way."""
    from certificates import credential, pdf, signing
    from certificates.layers.setting import fields_of
    from certificates.rules.qr import qr_svg
    from certificates.rules.seal import seal_svg

    fields = fields_of(leaf)
    content = pdf.document(
        template.html,
        template.css,
        fields=fields,
        images={
            "qr": qr_svg(fields["verify_url"]),
            "seal": seal_svg(fields["issuer"], fields["seal_text"]),
            "portrait": "",
        },
        attachments=[pdf.Attachment(credential.NAME, credential.MIME, leaf.credential)],
        made_at=leaf.at,
        drawings_cached=cached,
    )
    return signing.sign_pdf(content, signer=signer, at=leaf.at)


def workers(data: Path) -> dict[str, Any]:
    """The jobs that the campaign left, done by two worker processes."""
    from certificates.models import Rendition

    command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "--app", "academy"]
    flags = ["worker", "--beat", "--concurrency", "2", "--schedule", str(data / "beat")]
    begun = time.perf_counter()
    log = (data / "worker.log").open("wb")
    process = subprocess.Popen(
        [*command, *flags], cwd=ROOT, env=environment(data), stdout=log, stderr=log
    )
    group, used = psutil.Process(process.pid), 0.0
    try:
        while Rendition.objects.count() < COUNT:
            if process.poll() is not None or time.perf_counter() - begun > 900:
                raise SystemExit("the workers did not come to an end; see worker.log")
            time.sleep(0.1)
        wall = time.perf_counter() - begun
        used = sum(sum(each.cpu_times()[:2]) for each in [group, *group.children(recursive=True)])
    finally:
        process.terminate()
        process.wait(timeout=60)
        log.close()
    return {"wall": wall, "cpu": used}


def main() -> None:
    data, part = Path(sys.argv[1]), sys.argv[2]
    use(data)
    os.chdir(ROOT)
    parts = {"batch": batch, "crowd": crowd, "plain": plain}
    found = workers(data) if part == "workers" else parts[part]()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
