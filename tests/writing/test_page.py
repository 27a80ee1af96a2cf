"""`synthese.html`: what it says, that it is sound HTML, and that nothing of a workbook becomes markup."""

import base64
import datetime as dt
import hashlib
import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import unquote

import pytest

from proexp_batch.decision.facts import DossierDecision, Status, Written
from proexp_batch.documents.html import look
from proexp_batch.documents.html.attention import MOST_FINDINGS
from proexp_batch.documents.html.markup import address
from proexp_batch.documents.html.page import write_page
from proexp_batch.model.findings import Severity
from tests.writing.facts import RUN, batch, contract, dossier, finding
from tests.writing.pages import page, parsed, words

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>&amp;\'"'


def test_what_needs_somebody_comes_first_with_the_next_action() -> None:
    found = parsed(page(*batch()))
    titles = [words(title) for title in found.iter("h3")]
    assert titles[:3] == [
        "À corriger : 3 dossiers", "Illisibles : 1 dossier", "Acceptés avec avertissements : 2 dossiers",
    ]  # fmt: skip
    cards = found.findall(".//article")
    assert len(cards) == 6
    first = words(cards[0])
    assert "À faire : Rendez le classeur annoté à l'entreprise : 1 point bloquant à corriger" in first
    assert "Correction : Vérifiez la date de naissance et la date de signature." in first
    unreadable = words(next(card for card in cards if "illisible" in words(card)))
    assert "À faire : Demandez un autre fichier à l'entreprise" in unreadable
    assert "Le fichier est protégé par un mot de passe." in unreadable


def test_the_figures_are_those_of_the_workbook() -> None:
    found = parsed(page(*batch()))
    figures = {words(pair.find("dt")): words(pair.find("dd")) for pair in found.findall(".//dl/div")}
    assert figures == {
        "Dossiers": "12",
        "Contrats": "10",
        "Attestations établies": "5",
        "Constats bloquants": "5",
        "Compétences acquises *": "75 %",
        "Heures réalisées *": "96 %",
    }
    tables = {words(table.find("caption")): table for table in found.iter("table")}
    rows = [[words(cell) for cell in row][:2] for row in tables["Dossiers par statut"].iter("tr")]
    assert rows[1:] == [
        ["accepté", "5"], ["accepté avec avertissements", "2"], ["à corriger", "3"], ["illisible", "1"],
        ["doublon", "1"], ["Total", "12"],
    ]  # fmt: skip
    assert "05/04/2023 à 09:30:00 au 05/04/2023 à 09:30:42 (heure de Paris)" in words(found.find(".//header"))


def test_one_row_per_dossier_and_per_contract() -> None:
    decisions, written = batch()
    found = parsed(page(decisions, written))
    rows = found.findall(".//table[@id='t-dossiers']/tbody/tr")
    assert [words(row[0]) for row in rows] == [str(decision.file) for decision in decisions]
    assert len(found.findall(".//table[@id='t-contrats']/tbody/tr")) == 10


def test_attestations_are_linked_contract_by_contract() -> None:
    two = (contract("A/1"), contract("A-1"), contract("3", Status.TO_CORRECT))
    outputs = {
        "annotated": "d/annote.xlsx", "attestation/A-1": "d/attestation-A-1.pdf",
        "attestation/A-1 (2)": "d/attestation-A-1 (2).pdf",
    }  # fmt: skip
    written = Written({key: PurePosixPath(path) for key, path in outputs.items()})
    found = parsed(page([dossier(contracts=two)], [written]))
    rows = found.findall(".//table[@id='t-contrats']/tbody/tr")
    links = [[unquote(link.get("href")) for link in row.iter("a")] for row in rows]
    assert links == [["./d/attestation-A-1.pdf"], ["./d/attestation-A-1 (2).pdf"], []]
    assert "Un constat bloquant concerne ce contrat." in words(rows[2])


