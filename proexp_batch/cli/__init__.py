"""The command line: words in French, code in English, and nothing heavy imported before a command needs it."""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code.

    0: everything is accepted; 1: something is to correct or unreadable; 2: wrong use; 3: the work could not be
    finished; 130: interrupted.
    """
    from proexp_batch.cli.french import use_utf8
    from proexp_batch.cli.terminal import clean_streams

    use_utf8()
    with clean_streams():
        return _run(list(sys.argv[1:] if argv is None else argv))


def _run(arguments: list[str]) -> int:
    from proexp_batch.cli.app import app
    from proexp_batch.cli.errors import INTERRUPTED, explain

    try:
        result = app(args=arguments, prog_name="proexp-batch", standalone_mode=False)
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
