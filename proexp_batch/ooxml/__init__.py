"""Office Open XML as ECMA-376 has it: the package, its relations, its parts; nothing of ours."""
