"""Why the system or the register refused something, in the words of people."""

import errno
import sqlite3

_REASONS = {
    errno.ENOENT: "il n'existe pas",
    errno.EACCES: "l'accès est refusé",
    errno.EPERM: "l'accès est refusé",
    errno.EBUSY: "un autre programme l'utilise",
    errno.EIO: "le disque ne répond pas correctement",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "un fichier est à la place d'un dossier",
    errno.EEXIST: "il existe déjà",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota est atteint",
    errno.EROFS: "le disque est en lecture seule",
    errno.ELOOP: "c'est un lien",
    errno.ESTALE: "le partage réseau a été coupé",
    errno.EHOSTDOWN: "la machine ne répond pas",
    errno.EHOSTUNREACH: "la machine ne peut pas être jointe",
    errno.ECONNREFUSED: "la connexion est refusée",
    errno.ETIMEDOUT: "pas de réponse",
}

_SQLITE_REASONS = {
    sqlite3.SQLITE_BUSY: "un autre programme l'utilise depuis trop longtemps",
    sqlite3.SQLITE_LOCKED: "un autre programme l'utilise depuis trop longtemps",
    sqlite3.SQLITE_READONLY: "il est en lecture seule",
    sqlite3.SQLITE_IOERR: "le disque ne répond pas correctement",
    sqlite3.SQLITE_CORRUPT: "le fichier est abîmé ; reprenez la dernière sauvegarde",
    sqlite3.SQLITE_FULL: "le disque est plein",
    sqlite3.SQLITE_CANTOPEN: "il ne peut pas être ouvert ici",
    sqlite3.SQLITE_NOTADB: "ce n'est pas un registre",
}


def why(error: OSError | sqlite3.Error) -> str:
    """The reason, as the end of a French sentence."""
    if isinstance(error, sqlite3.Error):
        # The last byte is the kind; the others say more than people need.
        known = _SQLITE_REASONS.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF)
        return known or str(error)
    return _REASONS.get(error.errno or 0) or error.strerror or "le système ne dit pas pourquoi"
