"""The keeper: one warm child for a process, and what happens when it fails."""

import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from academy.documents import pdf
from academy.documents.chamber import keeper, limits

pytestmark = pytest.mark.press

PAGE = "@page { size: A4; margin: 0 }"
# Some 3 s of CPU if left alone.
LONG = "<p>甲</p>" * 15_000


def page() -> bytes:
    return pdf.typeset("<p>甲", PAGE)


def child() -> int:
    page()
    known = keeper.pid()
    assert known is not None
    return known


def budget(**changes: Any) -> limits.Budget:
    usual = {"cpu_seconds": 30, "wall_seconds": 60.0, "pages": 9_999, "output_bytes": 32 << 20}
    return limits.Budget(**(usual | changes))


def test_one_child_is_reused() -> None:
    assert child() == child()


def test_a_child_killed_while_idle_is_replaced() -> None:
    before, known = page(), child()
    os.kill(known, signal.SIGKILL)
    assert page() == before
    assert keeper.pid() != known


def test_a_child_killed_in_the_middle_is_asked_again() -> None:
    known = child()
    killer = threading.Timer(0.1, os.kill, (known, signal.SIGKILL))
    killer.start()
    html = "<p>甲</p>" * 600
    content = pdf.typeset(html, PAGE)
    killer.join()
    assert keeper.pid() != known
    assert content == pdf.typeset(html, PAGE)


def test_a_late_child_is_killed() -> None:
    known = child()
    began = time.monotonic()
    with pytest.raises(pdf.TooCostly, match="in time"):
        pdf.typeset(LONG, PAGE, budget=budget(wall_seconds=0.4))
    assert time.monotonic() - began < 20
    assert not psutil.pid_exists(known)
    assert page()


def test_a_child_that_stands_still_is_killed() -> None:
    """A stopped child neither reads nor writes: a long request must not wait on its pipe."""
    known = child()
    os.kill(known, signal.SIGSTOP)
    with pytest.raises(pdf.TooCostly):
        pdf.typeset("<!-- " + "x" * 2_000_000, PAGE, budget=budget(wall_seconds=0.5))
    assert not psutil.pid_exists(known)


def test_processor_time_is_limited_by_the_kernel() -> None:
    known = child()
    with pytest.raises(pdf.TooCostly, match="-24"):
        pdf.typeset(LONG, PAGE, budget=budget(cpu_seconds=0))
    assert keeper.pid() != known


def test_memory_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    known = child()
    used = psutil.Process(known).memory_info().vms
    keeper.close()
    monkeypatch.setattr(limits, "ADDRESS_BYTES", used + (24 << 20))
    with pytest.raises(pdf.TooCostly):
        pdf.typeset(LONG, PAGE, budget=budget())
    assert page()
    keeper.close()


def test_output_is_limited() -> None:
    with pytest.raises(pdf.TooCostly, match="at most"):
        pdf.typeset("<p>甲", PAGE, budget=budget(output_bytes=100))
    assert page()


def test_limits_are_set_on_the_child() -> None:
    process = psutil.Process(child())
    assert process.rlimit(psutil.RLIMIT_AS) == (limits.ADDRESS_BYTES,) * 2
    assert process.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)
    assert process.rlimit(psutil.RLIMIT_NOFILE) == (limits.OPEN_FILES,) * 2
    assert process.rlimit(psutil.RLIMIT_CPU)[0] < 60


def test_a_child_is_replaced_after_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    known = child()
    kept = keeper._keeping.kept
    assert kept is not None
    monkeypatch.setattr(limits, "DOCUMENTS", kept.documents + 1)
    assert child() == known
    assert child() != known


def test_a_child_is_replaced_once_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    known = child()
    monkeypatch.setattr(limits, "RESIDENT_BYTES", 1 << 20)
    assert child() != known


def test_a_forked_process_has_a_child_of_its_own(tmp_path: Path) -> None:
    known, told = child(), tmp_path / "told"
    before = page()
    forked = os.fork()
    if forked == 0:
        status = 1
        try:
            inherited = keeper.pid()
            same = page() == before
            told.write_text(f"{inherited} {keeper.pid()} {same}")
            keeper.close()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(forked, 0)[1] == 0
    parts = told.read_text().split()
    assert parts[0] == "None"
    assert parts[1] != str(known)
    assert parts[2] == "True"
    assert keeper.pid() == known
    assert page() == before
    assert keeper.pid() == known


def test_threads_share_the_child_and_get_their_own_pages() -> None:
    texts = [chr(0x4E00 + i) for i in range(12)]
    alone = {text: pdf.typeset(f"<p>{text}", PAGE) for text in texts}
    made: dict[str, bytes] = {}

    def work(text: str) -> None:
        made[text] = pdf.typeset(f"<p>{text}", PAGE)

    threads = [threading.Thread(target=work, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == alone


def test_an_installation_that_lacks_something_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "_ROOT", tmp_path)  # no package there
    keeper.close()
    with pytest.raises(keeper.Unusable):
        page()


def test_the_child_ends_with_its_keeper(tmp_path: Path) -> None:
    """Nothing is left behind when a worker is killed: the child sees its input end."""
    import subprocess
    import sys

    program = (
        "import os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'academy.settings.test'\n"
        "from academy.documents import pdf\nfrom academy.documents.chamber import keeper\n"
        "pdf.typeset('<p>x', '')\nprint(keeper.pid(), flush=True)\ninput()\n"
    )
    root = Path(keeper.__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=root,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        orphan = int(worker.stdout.readline())
        worker.kill()
    for _ in range(100):
        if not psutil.pid_exists(orphan) or psutil.Process(orphan).status() == "zombie":
            break
        time.sleep(0.05)
    else:
        pytest.fail("the child outlives its keeper")