def hostile() -> tuple[list[DossierDecision], list[Written]]:
    odd = finding(
        message=HOSTILE, detail=f"\u202e{HOSTILE}\x1b\x00", fix=HOSTILE, sheet=HOSTILE, column=HOSTILE,
        code="XXX-001", contracts=(HOSTILE,),
    )  # fmt: skip
    bad = contract(HOSTILE, Status.TO_CORRECT, reason=HOSTILE)
    changes = {"company": HOSTILE, "findings": (odd,), "contracts": (bad,), "problem": HOSTILE}
    decision = dossier(f"{HOSTILE}\udcff.xlsx", Status.TO_CORRECT, **changes)
    return [decision], [
        Written({"annotated": PurePosixPath(f'a" onclick="b{HOSTILE}.xlsx')}, unmade=(HOSTILE,))
    ]


def test_nothing_of_a_workbook_becomes_markup() -> None:
    run = replace(RUN, ignored=(PurePosixPath(HOSTILE),))
    text = page(*hostile(), run=run)
    found = parsed(text)
    assert len(found.findall(".//script")) == 1
    assert not found.findall(".//img")
    assert not [name for one in found.iter() for name in one.attrib if name.startswith("on")]
    assert not [one for one in found.iter() if "style" in one.attrib]
    assert words(found.find(".//article")).count('<script>alert("x")</script>') > 6
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", text)


