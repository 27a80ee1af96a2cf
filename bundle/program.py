"""What the program of a desk starts with."""

import sys

from proexp_batch.cli.desk import main

if __name__ == "__main__":
    sys.exit(main())
