"""Kinds of sources, as the storeys above register them."""

import pytest

from academy.findings import kinds
from tests.make.findings import BOARD, CHECK


def test_a_code_is_registered_once_and_fits() -> None:
    assert {BOARD.code, CHECK.code} <= kinds.source_kinds().keys()
    assert kinds.known("tests.board")
    with pytest.raises(ValueError, match="there already"):
        kinds.source_kind("tests.board", label=BOARD.label)
    for code in ("", "x" * 41):
        with pytest.raises(ValueError, match="length"):
            kinds.source_kind(code, label=BOARD.label)


def test_a_kind_whose_storey_is_gone_has_a_plain_word() -> None:
    assert kinds.label_of("tests.board") == "测试通报"
    assert kinds.label_of("gone.kind") == "其他来源"
