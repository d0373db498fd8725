"""What became of what ran at once."""

from collections.abc import Sequence
from typing import Any

from academy.shared.errors import Refusal


def codes(results: Sequence[Any]) -> list[str]:
    """Return the code of each refusal, "" for each success; anything else is raised."""
    for each in results:
        if isinstance(each, Exception) and not isinstance(each, Refusal):
            raise each
    return [each.code if isinstance(each, Refusal) else "" for each in results]
