"""Names and numbers as Chinese offices write them."""

import hashlib

import pytest

from academy.shared import text


@pytest.mark.parametrize(
    ("given", "folded"),
    [
        ("　王　建国　", "王 建国"),
        ("ＡＢｃ０１９", "ABc019"),
        ("138\u200b0013\ufeff8000", "138 0013 8000"),
        ("0769－1234‐5678−9", "0769-1234-5678-9"),
        ("莞城管培〔2026〕第0001号", "莞城管培〔2026〕第0001号"),
        ("合计：（人）", "合计：（人）"),
        ("a\r\n\tb", "a b"),
        ("", ""),
    ],
)
def test_fold(given: str, folded: str) -> None:
    assert text.fold(given) == folded
    assert text.fold(folded) == folded


def test_names_sort_as_in_a_chinese_list() -> None:
    names = ["张伟", "王伟", "单雄", "曾敏", "王䶮", "欧阳丹", "区明", "安然", "王伟"]
    assert sorted(names, key=text.pinyin_key) == [
        "安然", "区明", "欧阳丹", "单雄", "王伟", "王伟", "王䶮", "曾敏", "张伟",
    ]  # fmt: skip


def test_surnames_take_their_surname_reading() -> None:
    assert text.pinyin_key("单").startswith("shan4")
    assert text.pinyin_key("尉迟恭").startswith("yu4")
    assert text.pinyin_key("李单").partition("674e")[2].startswith("dan1")


@pytest.mark.parametrize("name", ["𫖯", "A", "", "王·买买提", "长" * 200])
def test_any_name_has_a_key(name: str) -> None:
    key = text.pinyin_key(name)
    assert len(key) <= 255
    assert key == "" or key.isalnum()
    assert key.isascii()


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("999999199001010014", "999999********0014"),
        ("1234567890", "1234567890"[:6] + "7890"),
        ("123456789", "*********"),
        ("", ""),
    ],
)
def test_mask_id_number(number: str, masked: str) -> None:
    assert text.mask_id_number(number) == masked


@pytest.mark.parametrize(
    ("mobile", "masked"),
    [("13800000001", "138****0001"), ("1234567", "1234567"), ("123456", "******"), ("", "")],
)
def test_mask_mobile(mobile: str, masked: str) -> None:
    assert text.mask_mobile(mobile) == masked


def test_mask_name() -> None:
    assert [text.mask_name(name) for name in ("王伟", "欧阳丹", "王", "")] == [
        "王*", "欧**", "王", "",
    ]  # fmt: skip


def test_digest_is_of_the_value_not_of_its_spelling() -> None:
    assert text.digest({"b": 1, "a": "字"}) == text.digest({"a": "字", "b": 1})
    assert (
        text.digest("字")
        == text.digest("字".encode())
        == hashlib.sha256(b"\xe5\xad\x97").hexdigest()
    )
    assert text.canonical_json({"b": [1, None], "a": "字"}) == '{"a":"字","b":[1,null]}'
