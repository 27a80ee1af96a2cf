"""Why the system refused something, in the words of people."""

import errno

_REASONS = {
    errno.ENOENT: "il n'existe pas",
    errno.EACCES: "l'accès est refusé",
    errno.EPERM: "l'accès est refusé",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "un fichier est à la place d'un dossier",
    errno.EEXIST: "il existe déjà",
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


def why(error: OSError) -> str:
    """The reason, as the end of a French sentence."""
    known = _REASONS.get(error.errno or 0)
    return known or error.strerror or "le système ne dit pas pourquoi"
