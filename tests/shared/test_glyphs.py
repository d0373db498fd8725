"""Characters that certificates can and can't show."""

from django.conf import settings

from academy.shared import glyphs


def test_names_of_real_people() -> None:
    assert glyphs.missing("王建国") == ""
    assert glyphs.missing("阿依古丽·买买提") == ""
    assert glyphs.missing("赵䶮") == ""
    assert glyphs.missing("陈𫖯") == ""


def test_characters_nobody_draws() -> None:
    assert glyphs.missing("王\U000323af") == "\U000323af"
    assert glyphs.missing("王\ue863王\ue863") == "\ue863"
    assert glyphs.missing("王\u200d") == "\u200d"
    assert glyphs.missing("\0") == "\0"


def test_fonts_are_read_once() -> None:
    glyphs.missing("王")
    before = glyphs._coverage.cache_info().misses
    for _ in range(3600):
        glyphs.missing("欧阳建国")
    assert glyphs._coverage.cache_info().misses == before


def test_ranges_are_compact_and_ordered() -> None:
    for font in settings.CERTIFICATE_FONTS:
        starts, ends = glyphs._coverage(font)
        assert len(starts) == len(ends) < 20_000
        assert all(start <= end for start, end in zip(starts, ends, strict=True))
        assert all(end + 1 < start for end, start in zip(ends, starts[1:], strict=False))


def test_the_first_font_that_draws_it() -> None:
    assert [glyphs.font_of(char) for char in "王A1䶮㛃𫖯𬱟𰻞"] == [0] * 8
    assert glyphs.font_of("𡌪") == 1
    assert [glyphs.font_of(char) for char in "𠀣\u200d\ue863"] == [None] * 3
