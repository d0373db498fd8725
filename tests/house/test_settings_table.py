"""Every value read from the environment is in the READMEs' table of settings."""

import ast

import pytest

from tests.house.source import ROOT, modules


def names_read() -> set[str]:
    """Return the names that the settings ask the environment for."""
    return {
        node.args[0].value
        for module in modules()
        if module.name.startswith("academy.settings")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) in ("env", "base.env", "os.environ")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_names_are_found() -> None:
    assert {"DATABASE_URL", "SECRET_KEY", "CELERY_BROKER_URL"} <= names_read()


@pytest.mark.parametrize("file_name", ["README.md", "README.zh-CN.md"])
def test_table_is_complete(file_name: str) -> None:
    text = (ROOT / file_name).read_text()
    assert sorted(name for name in names_read() if f"`{name}`" not in text) == []


def test_environment_example_names_what_exists() -> None:
    lines = (ROOT / "deploy" / "academy.env.example").read_text().splitlines()
    given = {line.lstrip("# ").partition("=")[0] for line in lines if "=" in line.split(" ")[0]}
    elsewhere = {"DJANGO_SETTINGS_MODULE"}
    assert sorted(given - names_read() - elsewhere) == []
