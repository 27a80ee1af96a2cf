"""Lets `python -m proexp_batch` do what the command `proexp-batch` does."""

import sys

from proexp_batch.cli import main

if __name__ == "__main__":
    sys.exit(main())
