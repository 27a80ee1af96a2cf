"""What is decided about each dossier, and the facts that every document is made from."""
