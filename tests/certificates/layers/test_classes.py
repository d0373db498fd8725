"""Who shares a layout, and what is remembered of it."""

from certificates.layers import faces
from certificates.layers.base import Base
from certificates.layers.classes import MISSING, Key, Kinds, Memo
from certificates.layers.cutting import cut
from certificates.layers.refusing import Unprovable


def test_what_sets_alike_is_alike() -> None:
    kinds = Kinds(faces.chain())
    assert "王伟".translate(kinds) == "李㛃".translate(kinds)
    assert "2026年3月".translate(kinds) == "1999日8天".translate(kinds)
    assert "王伟".translate(kinds) != "王A".translate(kinds)
    assert "王".translate(kinds) != "1".translate(kinds)
    assert "𡌪".translate(kinds) != "王".translate(kinds)  # set in another face
    assert "王·李".translate(kinds) != "王，李".translate(kinds)
    assert "王 李".translate(kinds) != "王李".translate(kinds)
    # 々 and 〇 break otherwise than ideographs do.
    assert "々".translate(kinds) != "〇".translate(kinds) != "王".translate(kinds)


def test_what_no_face_has_is_told() -> None:
    kinds = Kinds(faces.chain())
    assert MISSING in "王𠀣".translate(kinds)
    assert MISSING in "王\x07".translate(kinds)
    assert MISSING in "王\U000f0000".translate(kinds)


def test_the_memory_has_a_bound_and_forgets_what_was_not_asked_for() -> None:
    base = Base(cut("<body><p data-field='name'></p></body>"), "")
    memo = Memo(2)
    one, two, three = (Key((), "", 0, (), kinds, ()) for kinds in "甲乙丙")
    why = Unprovable("因此")
    memo.keep(base, one, why)
    memo.keep(base, two, why)
    assert memo.get(base, one) is why
    memo.keep(base, three, why)
    assert len(memo) == 2
    assert memo.get(base, two) is None
    assert memo.get(Base(base.cut, ""), one) is None  # another template's
