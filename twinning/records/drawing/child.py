"""A child that can be killed: it does one piece of work with no network, little memory and little time."""

import contextlib
import ctypes
import gc
import json
import logging
import os
import resource
import select
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from twinning.records.drawing import RenderingFailed

log = logging.getLogger(__name__)

MEMORY = 1536 * 1024 * 1024
"""What a child may take beyond what its parent has; the largest paper that a form accepts needs a fifth of it."""
FILE_SIZE = 200 * 1024 * 1024


def in_child(work: Callable[[], None], seconds: float, clean_up: Callable[[int], None]) -> None:
    """Do the work in a forked child with limits; ``clean_up`` gets the child's number once it is gone.

    Raises RenderingFailed, also for a child that was killed after ``seconds`` or crashed.
    """
    parent = os.getpid()
    reader, writer = os.pipe()
    try:
        child = fork()
    except OSError as error:
        os.close(reader)
        os.close(writer)
        raise RenderingFailed(
            _("The machine is too busy to draw this paper. Try again in a few minutes.")
        ) from error
    if child == 0:
        _be_the_child(parent, writer, seconds, work)
    os.close(writer)
    try:
        status = _wait(child, seconds)
        answer = _read(reader)
    finally:
        os.close(reader)
        clean_up(child)
    _judge(status, answer, seconds)


def fork() -> int:
    """``os.fork`` without Python's word of caution."""
    with warnings.catch_warnings():
        # Python warns of threads; the child touches no lock that one of them could hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _wait(child: int, seconds: float) -> int | None:
    """How the child ended, or None when its time was over. It is gone afterwards, whatever happens here."""
    reaped = False
    handle = os.pidfd_open(child)
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        if not poll.poll(seconds * 1000):
            return None
        _pid, status = os.waitpid(child, 0)
        reaped = True
        return status
    finally:
        os.close(handle)
        if not reaped:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _read(reader: int) -> dict[str, str]:
    with os.fdopen(os.dup(reader), "rb") as pipe:
        answer = pipe.read()
    return dict(json.loads(answer)) if answer else {}


def _judge(status: int | None, answer: dict[str, str], seconds: float) -> None:
    if status == 0 and answer == {"made": "yes"}:
        return
    if status is None or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU):
        raise RenderingFailed(
            _(
                "This paper was not ready after %(seconds)g seconds and was stopped. Shorten its texts, then try again."
            )
            % {"seconds": seconds}
        )
    if trace := answer.get("trace"):
        log.error("A paper could not be drawn.\n%s", trace)
    words = answer.get("words")
    if not words:
        log.error("The child that drew a paper ended with status %s.", status)
        words = _(
            "Drawing this paper stopped unexpectedly. Try again; if it happens again, tell the administrator."
        )
    raise RenderingFailed(words)


def _be_the_child(parent: int, writer: int, seconds: float, work: Callable[[], None]) -> NoReturn:
    answer = {
        "words": _("Drawing this paper failed. Try again; if it fails again, tell the administrator."),
        "trace": "",
    }
    try:
        _isolate(parent, writer, seconds)
        work()
        answer = {"made": "yes"}
    except RenderingFailed as failure:
        answer = {"words": str(failure)}
    except MemoryError:
        answer["words"] = _(
            "This paper needs more memory than it may have. Shorten its texts, then try again."
        )
    except BaseException:  # noqa: BLE001 - whatever it is, it ends with this process and the parent logs it
        answer["trace"] = traceback.format_exc()[-8_000:]
    finally:
        # Not one line of the parent's code may run in the child.
        with contextlib.suppress(BaseException):
            os.write(writer, json.dumps(answer).encode())
        os._exit(0 if "made" in answer else 1)


def _isolate(parent: int, writer: int, seconds: float) -> None:
    """Give up everything that drawing does not need."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (
        signal.SIGTERM,
        signal.SIGINT,
        signal.SIGHUP,
        signal.SIGQUIT,
        signal.SIGUSR1,
        signal.SIGUSR2,
        signal.SIGALRM,
        signal.SIGCHLD,
    ):
        signal.signal(number, signal.SIG_DFL)
    os.closerange(3, writer)
    os.closerange(writer + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    _limit(resource.RLIMIT_CPU, int(seconds) + 1)
    _limit(resource.RLIMIT_AS, _size_of_this_process() + MEMORY)
    _limit(resource.RLIMIT_FSIZE, FILE_SIZE)
    _limit(resource.RLIMIT_CORE, 0)
    _leave_the_network(libc)
    sys.addaudithook(_refuse_to_reach_out)
    gc.freeze()


PR_SET_PDEATHSIG = 1
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def _size_of_this_process() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _leave_the_network(libc: Any) -> None:
    """Move into an empty network where the machine lets us; the audit hook refuses in any case."""
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)


REACHING_OUT = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.sendto",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
)


def _refuse_to_reach_out(event: str, _args: Any) -> None:
    if event in REACHING_OUT:
        raise PermissionError(f"A paper may not do {event}")
