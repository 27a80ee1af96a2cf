import stat
import sys
from pathlib import Path

import pytest

from proexp_batch.seal.keys import (
    SealError,
    make_pair,
    public_file,
    public_keys,
    sealing_key,
)


def test_a_pair_is_made_and_what_one_signs_the_other_tells(tmp_path: Path) -> None:
    made = make_pair(tmp_path / "cle.pem")
    private = sealing_key(tmp_path / "cle.pem")
    (public,) = public_keys([tmp_path / "cle.pem.pub"])
    assert public == made == private.public
    assert len(public.id) == 8
    signature = private.sign(b"un message")
    assert signature == private.sign(b"un message")
    assert public.has_signed(b"un message", signature)
    assert not public.has_signed(b"un autre", signature)
    assert not public.has_signed(b"un message", signature[:-1])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_the_private_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    make_pair(tmp_path / "cle.pem")
    assert stat.S_IMODE((tmp_path / "cle.pem").stat().st_mode) == 0o600
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["cle.pem", "cle.pem.pub"]


@pytest.mark.parametrize("there", ["cle.pem", "cle.pem.pub"])
def test_nothing_is_ever_written_over_a_key(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("ancienne", encoding="utf-8")
    with pytest.raises(SealError, match="existe déjà"):
        make_pair(tmp_path / "cle.pem")
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text(encoding="utf-8") == "ancienne"


def test_a_link_that_leads_nowhere_is_something_too(tmp_path: Path) -> None:
    try:
        (tmp_path / "cle.pem").symlink_to(tmp_path / "ailleurs")
    except OSError:
        pytest.skip("no links here")
    with pytest.raises(SealError, match="existe déjà"):
        make_pair(tmp_path / "cle.pem")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="n'a pas pu être écrite"):
        make_pair(tmp_path / "absent" / "cle.pem")


def test_a_key_with_a_password_opens_with_it_alone(tmp_path: Path) -> None:
    make_pair(tmp_path / "cle.pem", "un mot de passe")
    assert sealing_key(tmp_path / "cle.pem", "un mot de passe")
    with pytest.raises(SealError, match="il faut son mot de passe"):
        sealing_key(tmp_path / "cle.pem")
    with pytest.raises(SealError, match="mot de passe est faux"):
        sealing_key(tmp_path / "cle.pem", "un autre")
    make_pair(tmp_path / "libre.pem")
    with pytest.raises(SealError, match="n'a pas de mot de passe"):
        sealing_key(tmp_path / "libre.pem", "un mot")


def test_several_public_keys_stand_in_one_file(tmp_path: Path) -> None:
    made = [make_pair(tmp_path / f"{name}.pem") for name in "abc"]
    files = [public_file(tmp_path / f"{name}.pem") for name in "abc"]
    together = tmp_path / "toutes.pub"
    together.write_bytes(b"Les cles de l'Opco\n" + b"".join(file.read_bytes() for file in files))
    assert public_keys([together, files[0]]) == tuple(made)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ne contient pas de clé publique"),
        (b"\0\xff" * 500, "ne contient pas de clé publique"),
        (b"x" * 200_000, "trop gros"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "abîmée"),
        (b"-----BEGIN PRIVATE KEY-----\n", "clé privée"),
    ],
)
def test_what_is_no_public_key_is_refused_with_a_sentence(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "x.pub").write_bytes(content)
    with pytest.raises(SealError, match=said):
        public_keys([tmp_path / "x.pub"])
    with pytest.raises(SealError, match="clé"):
        sealing_key(tmp_path / "x.pub")


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import x25519

    private = x25519.X25519PrivateKey.generate()
    pem, info = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    (tmp_path / "x.pub").write_bytes(private.public_key().public_bytes(pem, info))
    (tmp_path / "x.pem").write_bytes(
        private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    with pytest.raises(SealError, match="n'est pas une clé Ed25519"):
        public_keys([tmp_path / "x.pub"])
    with pytest.raises(SealError, match="n'est pas une clé Ed25519"):
        sealing_key(tmp_path / "x.pem")


def test_a_file_that_is_not_there_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="ne peut pas être lu"):
        sealing_key(tmp_path / "absente.pem")
    with pytest.raises(SealError, match="ne peut pas être lu"):
        public_keys([tmp_path])
