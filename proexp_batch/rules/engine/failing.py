"""Why a rule failed, in French and without anything of the data it looked at: the kind of error, and where in its file."""

from pathlib import Path

from proexp_batch.model.reasons import why

_PACKAGE = Path(__file__).parents[2]

_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (RecursionError, "une fonction s'appelle elle-même sans fin"),
    (SyntaxError, "ce n'est pas du Python bien formé"),
    (IndexError, "elle demande un élément au-delà de la fin d'une liste"),
    (LookupError, "elle demande une colonne, une feuille ou une clé qui n'existe pas"),
    (AttributeError, "elle demande à un objet quelque chose qu'il n'a pas"),
    (NameError, "elle emploie un nom qui n'est défini nulle part"),
    (ZeroDivisionError, "elle divise par zéro"),
    (ArithmeticError, "un calcul n'a pas de résultat"),
    (AssertionError, "ce qu'elle tient pour vrai (« assert ») ne l'est pas"),
    (
        TypeError,
        "une valeur n'est pas de la sorte attendue, ou une fonction reçoit trop ou trop peu de valeurs",
    ),
    (ValueError, "une valeur ne convient pas, ou il y en a trop ou trop peu"),
    (SystemExit, "elle arrête le programme"),
)


class RuleError(Exception):
    """A rule failed to run; `code` names it, `reason` is the end of a French sentence and quotes no cell."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class OwnRulesError(Exception):
    """Rules that cannot be loaded; the message is a French sentence that names the file or module and the reason."""


class CodeTakenError(ValueError):
    """A rule is declared with the code of another one."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def reason(error: BaseException) -> str:
    """What went wrong, as the end of a French sentence: the kind of error and the line of the rule's own file.

    The words of the error itself are left out: they are English, and may quote a cell.
    """
    return f"{_kind(error)}{_place(error)}"


def _kind(error: BaseException) -> str:
    if isinstance(error, CodeTakenError):
        return f"le code {error.code} est déjà pris"
    if isinstance(error, ImportError) and error.name:
        return f"le module « {error.name} », ou ce qui en est demandé, est introuvable"
    if isinstance(error, OSError):
        return f"un fichier n'a pas pu être lu ou écrit : {why(error)}"
    said = next((words for kind, words in _KINDS if isinstance(error, kind)), None)
    return said or f"erreur « {type(error).__name__} »"


def _place(error: BaseException) -> str:
    """The file of the rule and the line in it: the last one of the first file on the way that is none of ours."""
    file, line = (error.filename, error.lineno) if isinstance(error, SyntaxError) else (None, None)
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if file is None and _may_be_own(name):
            file = name
        if name == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return f" ({Path(file).name}, ligne {line})" if file and line else ""


def _may_be_own(file: str) -> bool:
    """Whether a rule may stand in a file: not in this program, nor in what Python itself runs to load one.

    A program that holds its own Python names what is in it by relative paths.
    """
    return (
        not file.startswith("<")
        and Path(file).is_absolute()
        and not Path(file).is_relative_to(_PACKAGE)
        and "importlib" not in Path(file).parts
    )
