"""What a child and one piece of its work may cost."""

from dataclasses import dataclass

# Of the child as a whole.
ADDRESS_BYTES = 768 << 20  # a page takes 250 MB, most of it mapped fonts
OPEN_FILES = 64
DOCUMENTS = 2_000  # after so many a child is replaced
RESIDENT_BYTES = 170 << 20  # … or once it has grown so far; some 110 are usual
IDLE_SECONDS = 600  # … and ends itself when nothing was asked for so long
START_SECONDS = 60.0

REQUEST_BYTES = 48 << 20
HEADER_BYTES = 48 << 20

# Of images that a document carries within itself.
IMAGE_BYTES = 4 << 20
IMAGE_PIXELS = 20_000_000


@dataclass(frozen=True, slots=True)
class Budget:
    """What one document may cost: CPU and wall seconds, pages and bytes of the PDF."""

    cpu_seconds: int
    wall_seconds: float
    pages: int
    output_bytes: int


SHEETS = Budget(cpu_seconds=40, wall_seconds=120.0, pages=600, output_bytes=32 << 20)
PAGE = Budget(cpu_seconds=10, wall_seconds=30.0, pages=1, output_bytes=4 << 20)
