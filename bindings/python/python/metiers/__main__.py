"""The command line: ``python -m metiers`` is the program ``metiers``."""

import sys

from metiers._metiers import run_command_line


def main() -> int:
    return run_command_line(["metiers", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
