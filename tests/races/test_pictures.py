"""Pages are drawn by threads at once; without the lock before PDFium the process goes down."""

import subprocess
import sys

import pytest

from tests.house.source import ROOT

pytestmark = pytest.mark.races
DRAW = """
import io, sys, threading
from contextlib import nullcontext
import pikepdf
from academy.documents import pictures

if sys.argv[1] == "unlocked":
    pictures._ALONE = nullcontext()
pdf = pikepdf.new()
for each in range(3):
    page = pdf.add_blank_page(page_size=(595, 842))
    page.Contents = pdf.make_stream(b"0.2 0.3 0.4 rg 50 50 400 700 re f " * 50)
kept = io.BytesIO()
pdf.save(kept)
content, drawn = kept.getvalue(), []

def draw():
    for _ in range(40):
        drawn.append(pictures.picture_of_side(content, pixels=400).tobytes())
        pictures.text(content)

threads = [threading.Thread(target=draw) for _ in range(8)]
[each.start() for each in threads]
[each.join() for each in threads]
print(len(drawn), len(set(drawn)))
"""


def drawn(how: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", DRAW, how], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_pages_drawn_at_once_are_all_drawn() -> None:
    told = drawn("locked")
    assert (told.returncode, told.stdout.split()) == (0, ["320", "1"]), told.stderr[-2000:]


def test_control_without_the_lock_the_process_goes_down() -> None:
    assert any(drawn("unlocked").returncode != 0 for _ in range(5))
