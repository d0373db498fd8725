"""Which blocks lie under, between and over, and what text is expected between."""

import pytest

from certificates.layers.cutting import body_of, cut
from certificates.layers.refusing import Unprovable
from tests.make import leaves

HTML = (
    '<html><head><title data-field="document_title"></title></head><body class="wide">'
    '<img src="art:a.svg"><p>甲</p><p data-when="expires">至<b data-field="expires"></b>止</p>'
    '<p>乙</p><p><b data-field="name"></b>，<i data-field="sex"></i></p>'
    '<img data-image="seal"><p>丙</p></body></html>'
)


def test_layers() -> None:
    parts = cut(HTML)
    assert body_of(parts.under) == '<img src="art:a.svg"><p>甲</p>'
    assert body_of(parts.over) == '<img data-image="seal"><p>丙</p>'
    assert "乙" in body_of(parts.variable)
    assert '<body class="wide">' in parts.over
    assert parts.conditions() == ("expires",)
    assert parts.images() == ()


def test_pieces_follow_the_conditions_and_keep_their_numbers() -> None:
    parts = cut(HTML)
    said = [(each.text or each.field, each.node) for each in parts.pieces({"expires": True})]
    # The title is a placeholder too, and the first.
    assert said == [
        ("至", -1), ("expires", 1), ("止", -1), ("乙", -1), ("name", 2), ("，", -1), ("sex", 3),
    ]  # fmt: skip
    silent = [each.node for each in parts.pieces({"expires": False})]
    assert silent == [-1, 2, -1, 3]


def test_text_between_personal_blocks_is_theirs_but_no_picture_is() -> None:
    with pytest.raises(Unprovable):
        cut(HTML.replace("<p>乙</p>", '<p><img src="art:b.svg"></p>'))


@pytest.mark.parametrize("template", leaves.SHIPPED)
def test_of_the_shipped_templates_only_the_seal_lies_over(template: str) -> None:
    parts = cut(leaves.sheet(template).html)
    assert 'data-image="seal"' in parts.over
    assert "art:" not in parts.variable
    assert set(parts.images()) <= {"qr", "portrait"}
