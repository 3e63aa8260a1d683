"""Read the seals on a stranger's file, in a process of its own with limits.

Run by file name: the file comes on standard input, the seals go to standard
output as JSON, as ``sealing.Found`` has them. Exit 3: the file cannot be read.
Any other end means that it broke its reader.
"""

import json
import logging
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

MOST_SECONDS = 20
MOST_MEMORY = 1024**3

UNREADABLE = 3

REACHING_OUT = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "urllib.")


def main() -> int:
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    from twinning.records import sealing

    logging.disable()
    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    sys.addaudithook(refuse_to_reach_out)
    try:
        found = sealing.read(sys.stdin.buffer.read())
    except sealing.Unreadable as error:
        sys.stderr.write(str(error))
        return UNREADABLE
    json.dump([asdict(one) for one in found], sys.stdout)
    return 0


def refuse_to_reach_out(event: str, _arguments: Any) -> None:
    """Whatever a certificate names, nothing is fetched. The one socket is asyncio's own, to itself."""
    if event.startswith(REACHING_OUT) and event not in ("socket.__new__",):
        raise PermissionError(f"Reading a seal may not do {event}")


if __name__ == "__main__":
    sys.exit(main())
