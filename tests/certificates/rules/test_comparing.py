"""What is different between two texts."""

from certificates.rules.comparing import MOST_LINES, Line, Mark, changes, is_comparable


def test_the_same_has_no_changes() -> None:
    assert changes("a\nb", "a\nb") == ()


def test_a_changed_line_with_its_surroundings() -> None:
    before = "\n".join("abcdefghij")
    found = changes(before, before.replace("f", "F"))
    assert found == (
        Line(Mark.GAP, None, None, ""),
        Line(Mark.SAME, 3, 3, "c"),
        Line(Mark.SAME, 4, 4, "d"),
        Line(Mark.SAME, 5, 5, "e"),
        Line(Mark.REMOVED, 6, None, "f"),
        Line(Mark.ADDED, None, 6, "F"),
        Line(Mark.SAME, 7, 7, "g"),
        Line(Mark.SAME, 8, 8, "h"),
        Line(Mark.SAME, 9, 9, "i"),
    )


def test_from_nothing() -> None:
    assert changes("", "a\nb") == (
        Line(Mark.ADDED, None, 1, "a"),
        Line(Mark.ADDED, None, 2, "b"),
    )


def test_long_lines_are_cut() -> None:
    assert [len(line.text) for line in changes("", "x" * 1000)] == [240]


def test_too_long_to_compare() -> None:
    assert is_comparable("\n" * (MOST_LINES - 1), "")
    assert not is_comparable("", "\n" * MOST_LINES)
