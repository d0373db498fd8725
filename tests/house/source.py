"""The project's own source, parsed, for tests that read code."""

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("academy", "courses", "exams", "certificates")


@dataclass(frozen=True)
class Module:
    """One Python file: where it lies, its dotted name and text; its tree if anybody asks."""

    path: Path
    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The text, parsed."""
        return ast.parse(self.text)

    @property
    def place(self) -> str:
        """The path as a reader would type it."""
        return str(self.path.relative_to(ROOT))

    @property
    def rooms(self) -> tuple[str, ...]:
        """The parts of the dotted name."""
        return tuple(self.name.split("."))


@cache
def modules(*, tests: bool = False) -> tuple[Module, ...]:
    """Return every module but migrations, of the code or of the tests."""
    folders = ("tests", "bench") if tests else PACKAGES
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" in path.relative_to(ROOT).parts[:-1]:
                continue
            text = path.read_text()
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found.append(Module(path, name.removesuffix(".__init__"), text))
    return tuple(found)


@cache
def templates() -> tuple[Path, ...]:
    """Return every HTML template."""
    return tuple(path for folder in PACKAGES for path in sorted((ROOT / folder).rglob("*.html")))


def place(path: Path) -> str:
    """Return the path as a reader would type it."""
    return str(path.relative_to(ROOT))
