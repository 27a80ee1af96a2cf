"""The live checks of the template, sheet by sheet."""
