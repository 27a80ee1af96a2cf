"""What a company writes among our words stays its own, and nothing of ours stays with it."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest

from proexp_batch.marking.answers import SEPARATOR, line_keys, theirs
from proexp_batch.marking.patching import Mark, Tone, annotate, clean
from tests.ooxml.samples import CONTROL, changed, members, notes, resaved, rich, zipped

REMARK = "SAI-001 – bloquant\n« Date de naissance » n'est pas rempli.\nÀ faire : Remplissez la cellule."
MARKS = [Mark("Apprenants", "D3", Tone.BLOCKING, REMARK), Mark("Apprenants", "A3", Tone.INFO, REMARK)]
ANNOTATED = annotate(rich(), MARKS, CONTROL)
COMMENTS = "xl/comments1.xml"
OURS = f"{SEPARATOR}\n{REMARK}"
ANSWER = "Réponse de Mme Legrand : la date est la bonne."


def answered(add: str, behind: str = "la cellule.", package: bytes = ANNOTATED) -> bytes:
    """Our notes with something typed behind one of our words, and saved."""

    def typed(text: str) -> str:
        place = text.index('ref="D3"')
        return text[:place] + text[place:].replace(behind, behind + add, 1)

    return resaved(changed(package, COMMENTS, typed))


@pytest.mark.parametrize(
    ("package", "kept"),
    [
        (answered(f"\n{ANSWER}"), ANSWER),
        (answered(f"\n\n{ANSWER}\nMerci."), f"{ANSWER}\nMerci."),
        (answered(f" {ANSWER}"), ANSWER),
        (answered(f"\n{ANSWER}", "bloquant"), ANSWER),
        (answered(f"</t></r><r><t>{ANSWER}"), ANSWER),
        (answered(f"{ANSWER}\n", f"{SEPARATOR}\n"), ANSWER),
    ],
    ids=["below", "after a blank", "on the last line", "in between", "in a run of its own", "at the top"],
)
def test_an_answer_stays_above_our_next_note(package: bytes, kept: str) -> None:
    assert notes(clean(package))["Apprenants", "D3"] == kept
    again = annotate(package, MARKS, CONTROL)
    assert notes(again)["Apprenants", "D3"] == f"{kept}\n{OURS}"
    for _ in range(3):
        again = annotate(resaved(again), MARKS, CONTROL)
    assert notes(again)["Apprenants", "D3"] == f"{kept}\n{OURS}"
    assert notes(clean(resaved(again)))["Apprenants", "A3"] == "note maison"


def test_an_answer_below_our_words_in_a_note_of_theirs_joins_it() -> None:
    def typed(text: str) -> str:
        place = text.index('ref="A3"')
        return text[:place] + text[place:].replace("la cellule.", f"la cellule.\n{ANSWER}", 1)

    package = resaved(changed(ANNOTATED, COMMENTS, typed))
    assert notes(clean(package))["Apprenants", "A3"] == f"note maison\n{ANSWER}"
    assert notes(clean(package)).keys() == notes(rich()).keys()


@pytest.mark.parametrize("add", [f"\n{ANSWER}", f"</t></r><r><t>{ANSWER}"])
def test_an_answer_stays_where_our_sheet_is_gone(add: str) -> None:
    package = answered(add)
    signature = re.compile("proexp_batch:controle:1")
    parts = {
        name: signature.sub("x", data.decode("latin-1")).encode("latin-1")
        for name, data in members(package).items()
    }
    assert notes(clean(zipped(parts)))["Apprenants", "D3"] == ANSWER


def test_an_answer_saved_by_another_library_stays() -> None:
    book = openpyxl.load_workbook(io.BytesIO(answered(f"\n{ANSWER}")))
    out = io.BytesIO()
    book.save(out)
    assert notes(annotate(out.getvalue(), MARKS, CONTROL))["Apprenants", "D3"] == f"{ANSWER}\n{OURS}"


def test_lines_are_told_by_what_is_remembered() -> None:
    known = frozenset(line_keys([REMARK]))
    assert theirs(OURS, known) == theirs(REMARK.replace(" ", "\u00a0") + "\n", known) == ""
    assert theirs(f"{OURS}\nbloquant", known) == "bloquant"
    assert theirs(f"{SEPARATOR}\nun reste d'autrefois\nÀ faire : Rien.\noui", frozenset()) == "oui"


def test_a_memory_without_end_is_read_once() -> None:
    known = frozenset((length, length) for length in range(20_000))
    assert theirs("x" * 100_000, known) == ""  # as one line that nothing says is theirs


THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
FIRST, SECOND, THIRD = (f"{{{digit * 8}-2222-3333-4444-555555555555}}" for digit in "123")
INTRODUCTION = "[Fil de commentaires]\n\nVotre version d'Excel le lit.\n\nCommentaire :\n    "


def threaded(*replies: str, first: str = OURS, change: Callable[[str], str] = str) -> bytes:
    """Our note on D3 as Excel turns it into a thread, with what was replied."""
    identifiers = [FIRST, SECOND, THIRD]
    texts = [first, *replies]
    comments = "".join(
        f'<threadedComment ref="D3" dT="2024-01-15T10:00:00.00" personId="{{P{min(number, 1)}}}" '
        f'id="{identifiers[number]}"{f" parentId={chr(34)}{FIRST}{chr(34)}" if number else ""}>'
        f"<text>{text}</text></threadedComment>"
        for number, text in enumerate(texts)
    )
    persons = "".join(
        f'<person displayName="P{n}" id="{{P{n}}}" userId="x" providerId="None"/>' for n in (0, 1)
    )
    shadow = INTRODUCTION + "\nRéponse :\n    ".join(texts)
    parts = {name: data.decode("latin-1") for name, data in members(ANNOTATED).items()}
    own = re.sub(
        r'(<comment ref="D3" authorId=")\d+(".*?>)<text>.*?</text>',
        lambda found: f"{found[1]}2{found[2]}<text><t>{change(shadow)}</t></text>",
        members(ANNOTATED)[COMMENTS].decode(),
        flags=re.DOTALL,
    ).replace("</authors>", f"<author>tc={FIRST}</author></authors>")
    relation = '<Relationship Id="rIdT{}" Type="http://schemas.microsoft.com/office/2017/10/relationships/{}" Target="{}"/>'
    for name, line in (
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            ("1", "threadedComment", "../threadedComments/threadedComment1.xml"),
        ),
        ("xl/_rels/workbook.xml.rels", ("2", "person", "persons/person.xml")),
    ):
        parts[name] = parts[name].replace("</Relationships>", relation.format(*line) + "</Relationships>")
    return zipped(
        {
            **{name: text.encode("latin-1") for name, text in parts.items()},
            COMMENTS: own.encode(),
            "xl/threadedComments/threadedComment1.xml": (
                f'<ThreadedComments xmlns="{THREADS}">{comments}</ThreadedComments>'.encode()
            ),
            "xl/persons/person.xml": f'<personList xmlns="{THREADS}">{persons}</personList>'.encode(),
        }
    )


def thread_of(package: bytes) -> str:
    return members(package)["xl/threadedComments/threadedComment1.xml"].decode()


def test_a_thread_of_our_words_alone_goes_and_our_note_is_made_anew() -> None:
    again = annotate(threaded(), MARKS, CONTROL)
    assert notes(again)["Apprenants", "D3"] == OURS
    assert not [name for name in members(again) if "thread" in name]
    assert "{P0}" not in members(again)["xl/persons/person.xml"].decode()
    drawing = members(again)["xl/drawings/vmlDrawing1.vml"].decode()
    assert drawing.count('ObjectType="Note"') == len(
        [cell for sheet, cell in notes(again) if sheet == "Apprenants"]
    )
    assert notes(annotate(resaved(again), MARKS, CONTROL)) == notes(again)


def test_what_was_replied_stays_a_thread() -> None:
    again = annotate(threaded("La date est la bonne.", "Merci."), MARKS, CONTROL)
    thread = thread_of(again)
    assert "Remplissez" not in thread
    assert re.findall(r"<text>([^<]*)", thread) == ["La date est la bonne.", "Merci."]
    assert re.findall(r'parentId="([^"]*)"', thread) == [SECOND]
    note = notes(again)["Apprenants", "D3"]
    assert note == f"{INTRODUCTION}La date est la bonne.\nRéponse :\n    Merci."
    assert f"tc={SECOND}" in members(again)[COMMENTS].decode()
    assert notes(annotate(resaved(again), MARKS, CONTROL)) == notes(again)


def test_what_was_added_to_our_words_in_a_thread_stays() -> None:
    again = annotate(threaded(first=f"{OURS}\n{ANSWER}"), MARKS, CONTROL)
    assert re.findall(r"<text>([^<]*)", thread_of(again)) == [ANSWER]
    assert notes(again)["Apprenants", "D3"] == INTRODUCTION + ANSWER


def test_the_note_of_a_thread_that_another_program_lost_goes_too() -> None:
    parts = members(threaded())
    del parts["xl/threadedComments/threadedComment1.xml"]
    assert ("Apprenants", "D3") not in notes(clean(zipped(parts)))
    assert notes(annotate(zipped(parts), MARKS, CONTROL))["Apprenants", "D3"] == OURS


@pytest.mark.parametrize(("replies", "left"), [((), ""), (("Oui.",), "Réponse :\n    Oui.\n")])
def test_neither_does_it_stay_where_its_author_is_lost_too(replies: tuple[str, ...], left: str) -> None:
    parts = members(changed(threaded(*replies), COMMENTS, lambda text: text.replace(f"tc={FIRST}", " ")))
    del parts["xl/threadedComments/threadedComment1.xml"]
    assert notes(annotate(zipped(parts), MARKS, CONTROL))["Apprenants", "D3"] == left + OURS


def test_a_thread_of_theirs_stays_as_it_is() -> None:
    package = threaded("Oui.", first="À vous ?")
    assert thread_of(annotate(package, MARKS, CONTROL)) == thread_of(package)
