"""The settings: every key checked with its line, options before environment before file before defaults."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proexp_batch.model.wording import NBSP, typo
from proexp_batch.settings.load import ConfigError, load
from proexp_batch.settings.sources import SETTINGS
from proexp_batch.settings.watch import MailConfig, WatchConfig

START = 'depot = "depot"\nsortie = "sortie"\n'
MAIL = (
    '[courriel]\nserveur = "smtp.exemple.fr"\nexpediteur = "a@exemple.fr"\ndestinataires = ["b@exemple.fr"]\n'
)


def written(folder: Path, text: str) -> Path:
    path = folder / "proexp.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(
    folder: Path,
    text: str,
    overrides: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
) -> str:
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text), overrides, environ)
    said = str(caught.value)
    assert said == typo(said)
    assert said.endswith(".")
    return said.replace(NBSP, " ")


def test_the_least_file_gives_the_defaults_beside_it(tmp_path: Path) -> None:
    config = load(written(tmp_path, START))
    assert config == WatchConfig(depot=tmp_path / "depot", sortie=tmp_path / "sortie")
    assert config.registre == tmp_path / "sortie" / "registre.sqlite"
    assert config.archive == tmp_path / "sortie" / "archive"
    assert config.quarantaine == tmp_path / "sortie" / "quarantaine"
    assert config.journal == tmp_path / "sortie" / "journal"
    assert (config.delai, config.lot, config.retour, config.courriel) == (10.0, 500, "sortie", None)


def test_everything_can_be_said_without_a_file() -> None:
    config = load(None, {"depot": Path("d"), "sortie": "s", "regles": ("branche.py",)}, {})
    here = Path.cwd()
    assert (config.depot, config.sortie, config.regles) == (
        here / "d",
        here / "s",
        (f"{here / 'branche.py'}",),
    )
    assert config.registre == here / "s" / "registre.sqlite"


def test_paths_of_the_file_start_at_its_folder(tmp_path: Path) -> None:
    text = (
        'depot = "../partage"\nsortie = "/srv/sortie"\nparametres = "p.toml"\nregles = ["r.py", "module.r"]\n'
    )
    (tmp_path / "reglages").mkdir()
    config = load(written(tmp_path / "reglages", text))
    assert config.depot == tmp_path / "partage"
    assert config.sortie == Path("/srv/sortie")
    assert config.parametres == tmp_path / "reglages" / "p.toml"
    assert config.regles == (str(tmp_path / "reglages" / "r.py"), "module.r")


def test_options_come_before_environment_before_file_before_defaults(tmp_path: Path) -> None:
    path = written(tmp_path, START + "delai = 2\nlot = 20\nbail = 200.5\n")
    environ = {"PROEXP_DELAI": "3,5", "PROEXP_LOT": "30", "PROEXP_BAIL": " "}
    config = load(path, {"delai": 4.0, "lot": None}, environ)
    assert (config.delai, config.lot, config.bail, config.espace_libre) == (4.0, 30, 200.5, 500)


def test_the_environment_speaks_of_lists_and_of_yes_and_no(tmp_path: Path) -> None:
    environ = {"PROEXP_REGLES": "a.py; b", "PROEXP_REPARER": "Oui", "PROEXP_EVENEMENTS": "0"}
    config = load(written(tmp_path, START), None, environ)
    assert (config.regles, config.reparer, config.evenements) == (
        (str(Path.cwd() / "a.py"), "b"),
        True,
        False,
    )


def test_mail_from_file_and_environment(tmp_path: Path) -> None:
    environ = {"PROEXP_COURRIEL_PORT": "2525", "PROEXP_COURRIEL_DESTINATAIRES": "c@x.fr;d@x.fr"}
    mail = load(written(tmp_path, START + MAIL), None, environ).courriel
    assert mail == MailConfig(
        serveur="smtp.exemple.fr", expediteur="a@exemple.fr", destinataires=("c@x.fr", "d@x.fr"), port=2525
    )
    assert load(written(tmp_path, START)).courriel is None


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "proexp.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (START + "lot = 7\n").replace("\n", "\r\n").encode())
    assert load(path).lot == 7


WRONG = [
    (
        START + "\n# commentaire\ndelais = 3",
        "ligne 5",
        "« delais » n'existe pas ; le plus proche est « delai »",
    ),
    (START + "xyzzy = 3", "ligne 3", "« xyzzy » n'existe pas ; supprimez cette ligne"),
    (
        START + "[couriel]\nserveur = 'x'",
        "ligne 3",
        "[couriel] n'existe pas ; la plus proche est « courriel »",
    ),
    (START + "delai = -1", "ligne 3", "« delai » est refusé : il faut un nombre de 0 à 3 600 secondes"),
    (START + "delai = nan", "ligne 3", "il faut un nombre de 0 à 3 600"),
    (START + 'delai = "10"', "ligne 3", "« delai » est refusé : il faut un nombre"),
    (START + "delai = true", "ligne 3", "il faut un nombre"),
    (START + "lot = 2.5", "ligne 3", "« lot » est refusé : il faut un nombre entier"),
    (START + "lot = 0", "ligne 3", "il faut un nombre de 1 à 10 000"),
    (START + "\nreparer = 'oui'", "ligne 4", "true ou false, sans guillemets"),
    (START + "retour = 'ici'", "ligne 3", "l'un de : « sortie », « depot »"),
    (START + "regles = 'a.py'", "ligne 3", "« regles » est refusé : il faut une liste de textes"),
    (START + "regles = [\n  'a.py',\n  3,\n]", "ligne 3", "une liste de textes"),
    (START + "archive = ''", "ligne 3", "un chemin entre guillemets"),
    (START + "archive = 3", "ligne 3", "un chemin entre guillemets"),
    (START + 'archive = "a\\u0000b"', "ligne 3", "caractère invisible"),
    (START + "archive = 'depot/archive'", "ligne 3", "« archive » ne peut pas être dans « depot »"),
    (START + "journal = '.'", "ligne 1", "« depot » ne peut pas être dans « journal »"),
    (START + "registre = 'depot/r.sqlite'", "ligne 3", "« registre » ne peut pas être dans « depot »"),
    (START + "delai = 60\nabandon = 30", "ligne 4", "« abandon » doit être au moins égal à « delai »"),
    (START + "depot = 'a'", "ligne 3", "donné deux fois"),
    (START + "archive = C:\\archive", "ligne 3", "pas du TOML lisible"),
    ('sortie = "s"\ndepot = "C:\\Users\\partage"', "ligne 2", "apostrophes droites"),
    (START + "courriel = 'a@b.fr'", "ligne 3", "« courriel » est une section"),
    (START + "[[courriel]]\nserveur = 'a'", "ligne 3", "« courriel » est une section"),
    (START + MAIL.replace('"b@exemple.fr"', "3"), "ligne 6", "une liste de textes"),
    (START + MAIL + "mot_de_passe = 'secret'", "ligne 7", "le plus proche est « mot_de_passe_env »"),
    (START + MAIL + "port = 70000", "ligne 7", "de 0 à 65 535"),
    (START + MAIL.replace("a@exemple.fr", "a"), "ligne 5", "« a » n'est pas une adresse"),
    (START + MAIL.replace("a@exemple.fr", "a@b.fr\\nBcc: c@d.fr"), "ligne 5", "retour à la ligne"),
    (START + MAIL.replace('["b@exemple.fr"]', "[]"), "ligne 6", "au moins une adresse"),
    (START + MAIL + "utilisateur = 'u'", "ligne 7", "donnez « mot_de_passe_env »"),
    (
        START + MAIL + "utilisateur = 'u'\nmot_de_passe_env = 'p!'",
        "ligne 8",
        "jamais le mot de passe lui-même",
    ),
    (
        START + MAIL + "utilisateur = 'u'\nmot_de_passe_env = 'P'\nsecurite = 'aucune'",
        "ligne 9",
        "ne s'envoie pas en clair",
    ),
    (START + "courriel.port = 0\ncourriel.quand = 'jamais'", "ligne 4", "« toujours », « refus », « echec »"),
    ('[courriel]\nserveur = "x"\n', "Section [courriel]", "il manque « expediteur »"),
    ('depot = "d"', "proexp.toml »", "il manque « sortie » (le dossier où écrire les résultats)"),
]


@pytest.mark.parametrize(("text", "where", "what"), WRONG, ids=range(len(WRONG)))
def test_wrong_files_are_refused_with_the_line(tmp_path: Path, text: str, where: str, what: str) -> None:
    said = refusal(tmp_path, text)
    assert f"{where} :" in said
    assert what in said


@pytest.mark.parametrize(
    ("environ", "what"),
    [
        ({"PROEXP_LOT": "0"}, "Variable d'environnement PROEXP_LOT : il faut un nombre de 1 à 10 000"),
        ({"PROEXP_DELAI": "dix"}, "PROEXP_DELAI : il faut un nombre"),
        ({"PROEXP_REPARER": "peut-être"}, "PROEXP_REPARER : il faut oui ou non"),
        ({"PROEXP_RETOUR": "\udce9"}, "PROEXP_RETOUR : il contient un retour à la ligne ou un caractère"),
        ({"PROEXP_DELAIS": "3"}, "PROEXP_DELAIS : elle n'existe pas ; la plus proche est PROEXP_DELAI"),
        ({"PROEXP_COURRIEL_SERVER": "x"}, "la plus proche est PROEXP_COURRIEL_SERVEUR"),
    ],
)
def test_wrong_variables_are_refused_by_name(tmp_path: Path, environ: dict[str, str], what: str) -> None:
    assert what in refusal(tmp_path, START, None, environ)


def test_other_variables_and_that_of_the_password_are_left_alone(tmp_path: Path) -> None:
    text = START + MAIL + "utilisateur = 'u'\nmot_de_passe_env = 'PROEXP_COURRIEL_MOT_DE_PASSE'\n"
    environ = {"PROEXP_VENV": "/x", "PROEXP_COURRIEL_MOT_DE_PASSE": "secret"}
    config = load(written(tmp_path, text), None, environ)
    assert "secret" not in repr(config)


def test_a_wrong_value_is_told_though_another_one_takes_its_place(tmp_path: Path) -> None:
    assert "ligne 3" in refusal(tmp_path, START + "lot = 0", {"lot": 3})
    assert "PROEXP_LOT" in refusal(tmp_path, START, {"lot": 3}, {"PROEXP_LOT": "0"})


def test_settings_that_go_together_only_with_those_of_another_source_are_taken(tmp_path: Path) -> None:
    config = load(written(tmp_path, START + "delai = 60\nabandon = 30"), {"delai": 20.0})
    assert (config.delai, config.abandon) == (20, 30)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
def test_a_way_up_after_a_link_leads_where_the_system_leads(tmp_path: Path) -> None:
    (tmp_path / "vrai" / "reglages").mkdir(parents=True)
    (tmp_path / "lien").symlink_to(tmp_path / "vrai" / "reglages", target_is_directory=True)
    config = load(written(tmp_path / "lien", 'depot = "../depot"\nsortie = "sortie"\n'))
    assert config.depot == tmp_path / "vrai" / "depot"
    assert config.sortie == tmp_path / "lien" / "sortie"


def test_wrong_options_are_refused_by_name(tmp_path: Path) -> None:
    said = refusal(tmp_path, START, {"espace_libre": -1})
    assert said.startswith("Option --espace-libre : il faut un nombre de 0")


@pytest.mark.parametrize(
    ("data", "what"), [(b"depot = '\xe9'", "UTF-8"), (None, "il n'existe pas"), ("folder", "un dossier")]
)
def test_files_that_cannot_be_read(tmp_path: Path, data: bytes | str | None, what: str) -> None:
    path = tmp_path / "proexp.toml"
    if isinstance(data, bytes):
        path.write_bytes(data)
    elif data:
        path.mkdir()
    with pytest.raises(ConfigError, match=what):
        load(path)


WORDS = st.text(alphabet="a0 é\n{}/.", max_size=5)
SCALARS = st.one_of(st.booleans(), st.integers(), st.floats(), WORDS, st.lists(WORDS, max_size=2))


@given(
    values=st.dictionaries(
        st.sampled_from(sorted(key[0] for key in SETTINGS if len(key) == 1)), SCALARS, max_size=4
    )
)
def test_any_values_are_taken_or_refused_in_a_sentence(values: dict[str, object]) -> None:
    try:
        config = load(None, {"depot": "d", "sortie": "s", **values})
    except ConfigError as error:
        assert str(error).endswith(".")
    else:
        assert 1 <= config.lot <= 10_000
        assert 0 <= config.delai <= config.abandon


@given(text=st.text(alphabet=" =[]\"'\n.#depotsrilac0123", max_size=40))
def test_any_text_is_taken_or_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(text, encoding="utf-8")
    try:
        load(path, {"depot": "d", "sortie": "s"})
    except ConfigError as error:
        assert str(error).endswith(".")
