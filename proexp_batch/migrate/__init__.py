"""From what a company or an Opco already has to a template filled in: an earlier deposit, a list, an old workbook."""
