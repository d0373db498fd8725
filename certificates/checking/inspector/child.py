"""The inspecting child: a stranger's bytes on standard input, one JSON document on output.

Under limits of memory, time and files that it sets on itself before it touches the bytes, so a
hostile file can at worst end this process. It is started with this package alone on its path.
"""

import json
import logging
import resource
import sys

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 8


def main() -> None:
    """Write what `inspection.inspect` returns, or {"unfit": …}."""
    from . import inspection

    logging.disable(logging.CRITICAL)
    _confine()
    content = sys.stdin.buffer.read()
    try:
        answer = inspection.inspect(content)
    except inspection.Unfit as unfit:
        answer = {"unfit": str(unfit)}
    except MemoryError:
        answer = {"unfit": "costly"}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()


def _confine() -> None:
    for name, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(name, (most, most))
