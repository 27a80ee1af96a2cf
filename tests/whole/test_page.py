"""`synthese.html` from deposited files through the real program: beside the workbook, with links that lead to files."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import openpyxl
import pytest
from lxml import html

from proexp_batch.cli import main
from tests.deposit.running import configured
from tests.whole.places import CLOSED, FAULTY, TODAY
from tests.writing.pages import CHROMIUM, NO_BROWSER, chromium, parsed, words

DAY = ["--aujourdhui", TODAY.isoformat()]
COMPANY = "<script>document.title = 'lu'</script><b onclick=x>Société & fils</b>"


def targets(page: Path) -> list[Path]:
    """The files that the links of a page lead to."""
    found = []
    for link in parsed(page.read_text("utf-8")).iter("a"):
        address = link.get("href")
        if address.startswith("file:"):
            found.append(Path(url2pathname(urlsplit(address).path)))
        elif address.startswith("./"):
            found.append(page.parent / unquote(address))
    return found


def linked(workbook: Path) -> list[Path]:
    """The files that the links of a workbook lead to."""
    book = openpyxl.load_workbook(workbook)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink)
    return [
        workbook.parent / unquote(cell.hyperlink.target.removeprefix("file:///").replace("\\", "/"))
        for cell in cells
    ]


def treated(folder: Path) -> Path:
    """What the program makes of a company whose name is markup, in a file whose name is, too."""
    book = openpyxl.load_workbook(FAULTY)
    book["Entreprise"]["B4"] = COMPANY
    (folder / "depot").mkdir()
    name = "a #1 100%25.xlsx" if os.name == "nt" else 'a <img src=x onerror=alert(1)> "#1" 100%25.xlsx'
    book.save(folder / "depot" / name)
    (folder / "depot" / "clos.xlsx").write_bytes(CLOSED.read_bytes())
    main(["traiter", str(folder / "depot"), "--sortie", str(folder / "sortie"), "--documents", *DAY])
    return folder / "sortie" / "synthese.html"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return treated(tmp_path_factory.mktemp("lot"))


def test_a_name_that_is_markup_is_shown_as_it_is(page: Path) -> None:
    found = parsed(page.read_text("utf-8"))
    assert len(found.findall(".//script")) == 1
    assert not found.findall(".//img") and not found.findall(".//b")
    card = found.find(".//article")
    assert COMPANY in words(card)
    assert "Rendez le classeur annoté à l'entreprise" in words(card)


def test_its_links_lead_to_files(page: Path) -> None:
    found = targets(page)
    assert len([path for path in found if path.suffix == ".pdf"]) > 1
    assert [path for path in found if not path.is_file()] == []


@pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)
def test_the_browser_runs_nothing_of_it(page: Path, tmp_path: Path) -> None:
    done = chromium(tmp_path, "--enable-logging=stderr", "--v=0", "--dump-dom", page.as_uri())
    assert "CONSOLE" not in done.stderr
    assert "Synthèse" in html.document_fromstring(done.stdout).find(".//title").text


@pytest.mark.parametrize("more", ["", 'retour = "depot"\n'], ids=["output", "returned"])
def test_each_pass_of_the_import_has_one_whose_links_lead_to_files(more: str, tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    (tmp_path / "depot" / "à corriger.xlsx").write_bytes(FAULTY.read_bytes())
    config = configured(tmp_path, more=more)
    assert main(["surveiller", "--une-fois", "--config", str(config)]) == 1
    [page] = (tmp_path / "sortie" / "lots").rglob("synthese.html")
    assert page.with_name("synthese.xlsx").is_file()
    assert len(targets(page)) > 2
    assert [path for path in targets(page) if not path.is_file()] == []
    found = linked(page.with_name("synthese.xlsx"))
    assert found
    assert [path for path in found if not path.is_file()] == []


def test_an_earlier_page_is_no_deposit(tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    (tmp_path / "depot" / "clos.xlsx").write_bytes(CLOSED.read_bytes())
    command = ["traiter", str(tmp_path / "depot"), "--sortie", str(tmp_path / "depot"), *DAY]
    assert main(command) == 0
    first = (tmp_path / "depot" / "synthese.html").read_text("utf-8")
    assert "Ce qui n'a pas été contrôlé" not in first
    assert main(command) == 0
    again = parsed((tmp_path / "depot" / "synthese.html").read_text("utf-8"))
    assert "synthese.html" in [words(one) for one in again.findall(".//section//ul/li")]
    assert len(again.findall(".//table[@id='t-dossiers']/tbody/tr")) == 1
