"""What a dossier is: its sheets and columns, the dated parameters, the facts found about it.

Nothing here reads or writes a file of a company, and nothing here imports another part of the project.
"""
