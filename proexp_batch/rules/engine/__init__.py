"""How a rule is declared, run and put into words."""
