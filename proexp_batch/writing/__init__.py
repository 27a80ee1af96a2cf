"""What is written: the template, the annotated workbooks, the attestations and the summaries."""
