"""One PDF of many certificates, to print.

The pages are those of the certificates as issued, object by object. What two of them share (the
border, the seal, a font) is written once, being known by its content; signatures, credentials
and links are left out, and the metadata says so: a print is no document of proof.
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from certificates.operations import archives
from certificates.queries.downloads import Entry

TITLE = "{first} 等 {count} 份证书（打印用）"
NOTE = (
    "打印用合并文件：不含电子签名和电子凭证，不能作为证明；有签名的 PDF 请逐份下载。"
    " For printing only: without signatures and credentials; the signed PDFs are handed out singly."
)
# All that is seen of a page. Annotations, structure and attachments stay behind.
_PAGE = ("/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/Rotate", "/Resources", "/Contents")


def write(path: Path, found: Sequence[Entry], report: Callable[[int], None]) -> None:
    """Write the pages of all to `path`; the same contents give the same bytes.

    Raises:
        BundleIncomplete: a file is missing or is not what its row says.
    """
    import pikepdf

    with pikepdf.new() as target:
        shared: dict[bytes, Any] = {}
        for done, each in enumerate(found, start=1):
            content = archives.whole(each)
            _append(target, content, shared)
            report(done)
        first = found[0].certificate.number
        title = TITLE.format(first=first, count=len(found))
        with target.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = title
            metadata["dc:description"] = NOTE
        target.docinfo["/Title"] = title
        target.docinfo["/Subject"] = NOTE
        target.Root.Lang = pikepdf.String("zh-CN")
        target.save(
            path,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )


def _append(target: Any, content: bytes, shared: dict[bytes, Any]) -> None:
    """Add the pages of one PDF."""
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(content), inherit_page_attributes=True) as source:
        graft = _Graft(target, shared)
        if "/OutputIntents" in source.Root and "/OutputIntents" not in target.Root:
            target.Root.OutputIntents = graft.of(source.Root.OutputIntents)
        for page in source.pages:
            kept = pikepdf.Dictionary(Type=pikepdf.Name.Page)
            for key in _PAGE:
                if key in page.obj:
                    kept[key] = graft.of(page.obj[key])
            target.pages.append(pikepdf.Page(target.make_indirect(kept)))


class _Graft:
    """Copies objects of one PDF into another; an object equal to one already there is that one."""

    def __init__(self, target: Any, shared: dict[bytes, Any]) -> None:
        self._target = target
        self._shared = shared
        self._seen: dict[tuple[int, int], Any] = {}

    def of(self, value: Any) -> Any:
        """Return the object of the target that stands for `value` of the source."""
        import pikepdf

        if not isinstance(value, pikepdf.Object):
            return value  # numbers, booleans and null have become Python's own
        if not value.is_indirect:
            return self._copy(value)
        if value.objgen not in self._seen:
            # A page's tree refers to itself only by what is left out; what does so all the same
            # ends here.
            self._seen[value.objgen] = None
            self._seen[value.objgen] = self._once(self._copy(value))
        return self._seen[value.objgen]

    def _copy(self, value: Any) -> Any:
        import pikepdf

        if isinstance(value, pikepdf.Stream):
            return self._stream(value)
        if isinstance(value, pikepdf.Dictionary):
            return self._entries(value, pikepdf.Dictionary())
        if isinstance(value, pikepdf.Array):
            return pikepdf.Array([self.of(each) for each in value])
        if isinstance(value, pikepdf.Name):
            return pikepdf.Name(str(value))
        return pikepdf.String(bytes(value))

    def _stream(self, value: Any) -> Any:
        import pikepdf

        copy = pikepdf.Stream(self._target, value.read_raw_bytes())
        return self._entries(value, copy)

    def _entries(self, value: Any, copy: Any) -> Any:
        for key, each in value.items():
            if key not in ("/Length", "/Parent", "/P", "/StructParent", "/StructParents", "/AF"):
                made = self.of(each)
                if made is not None:
                    copy[key] = made
        return copy

    def _once(self, copy: Any) -> Any:
        """Return the object of this content that is there already, else this one."""
        import pikepdf

        text: bytes = copy.unparse(resolved=True)
        if isinstance(copy, pikepdf.Stream):
            # Of a stream this is its reference alone. A PDF dictionary iterates by keys() only.
            entries = {key: copy[key] for key in copy.keys() if key != "/Length"}  # noqa: SIM118  # above
            raw = copy.read_raw_bytes()
            text = pikepdf.Dictionary(entries).unparse() + hashlib.sha256(raw).digest()
        key = hashlib.sha256(text).digest()
        if key not in self._shared:
            self._shared[key] = copy if copy.is_indirect else self._target.make_indirect(copy)
        return self._shared[key]
