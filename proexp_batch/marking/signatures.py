"""The digital signature of a workbook (ECMA-376 Part 2, §10), which holds for no other bytes than those that were signed.

Left in a workbook that we have marked, it would have Excel say that somebody has tampered with it. The signature of
the macros is another one: it stays with them, since both come through byte for byte.
"""

from __future__ import annotations

from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.relations import ContentTypes, Relations

_ORIGIN = "origin"
_TYPE = "digital-signature"
_EXTENSION = "sigs"


def is_signed(package: Package) -> bool:
    """Whether the package names a digital signature."""
    return bool(_parts(package))


def unsigned(package: Package) -> Package:
    """The package without its digital signature, the very same one where there is none."""
    parts = _parts(package)
    if not parts:
        return package
    package = package.copy()
    types, relations = ContentTypes(package), Relations(package, "")
    relations.drop(parts)
    for part in parts:
        for name in (Relations(package, part).name, part):
            types.drop(name)
            package.remove(name)
    types.drop_unused(_EXTENSION)
    relations.save(types)
    types.save()
    return package


def _parts(package: Package) -> frozenset[str]:
    """The origin of the signature, the signatures, and the certificates that stand alone."""
    found: set[str] = set()
    waiting = [one.part for one in Relations(package, "") if one.kind == _ORIGIN]
    if not waiting:
        return frozenset()
    types = ContentTypes(package)
    while waiting:
        part = waiting.pop()
        # By its type: a forged relationship may lead anywhere.
        if part is not None and part not in found and _TYPE in types.of(part):
            found.add(part)
            waiting += [one.part for one in Relations(package, part)]
    return frozenset(found)
