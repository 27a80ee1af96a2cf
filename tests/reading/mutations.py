"""Damages workbooks at random, but in the same way for the same number.

Run by itself it tries many thousands in child processes, where a crash or an abort of the process shows:
`python -m tests.reading.mutations 5000`.
"""

import multiprocessing
import random
import re
import sys
import time
from pathlib import Path, PurePosixPath

from proexp_batch.reading.dossier import read
from proexp_batch.template.workbook import template
from tests.reading.workbooks import members, zipped

DEPOT = Path(__file__).parent.parent.parent / "samples" / "depot"
SECONDS = 5.0
MEGABYTES = 500

NASTY = [
    "", "0", "-1", "1048576", "XFD1048576", "A1048576", "ZZZZZZZ99999999999", "99999999999999999999", "NaN", "-INF",
    "1e999", "&", "<", "]]>", "&#0;", "\x00", "<c>", "</row>", "<row>", "<!--", "<![CDATA[", "é", "\U0001f680", "s",
    "e", "b", "d", "str", "inlineStr", "A1:XFD1048576", "../../..", "/", "'", '"', "sheetData", "#N/A", "true", " " * 1000,
    "185057800608491",
]  # fmt: skip
TOKEN = re.compile(r'(?<=")[^"<>]*(?=")|(?<=>)[^<>]+(?=<)|</?[\w:]+|\d+')


def sources() -> list[bytes]:
    """The workbooks that are damaged: the template and the invented deposit."""
    return [template(), *(path.read_bytes() for path in sorted(DEPOT.rglob("*.xls*")))]


def mutant(sources: list[bytes], seed: int) -> bytes:
    """A damaged workbook."""
    chance = random.Random(seed)
    data = chance.choice(sources)
    if chance.random() < 0.25 or not data.startswith(b"PK"):
        return bytes_changed(data, chance)
    try:
        parts = members(data)
    except Exception:
        return bytes_changed(data, chance)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        _part_changed(parts, chance)
    return zipped(parts)


def bytes_changed(data: bytes, chance: random.Random) -> bytes:
    """Some bytes become others, are taken out or put in."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        at = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at] ^= 1 << chance.randrange(8)
            case 2:
                del changed[at : at + chance.randrange(1, 50)]
            case _:
                changed[at:at] = chance.randbytes(chance.randrange(1, 20))
        if not changed:
            break
    return bytes(changed)


def _part_changed(parts: dict[str, bytes], chance: random.Random) -> None:
    wanted = [name for name in parts if re.search(r"sheet\d+\.xml$|workbook|rels|sharedStrings|styles", name)]
    name = chance.choice(wanted or list(parts))
    match chance.randrange(12):
        case 0:
            del parts[name]
            if not parts:
                parts["x"] = b""
        case 1:
            parts[chance.choice(list(parts))] = parts[name]
        case 2:
            parts[name] = parts[name][: chance.randrange(len(parts[name]) + 1)]
        case 3:
            parts[name] = bytes_changed(parts[name] or b"x", chance)
        case _:
            parts[name] = xml_changed(parts[name].decode("utf-8", "replace"), chance).encode(
                "utf-8", "replace"
            )


def xml_changed(xml: str, chance: random.Random) -> str:
    """A value, a text, a tag or a number is taken out, replaced or doubled."""
    tokens = [match.span() for match in TOKEN.finditer(xml)]
    if not tokens:
        return chance.choice(NASTY)
    start, end = chance.choice(tokens)
    match chance.randrange(4):
        case 0:
            return xml[:start] + xml[end:]
        case 1:
            other = chance.choice(tokens)
            return xml[:start] + xml[other[0] : other[1]] + xml[end:]
        case 2:
            other = chance.choice(tokens)
            low, high = sorted((start, other[0]))
            return xml[:high] + xml[low : min(high, low + 2000)] + xml[high:]
        case _:
            return xml[:start] + chance.choice(NASTY) + xml[end:]


def verdict(data: bytes) -> tuple[str, float]:
    """How the reading of a file ends - a code, or `read` - and how many seconds of work it takes."""
    started = time.process_time()
    dossier = read(data, PurePosixPath("dossier.xlsx"), 0)
    seconds = time.process_time() - started
    return ("read" if dossier.readable else dossier.hits[0].code), seconds


def _try_all(seeds: range) -> None:
    import resource  # not on Windows, where only the tests use this module

    files = sources()
    for seed in seeds:
        code, seconds = verdict(mutant(files, seed))
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        if code == "FIC-008" or seconds > SECONDS or megabytes > MEGABYTES:
            print(f"seed {seed}: {code}, {seconds:.1f} s, {megabytes:.0f} MB", flush=True)


def _main(count: int, first: int) -> None:
    """Try mutants in child processes of a hundred each; say which of these ended badly."""
    for start in range(first, first + count, 100):
        process = multiprocessing.Process(target=_try_all, args=(range(start, start + 100),))
        process.start()
        process.join()
        if process.exitcode:
            print(f"seeds {start} to {start + 99}: the process ended with {process.exitcode}", flush=True)
    print(f"{count} mutants tried")


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
