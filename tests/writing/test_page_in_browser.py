"""`synthese.html` in a real browser: nothing is refused or fails, lists sort and filter, texts can be read, it prints."""

import base64
import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest

from proexp_batch.decision.facts import Status
from tests.writing.facts import batch, dossier
from tests.writing.pages import CHROMIUM, NO_BROWSER, chromium, page
from tests.writing.test_page import hostile

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)

LOG = ("--enable-logging=stderr", "--v=0")

PROBE = """
addEventListener("load", () => {
  const found = %s;
  const told = document.createElement("pre");
  told.id = "trouve";
  told.textContent = JSON.stringify(found());
  document.body.append(told);
});
"""


def put(folder: Path, text: str) -> str:
    (folder / "synthese.html").write_text(text, "utf-8")
    return (folder / "synthese.html").as_uri()


def probed(folder: Path, text: str, function: str, *arguments: str) -> Any:
    """What a function finds in the page, whose policy lets this one script in besides its own."""
    probe = PROBE % function
    digest = base64.b64encode(hashlib.sha256(probe.encode()).digest()).decode()
    allowed = text.replace("script-src ", f"script-src &#x27;sha256-{digest}&#x27; ", 1)
    assert allowed != text
    whole = allowed.replace("</body>", f"<script>{probe}</script></body>")
    done = chromium(folder, *LOG, *arguments, "--dump-dom", put(folder, whole))
    assert "CONSOLE" not in done.stderr, done.stderr
    (found,) = re.findall(r'<pre id="trouve">(.*?)</pre>', done.stdout, re.DOTALL)
    return json.loads(html.unescape(found))


@pytest.mark.parametrize("facts", [batch(), hostile(), ([], [])], ids=["some", "hostile", "none"])
def test_the_browser_complains_of_nothing(facts: Any, tmp_path: Path) -> None:
    done = chromium(tmp_path, *LOG, "--dump-dom", put(tmp_path, page(*facts)))
    assert "CONSOLE" not in done.stderr, done.stderr
    assert "<h1>Synthèse du contrôle des dossiers</h1>" in done.stdout


def test_what_is_not_its_own_is_refused_and_told(tmp_path: Path) -> None:
    more = "<script>document.title = 'lu'</script><p style='color:red'>x</p></body>"
    done = chromium(tmp_path, *LOG, "--dump-dom", put(tmp_path, page(*batch()).replace("</body>", more)))
    assert done.stderr.count("Content Security Policy") >= 2
    assert "<title>lu" not in done.stdout


LISTS = """() => {
  const table = document.getElementById("t-dossiers");
  const shown = () => [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.cells[0].textContent);
  const tools = table.closest(".defile").previousElementSibling;
  const [search, choice] = tools.querySelectorAll("input, select");
  const click = (label) => {
    const head = [...table.tHead.rows[0].cells].find((one) => one.textContent === label);
    head.querySelector("button").click();
    return [head.getAttribute("aria-sort"), shown()];
  };
  const type = (control, value) => {
    control.value = value;
    control.dispatchEvent(new Event(control === search ? "input" : "change"));
    return [shown(), tools.querySelector("[role=status]").textContent];
  };
  return {
    labels: [search, choice].map((one) => one.labels[0].firstChild.textContent),
    sorted: [click("Fichier"), click("Fichier"), click("Bloquants"), click("Entreprise")],
    filtered: [type(search, "ETE 10"), type(search, "zzz"), type(search, ""), type(choice, "accepté"), type(choice, "")],
  };
}"""


def test_lists_sort_and_filter(tmp_path: Path) -> None:
    names = ("été 2.xlsx", "eté 10.xlsx", "Zoé.xlsx", "sans entreprise.xlsx")
    kinds = (Status.ACCEPTED, Status.TO_CORRECT, Status.ACCEPTED_WITH_WARNINGS, Status.UNREADABLE)
    found = probed(tmp_path, page([dossier(*one) for one in zip(names, kinds, strict=True)]), LISTS)
    assert found["labels"] == ["Filtrer les dossiers", "Statut"]
    up = ["sans entreprise.xlsx", "été 2.xlsx", "eté 10.xlsx", "Zoé.xlsx"]
    up = sorted(
        up, key=lambda name: {"été 2.xlsx": 0, "eté 10.xlsx": 1, "sans entreprise.xlsx": 2}.get(name, 3)
    )
    assert found["sorted"][0] == ["ascending", up]
    assert found["sorted"][1] == ["descending", up[::-1]]
    # What has no company comes last.
    assert found["sorted"][3][1][-1] == "sans entreprise.xlsx"
    one, none, every, accepted, again = found["filtered"]
    assert one == [["eté 10.xlsx"], "1 dossier sur 4"]
    assert none == [[], "0 dossier sur 4"]
    assert accepted == [["été 2.xlsx"], "1 dossier sur 4"]
    assert (every[1], again[1]) == ("4 dossiers", "4 dossiers")


SIGHT = """() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const clear = (parts) => parts.length === 4 && parts[3] === 0;
  const ground = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const parts = parse(getComputedStyle(one).backgroundColor);
      if (!clear(parts)) return parts;
    }
    return [255, 255, 255];
  };
  const light = (parts) => {
    const [r, g, b] = parts.slice(0, 3).map((one) => one / 255)
      .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const faint = [];
  let texts = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || ["SCRIPT", "OPTION"].includes(node.tagName)) continue;
    texts += 1;
    const [one, other] = [light(parse(getComputedStyle(node).color)), light(ground(node))].sort((a, b) => b - a);
    if ((one + 0.05) / (other + 0.05) < 4.5) faint.push(walker.currentNode.data);
  }
  const names = [...document.querySelectorAll("a, button, input, select, summary")]
    .filter((one) => !(one.textContent.trim() || one.labels?.length)).length;
  return {width: innerWidth, over: document.documentElement.scrollWidth - innerWidth, faint, texts, names};
}"""


@pytest.mark.parametrize("width", [400, 800, 1400])
@pytest.mark.parametrize("facts", [batch(), hostile()], ids=["some", "hostile"])
def test_it_can_be_read_at_every_width(facts: Any, width: int, tmp_path: Path) -> None:
    found = probed(tmp_path, page(*facts), SIGHT, f"--window-size={width},900")
    assert found["width"] <= max(width, 500)
    assert found["over"] <= 0
    assert found["texts"] > 50
    assert found["faint"] == []
    assert found["names"] == 0


def test_it_prints_on_pages_with_titles_and_without_controls(tmp_path: Path) -> None:
    decisions = [dossier(f"entreprise {number:03}.xlsx") for number in range(60)]
    file = tmp_path / "page.pdf"
    chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={file}", put(tmp_path, page(decisions)))
    pages = [one.extract_text() for one in pypdf.PdfReader(file).pages]
    width, height = pypdf.PdfReader(file).pages[0].mediabox[2:]
    assert width > height
    assert len(pages) > 2
    said = "\n".join(pages)
    assert "entreprise 059.xlsx" in said
    assert "Filtrer" not in said
    listing = [text for text in pages if "entreprise 0" in text]
    assert all("Fichier" in text or "Contrat" in text for text in listing)
