"""Handing a large file out: from disk, in pieces, from where a broken download left off."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

# Longer numbers than any file has bytes are not read at all.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_PIECE = 256 * 1024


def reply(
    request: HttpRequest, path: Path, *, content_type: str, disposition: str, tag: str
) -> HttpResponseBase:
    """Answer with the file, or with the one part of it that `Range` asks for.

    `tag` names the bytes: a part is given only to who has seen that tag before (If-Range), so
    that halves of two files are never put together. Several ranges at once get the whole file.
    """
    size = path.stat().st_size
    etag = f'"{tag}"'
    part = _part(request, size, etag)
    response: HttpResponseBase
    if part is None:
        response = FileResponse(path.open("rb"), content_type=content_type)
        response["Content-Length"] = str(size)
    elif not part:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        pieces = _pieces(path, part)
        response = StreamingHttpResponse(pieces, status=206, content_type=content_type)
        response["Content-Length"] = str(len(part))
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    response["Content-Disposition"] = disposition
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _part(request: HttpRequest, size: int, etag: str) -> range | None:
    """Return the bytes asked for: None for all of them, an empty range for none there are."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or request.headers.get("If-Range", etag) != etag or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    return range(int(first), min(size, int(last) + 1) if last else size)


def _pieces(path: Path, part: range) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(part.start)
        left = len(part)
        while left and (piece := stream.read(min(left, _PIECE))):
            left -= len(piece)
            yield piece
