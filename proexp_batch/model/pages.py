"""The sheets that the template has beside the declared ones: nothing is typed in them that is to be read."""

READ_ME_TITLE = "Lisez-moi"
DASHBOARD_TITLE = "Tableau de bord"
LISTS_TITLE = "Listes"
CALCULATIONS_TITLE = "Calculs"

PAGE_TITLES = (READ_ME_TITLE, DASHBOARD_TITLE, LISTS_TITLE, CALCULATIONS_TITLE)

REVIEW_HEADER = "À revoir"
"""The header of the column in which the template says what is to be reviewed; it is never read."""
