"""The components keep their promises: what docs/components.md says of them."""

import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from academy.shared.errors import RoleRequired

ROOT = Path(__file__).resolve().parent.parent.parent
COMPONENTS = ROOT / "academy/web/templates/cotton"


def draw(source: str, query: str = "", **context: object) -> str:
    """Render a piece of page as a view would, white space folded."""
    with translation.override("zh-hans"):
        request = RequestFactory().get(f"/list/{query}")
        page = engines["django"].from_string(CottonCompiler().process(source))
        drawn = page.render(context, request)
    return re.sub(r"[ \n]+", " ", drawn).strip()


class Plan(forms.Form):
    name = forms.CharField(label="期次名称", help_text="写全称")
    note = forms.CharField(label="备注", required=False)
    kind = forms.ChoiceField(label="类别", choices=[("a", "首考")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="已核对")


def test_every_component_is_documented() -> None:
    described = (ROOT / "docs/components.md").read_text()
    names = {path.stem.replace("_", "-") for path in COMPONENTS.glob("*.html")}
    assert {name for name in names if f"<c-{name}" not in described} == set()


def test_table_without_rows_shows_why() -> None:
    source = (
        '<c-table :rows="rows" caption="名单"><tr><td>x</td></tr>'
        '<c-slot name="empty"><c-empty title="还没有人报名">公布后可报名</c-empty></c-slot>'
        "</c-table>"
    )
    assert "还没有人报名" in draw(source, rows=[])
    assert "<table" not in draw(source, rows=[])
    assert "还没有人报名" not in draw(source, rows=[1])
    assert "<caption>名单" in draw(source, rows=[1])


@pytest.mark.parametrize(
    ("query", "link", "aria"),
    [
        ("?unit=3", "?unit=3&amp;sort=hours", ""),
        ("?unit=3&sort=hours&cursor=x", "?unit=3&amp;sort=-hours", "ascending"),
        ("?unit=3&sort=-hours", "?unit=3&amp;sort=hours", "descending"),
    ],
)
def test_sort_link_turns_round_and_keeps_the_filter(query: str, link: str, aria: str) -> None:
    page = draw('<c-th sort="hours" num>学时</c-th>', query)
    assert f'href="{link}"' in page
    assert (f'aria-sort="{aria}"' in page) if aria else ("aria-sort" not in page)


def test_bound_field_ties_error_and_help_to_the_control() -> None:
    page = draw('<c-field :field="form.name" />', form=Plan({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_error"' in page
    assert 'id="id_name_helptext">写全称' in page
    assert "选填" not in page
    assert "选填" in draw('<c-field :field="form.note" />', form=Plan({}))


def test_bound_field_keeps_what_was_typed() -> None:
    page = draw('<c-field :field="form.name" />', form=Plan({"name": '第 12 期 "甲"'}))
    assert 'value="第 12 期 &quot;甲&quot;"' in page


def test_choices_and_checkbox_have_names() -> None:
    assert "<legend>类别" in draw('<c-field :field="form.kind" />', form=Plan())
    assert '<label for="id_agreed">' in draw('<c-field :field="form.agreed" />', form=Plan())


def test_field_by_hand_passes_attributes_on() -> None:
    page = draw('<c-field name="q" label="姓名" error="没有此人" value="王" inputmode="text" />')
    assert 'id="id_q" name="q" value="王"' in page
    assert 'aria-describedby="id_q_error"' in page
    assert 'inputmode="text"' in page


def test_form_errors_lead_to_their_fields() -> None:
    page = draw('<c-form-errors :form="form" />', form=Plan({"name": "甲"}))
    assert "有 2 处需要修改" in page
    assert '<a href="#id_agreed">已核对</a>' in page
    assert draw('<c-form-errors :form="form" />', form=Plan()) == ""


def test_refusal_says_what_happened_and_what_to_do() -> None:
    page = draw('<c-error :refusal="refusal" />', refusal=RoleRequired())
    for words in ("您没有打开此项的权限", "请向学院管理员申请", "shared.role_required"):
        assert words in page
    assert draw('<c-error :refusal="refusal" />', refusal=None) == ""


@pytest.mark.parametrize(
    ("state", "sign"),
    [("done", "check"), ("owed", "clock"), ("late", "alert"), ("stop", "stop"), ("", "dot")],
)
def test_chip_has_sign_and_word(state: str, sign: str) -> None:
    page = draw(f'<c-chip state="{state}">已结班</c-chip>')
    assert f"#{sign}" in page
    assert "已结班</span>" in page


def test_text_is_escaped_everywhere() -> None:
    evil = "<b>x</b>"
    for source in (
        '<c-page-header title="{{ evil }}" state="{{ evil }}" />',
        '<c-chip state="done">{{ evil }}</c-chip>',
        '<c-card title="{{ evil }}">{{ evil }}</c-card>',
        '<c-stat label="{{ evil }}" value="{{ evil }}" />',
        '<c-error title="{{ evil }}" next="{{ evil }}" />',
        '<c-field name="q" label="{{ evil }}" value="{{ evil }}" error="{{ evil }}" />',
        '<c-button href="{{ evil }}">{{ evil }}</c-button>',
        '<c-pagination range="{{ evil }}" />',
        '<c-bar value="1" max="2" label="{{ evil }}" />',
        '<c-confirm title="{{ evil }}" label="{{ evil }}" confirm="{{ evil }}" />',
        '<c-steps :steps="steps" current="1" />',
        '<c-page-header :title="evil" :state="evil" :back="evil" :back-label="evil" />',
    ):
        page = draw(source, evil=evil, steps=[evil])
        assert "<b>" not in page, source
        assert "&lt;b&gt;" in page, source


def test_a_caller_s_own_names_do_not_leak_in() -> None:
    page = draw('<c-page-header title="期次" />', state="leaked", back="/leaked/", slot="leaked")
    assert "leaked" not in page


def test_unit_tree_is_indented_and_selected() -> None:
    nodes = [
        SimpleNamespace(id=1, code="A", name="市局", short_name="市局", depth=0),
        SimpleNamespace(id=2, code="B", name="东湖分局", short_name="东湖", depth=1),
    ]
    page = draw('<c-unit-tree :nodes="nodes" :selected="2" />', nodes=nodes)
    assert '<option value="1">市局</option>' in page
    assert '<option value="2" selected>\u3000东湖</option>' in page
    by_code = draw('<c-unit-tree :nodes="nodes" selected="B" value-of="code" />', nodes=nodes)
    assert '<option value="B" selected>' in by_code


def test_pagination_keeps_the_filter_and_its_place() -> None:
    page = SimpleNamespace(next_cursor="n1", previous_cursor=None)
    drawn = draw('<c-pagination :page="page" />', "?unit=3&cursor=c0", page=page)
    assert 'href="?unit=3&amp;cursor=n1"' in drawn
    assert 'href="?unit=3"' in drawn


def test_bar_is_drawn_by_attributes() -> None:
    page = draw('<c-bar :value="value" :max="max" label="98.5%" />', value=Decimal("98.5"), max=100)
    assert 'class="bar-fill" x="0" y="0" width="98.5"' in page
    assert "style=" not in page


def test_confirm_opens_a_dialog_that_posts() -> None:
    page = draw(
        '<c-confirm id="close" title="结班" label="结班" confirm="结班并生成 118 份记录"'
        ' action="/c/1/close/" tone="danger">不能再改</c-confirm>'
    )
    assert 'data-opens="close"' in page
    assert '<dialog id="close"' in page
    assert 'method="post" action="/c/1/close/"' in page
    assert "csrfmiddlewaretoken" in page