def test_only_its_own_style_and_script_may_run_and_nothing_be_loaded() -> None:
    found = parsed(page(*batch()))
    (policy,) = [one.get("content") for one in found.iter("meta") if one.get("http-equiv")]
    for name, directive in (("style", "style-src"), ("script", "script-src")):
        (own,) = found.findall(f".//{name}")
        digest = base64.b64encode(hashlib.sha256(own.text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert not [one for one in found.iter() if "src" in one.attrib or one.tag == "link"]
    assert not re.search(r"https?:|@import|url\(", look.style() + look.script())


@pytest.mark.parametrize("facts", [batch(), hostile(), ([], [])], ids=["some", "hostile", "none"])
def test_the_structure_helps_those_who_do_not_see_it(facts) -> None:
    found = parsed(page(*facts))
    assert found.get("lang") == "fr"
    levels = [int(one.tag[1]) for one in found.iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [one.get("id") for one in found.iter() if one.get("id")]
    assert len(set(ids)) == len(ids)
    inside = [one.get("href")[1:] for one in found.iter("a") if one.get("href").startswith("#")]
    named = [one.get("aria-labelledby") for one in found.iter() if one.get("aria-labelledby")]
    assert set(inside) | set(named) <= set(ids)
    for table in found.iter("table"):
        assert words(table.find("caption"))
        width = len(table.findall("thead/tr/th"))
        assert all(head.get("scope") == "col" for head in table.findall("thead/tr/th"))
        for row in table.findall("tbody/tr"):
            assert len(row) == width
            assert (row[0].tag, row[0].get("scope")) == ("th", "row")
    for scrolled in found.findall(".//div[@class='defile']"):
        assert scrolled.get("tabindex") == "0" and scrolled.get("role") == "region"
        assert scrolled.get("aria-label")
    assert all(words(link) for link in found.iter("a"))
    assert all(bar.get("aria-hidden") == "true" for bar in found.iter("svg"))
    assert found.find(".//title").text


def test_links_lead_to_the_files_whatever_their_names() -> None:
    decisions, written = batch()
    found = parsed(page(decisions, written))
    given = {str(path) for one in written for path in one.outputs.values()}
    linked = {
        unquote(one.get("href")).removeprefix("./") for one in found.iter("a") if one.get("href")[0] == "."
    }
    assert linked == given | {"synthese.xlsx", "rapport.json"}


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("a b/é#?.xlsx", "./a%20b/%C3%A9%23%3F.xlsx"),
        ("javascript:alert(1)", "./javascript%3Aalert%281%29"),
        ("../../d/100%25.pdf", "./../../d/100%2525.pdf"),
        ("d/\udce9.xlsx", "./d/%E9.xlsx"),
        ("/depot/retour/é.xlsx", "file:///depot/retour/%C3%A9.xlsx"),
    ],
)
def test_awkward_paths_as_addresses(path: str, link: str) -> None:
    assert address(PurePosixPath(path)) == link


def test_no_name_and_no_birth_date_of_a_learner() -> None:
    text = page([dossier()])
    assert "Camille" not in text
    assert "2001" not in text


def test_same_facts_give_the_same_bytes() -> None:
    assert page(*batch()) == page(*batch())


def test_the_time_is_that_of_paris_whatever_the_zone_it_comes_in() -> None:
    far = dt.timezone(dt.timedelta(hours=4))
    run = replace(RUN, started=RUN.started.astimezone(far), finished=RUN.finished.replace(tzinfo=None))
    assert page([], run=run) == page([])
    winter = replace(RUN, started=dt.datetime(2023, 1, 5, 23, 30, tzinfo=dt.UTC))
    assert "06/01/2023 à 00:30:00" in page([], run=winter)


def test_lists_end_at_a_stated_number_with_the_true_total() -> None:
    found = tuple(finding(cells=(f"D{row}",)) for row in range(5, 8))
    bad = [
        dossier(
            f"{name}.xlsx",
            Status.TO_CORRECT,
            findings=found,
            contracts=(contract(name), contract(f"{name}2")),
        )
        for name in "abcdef"
    ]
    read = parsed(page(bad, most=4))
    said = words(read)
    assert "La liste s'arrête aux 4 premiers dossiers, sur 6" in said
    assert "La liste s'arrête aux 4 premiers contrats, sur 12" in said
    assert len(read.findall(".//article")) == 4
    assert len(read.findall(".//table[@id='t-dossiers']/tbody/tr")) == 4
    assert len(read.findall(".//table[@id='t-contrats']/tbody/tr")) == 4
    assert len(read.findall(".//ul[@class='constats']/li")) == 4
    many = tuple(finding(cells=(f"D{row}",)) for row in range(5, 75))
    (card,) = parsed(page([dossier(status=Status.TO_CORRECT, findings=many)])).findall(".//article")
    assert len(card.findall(".//ul[@class='constats']/li")) == MOST_FINDINGS
    assert f"aux {MOST_FINDINGS} premiers constats, sur 70 ; le classeur annoté les donne tous" in words(card)


class Counted(list):
    """Results that count how often one of them is taken."""

    taken = 0

    def __iter__(self):
        for one in super().__iter__():
            self.taken += 1
            yield one


def test_twice_the_dossiers_are_taken_twice_as_often_and_never_held() -> None:
    def steps(count: int) -> tuple[int, int]:
        odd = finding(severity=Severity.WARNING)
        one = dossier(status=Status.ACCEPTED_WITH_WARNINGS, findings=(odd,))
        results, most = Counted([(one, Written())] * count), 0

        class File(BytesIO):
            def write(self, data) -> int:
                nonlocal most
                most = max(most, len(data))
                return super().write(data)

        write_page(File(), RUN, results, [])
        return results.taken, most

    (few, piece), (many, same) = steps(20), steps(40)
    assert many == 2 * few
    assert same == piece


# Colours.


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_text_stands_out_from_its_ground() -> None:
    css = look.style()
    named = dict(re.findall(r"--([a-z]+):(#[0-9A-F]{6})", css))
    pairs = set()
    for rule in re.findall(r"\{([^{}]*)\}", css):
        for name, colour in named.items():
            rule = rule.replace(f"var(--{name})", colour)
        ink = re.search(r"(?:^|;)color:(#[0-9A-F]{6})", rule)
        ground = re.search(r"(?:^|;)background:(#[0-9A-F]{6})", rule)
        if ink:
            grounds = [ground[1]] if ground else [named["blanc"], named["pale"]]
            pairs |= {(ink[1], one) for one in grounds}
    assert len(pairs) > 10
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < 4.5} == {}
