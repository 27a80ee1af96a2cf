"""The XML of the parts of a package, as it is read for its values: in one encoding, and no more of it than makes sense."""

from collections.abc import Hashable, Iterable, Iterator
from contextlib import suppress

from proexp_batch.formats.known import Known
from proexp_batch.ooxml.encoding import utf8
from proexp_batch.ooxml.errors import Excess, PackageError, TooBigError
from proexp_batch.ooxml.markup import MAX_TAGS, check_well_formed
from proexp_batch.ooxml.package import MAX_PART_BYTES, Package

MAX_READ_BYTES = 64_000_000
MAX_MARKUP_BYTES = 100_000_000

MAX_TEXT_BYTES = 300_000
"""What Excel allows in one cell, 32,767 characters, takes less, however it is written."""

_WORTH_COUNTING = 100_000
_WORTH_KEEPING = 16_000_000
"""Parts of no more bytes are kept inflated, since they are gone through several times."""
_MARKUP = (".xml", ".vml", ".rels")
_WELL_FORMED = Known()


class Parts:
    """The parts of a package that hold XML, which together must stay within the limits."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._bytes_left = MAX_READ_BYTES
        self._tags_left = MAX_TAGS

    def __contains__(self, part: str) -> bool:
        return self._package.find(part) is not None

    def xml(self, part: str) -> bytes:
        """The XML of a part, in UTF-8 and without its declaration.

        Raises:
            TooBigError: the part is too big, or too much was read before it.
            PackageError: it is missing or damaged.
        """
        name = self._package.find(part)
        if name is None:
            raise PackageError(f"part {part} is missing")
        size = self._package.size(name)
        self._bytes_left -= size
        if self._bytes_left < 0:
            raise TooBigError(Excess.PART, size)
        data = self._package.read(name)
        if len(data) > _WORTH_COUNTING:
            self._refuse_swollen(data)
        return utf8(data)

    def check(self, names: Iterable[str]) -> None:
        """Make sure that parts hold well-formed XML: who reads values only would not notice, who writes needs it.

        Raises:
            TooBigError: one of them is too big, or they are together.
            PackageError: one of them is missing, damaged or not well-formed.
        """
        total = 0
        for name in names:
            total += (size := self._package.size(name))
            if total > MAX_MARKUP_BYTES:
                raise TooBigError(Excess.PARTS, total)
            token = self._package.token(name)
            if token not in _WELL_FORMED:
                check_well_formed(utf8(self._package.read(name, keep=size <= _WORTH_KEEPING)), name)
                _WELL_FORMED.add(token)

    def all(self, but: Known) -> Iterator[tuple[str, Hashable, bytes]]:
        """All parts that hold XML, by name, with what stands for their content, as they are.

        Those that cannot be read are left out, and those that are `but` known ones.

        Raises:
            TooBigError: one of them is, or they are together.
        """
        total = 0
        for name in self._package.names:
            if not name.lower().endswith(_MARKUP):
                continue
            size = self._package.size(name)
            total += size
            if size > MAX_PART_BYTES or total > MAX_MARKUP_BYTES:
                raise TooBigError(Excess.PARTS, total)
            token = self._package.token(name)
            if token not in but:
                with suppress(PackageError):
                    yield name, token, self._package.read(name, keep=False)

    def _refuse_swollen(self, data: bytes) -> None:
        self._tags_left -= data.count(b"<")
        if self._tags_left < 0:
            raise TooBigError(Excess.TAGS, MAX_TAGS)
        if _has_long_text(data):
            raise TooBigError(Excess.TEXT, MAX_TEXT_BYTES)


def _has_long_text(data: bytes) -> bool:
    """Whether so much stands between a tag and the next one; only the last tag within each such stretch is looked for."""
    at = data.find(b"<")
    while at >= 0:
        end = at + 1 + MAX_TEXT_BYTES
        at = data.rfind(b"<", at + 1, end)
        if at < 0 and len(data) >= end:
            return True
    return False
