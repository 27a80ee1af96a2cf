"""Our marks in a workbook of the company: put in, found again, taken out; with edits and redaction."""
