"""The reference size of a dossier and the day of the check; apart, since contenders import nothing of the program."""

import datetime as dt

TODAY = dt.date(2026, 11, 25)
"""The day on which the dossiers are checked; every contract is over by then."""
CONTRACTS, COMPETENCES, MODULES, EVALUATIONS, TUTORS, DOCUMENTS = 5, 15, 20, 100, 5, 33
