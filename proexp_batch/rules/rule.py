"""The door for an Opco's own rules, which import from here: what they may use of the rule engine."""

from proexp_batch.rules.engine.rule import BLOCKING, INFO, WARNING, Hits, column_rule, hits, rule

__all__ = ["BLOCKING", "INFO", "WARNING", "Hits", "column_rule", "hits", "rule"]
