"""Start the portal of the folder this runs in, and give it what a list on the standard input asks for.

A list is a command, a text an address that a visitor opens. Each answer is written to a file of its number in
the folder that is named; a command that fails, or a page that is not sent, ends the program with its words.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from wsgi import app


def main(answers: Path) -> None:
    """Answer all that is asked, in order."""
    client, runner = app.test_client(), app.test_cli_runner()
    for number, asked in enumerate(json.load(sys.stdin)):
        if isinstance(asked, str):
            answer = client.get(asked)
            status, content = answer.status_code, answer.data
            is_fine = status == 200
        else:
            result = runner.invoke(args=asked)
            status, content = result.exit_code, result.output.encode()
            is_fine = status == 0
        if not is_fine:
            raise SystemExit(f"{asked}: {status}\n{content.decode(errors='replace')[:3000]}")
        (answers / str(number)).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
