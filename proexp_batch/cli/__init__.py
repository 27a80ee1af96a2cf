"""The command line: words in French, code in English, and nothing heavy imported before a command needs it."""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code.

    0: everything is accepted; 1: something is to correct or unreadable; 2: wrong use; 3: the work could not be
    finished; 130: interrupted.
    """
    from proexp_batch.cli.app import app
    from proexp_batch.cli.errors import INTERRUPTED, explain
    from proexp_batch.cli.french import use_utf8

    use_utf8()
    try:
        result = app(
            args=list(sys.argv[1:] if argv is None else argv), prog_name="proexp-batch", standalone_mode=False
        )
    except KeyboardInterrupt:
        print("Interrompu.", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        code = explain(error)
        if code is None:
            raise
        return code
    return result if isinstance(result, int) else 0


def entry() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(main())
