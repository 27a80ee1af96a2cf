"""The page of a batch made from facts, taken apart strictly, and shown by a real browser where there is one."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

from lxml import html

from proexp_batch.decision.facts import DossierDecision, Run, Written
from proexp_batch.documents.catalogue import of_dossier
from proexp_batch.documents.html.page import write_page
from proexp_batch.documents.summary.words import MOST_ROWS
from tests.writing.facts import RUN

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NO_BROWSER = "Chromium is not installed here"
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip
_VOID = {"meta", "br", "input", "link", "img", "hr"}


def page(
    decisions: Sequence[DossierDecision],
    written: Sequence[Written] | None = None,
    run: Run = RUN,
    most: int = MOST_ROWS,
) -> str:
    file = BytesIO()
    given = written or [Written()] * len(decisions)
    write_page(file, run, list(zip(decisions, given, strict=True)), of_dossier(), most)
    return file.getvalue().decode("utf-8")


class _Strict(HTMLParser):
    """Every element is closed, by its own name and in its turn."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), (tag, names)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag


def parsed(text: str) -> html.HtmlElement:
    """The page, once it is known to be well formed."""
    strict = _Strict()
    strict.feed(text)
    strict.close()
    assert strict.open == []
    return html.document_fromstring(text)


def words(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content().replace("\u00a0", " ")).strip()


def chromium(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the browser to its end, with a profile of its own."""
    command = [str(CHROMIUM), *_FLAGS, f"--user-data-dir={folder / 'profil'}", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=True, timeout=300
    )
