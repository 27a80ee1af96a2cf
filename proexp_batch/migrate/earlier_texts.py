"""What earlier versions of the template said on the pages that nobody fills in, and the template of today does not.

Where a sentence of `template/pages.py` or `template/dashboard.py` changes, its former words go here: a workbook that
moves to a new version brings them along, and they are nobody's.
"""

EARLIER_TEXTS: tuple[str, ...] = (
    # 1.1
    "Apprenants, Tuteurs",
    "Évaluations",
    "Apprenants",
    "Une case se colore si quelque chose manque ou ne va pas, et la dernière colonne, « À revoir », dit quoi. "
    "La feuille Tableau de bord compte ce qui reste à faire, étape par étape.",
    "N'écrivez jamais de numéro de sécurité sociale : il ne sert à rien ici et le classeur serait refusé. "
    "Ni adresse ni téléphone : seules sont demandées les données utiles aux contrôles et à l'attestation.",
)
