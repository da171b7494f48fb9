"""The launcher: a small process that starts, watches and ends measured processes, and nothing else.

Why it exists. A child begins its life as a copy of the process that started it, and Linux keeps the largest memory that
this copy ever had: a no-op started by a parent of 1 GB reads 964 MB. Started from here, it reads what this process
holds, about 10 MB. So evalkit starts this file first, with `python -I -S`, and speaks to it in lines of JSON; it
imports the standard library only, and little of that. Keep it so, and keep it in one thread: after a fork, Python code
runs in the child.

What it promises. Every descendant of a run has ended before the run is answered. On Linux this process is a subreaper:
daemons that have left their session and their parents become its children, so 'no children' means 'no descendants'.
Elsewhere, whoever leaves both the process group and its parents escapes. It has a session of its own: Ctrl-C reaches
evalkit alone, which decides. When evalkit goes away, however it does, standard input ends here, and so does the tree.

What it says. For each request, one line on standard output once the process has started (`{"started": pid}`) and one
at the end (`{"finished": {...}}`, the fields of `Finished`; bytes in Base64).
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import json
import math
import os
import resource
import select
import signal
import struct
import sys
import time
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

GUARD_SECONDS = 0.5
"""How often the memory of a timed run is looked at: 2 Hz, so that looking costs nothing that could be seen."""
WATCH_SECONDS = 0.05
"""How often that of a watched run is."""
READINGS = 5
"""How often the memory of a tree is read, at most, in which processes come and go."""
ASK_SECONDS = 0.1
"""How often it is looked whether a run that may be cut off or stopped is to be now."""
STOP_SECONDS = 5.0
"""How long a tree that was asked to end may take to do so."""
LINGER_SECONDS = 0.25
"""How long descendants may take to end by themselves once the process has: resource trackers tidy up then."""
LATE_SECONDS = 3.0
"""How much later than asked this process may go on before it is clear that nothing ran here, since no queue for a
processor is so long: a container was frozen, a virtual machine stood still, or somebody has stopped this process."""
PARDON_SECONDS = 30.0
"""For how long a process may be stopped, all in all, before that counts against its time limit; twice that limit, if it
is less. Whoever asked waits no minute longer."""
END_SECONDS = 10.0
"""How long killing may go on without anybody ending before what is left is called unkillable."""

LINUX = sys.platform == "linux"
SMAPS = os.path.exists("/proc/self/smaps_rollup")
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024
_PAGE = resource.getpagesize()
_TICKS = os.sysconf("SC_CLK_TCK")
_LIMITS = {
    **dict.fromkeys(("RLIMIT_AS", "RLIMIT_DATA", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NPROC"), resource.RLIM_INFINITY),
    "RLIMIT_STACK": 8 << 20,
    "RLIMIT_NOFILE": 4096,
}
"""What a measured process may have, as far as the hard limits go: the same whatever `ulimit` the user's shell has."""
_BEGINNING = struct.Struct("=xdd")
"""What a child says just before its program begins: a null byte, the monotonic clock, the processor time it took so
far."""


class EvalkitIsGone(BaseException):
    """The file that requests come from has ended, or somebody asks this process to end."""


class Evalkit:
    """The process that asks: its requests come from the file `requests`, one line each, the answers go to `answers`."""

    def __init__(self, requests: int = 0, answers: int = 1) -> None:
        self.requests, self.answers = requests, answers

    def wait(self) -> None:
        """Wait until there is something to read, and leave it there."""
        poll = select.poll()
        poll.register(self.requests, select.POLLIN)
        if not any(events & select.POLLIN for _, events in poll.poll()):
            raise EvalkitIsGone

    def request(self) -> dict[str, Any]:
        """Wait for the next request."""
        waiting = bytearray()
        while b"\n" not in waiting[-65536:]:
            data = os.read(self.requests, 65536)
            if not data:
                raise EvalkitIsGone
            waiting += data
        request: dict[str, Any] = json.loads(waiting)
        return request

    def say(self, message: dict[str, Any]) -> None:
        """Answer with one line."""
        line = memoryview(json.dumps(message).encode() + b"\n")
        try:
            while line:
                line = line[os.write(self.answers, line) :]
        except BrokenPipeError:
            raise EvalkitIsGone from None

    def must_be_there(self) -> None:
        """Take what has been said out of turn; call this when there is something to read, be it the end."""
        if not os.read(self.requests, 65536):
            raise EvalkitIsGone


class Kept:
    """The first and the last half of what a process prints, within `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self.half = max(limit, 2) // 2
        self.head, self.tail, self.seen = bytearray(), bytearray(), 0

    def add(self, data: bytes) -> None:
        """Take what comes next."""
        self.seen += len(data)
        room = self.half - len(self.head)
        self.head += data[:room]
        self.tail += data[room:]
        if len(self.tail) > self.half + 1_000_000:
            del self.tail[: -self.half]

    def whole(self) -> tuple[bytes, bool]:
        """What was kept, cut at the ends of lines where there are any near, and whether something was left out."""
        if self.seen <= 2 * self.half:
            return bytes(self.head + self.tail), False
        head, tail = bytes(self.head), bytes(self.tail[-self.half :])
        near = min(4096, self.half // 2)
        if (end := head.rfind(b"\n", len(head) - near)) >= 0:
            head = head[:end]
        if (end := tail.find(b"\n", 0, near)) >= 0:
            tail = tail[end + 1 :]
        left_out = self.seen - len(head) - len(tail)
        return head + b"\n[... %d bytes left out ...]\n" % left_out + tail, True


class Wakings:
    """How often this process was woken after somebody had stopped it."""

    count = 0

    @classmethod
    def notice(cls, *_: object) -> None:
        """Take the signal that wakes it."""
        cls.count += 1


class Run:
    """One measured process, from its start until nothing of it is left."""

    def __init__(self, request: dict[str, Any], evalkit: Evalkit, wake: int) -> None:
        self.request, self.evalkit, self.wake = request, evalkit, wake
        self.pid = -1
        self.status: int | None = None
        self.began_at = self.ended_at = 0.0
        self.ended = 0
        self.cpu = self.settling = 0.0
        self.largest = 0
        self.sampled: float | None = 0.0 if request["watch_memory"] else None
        self.kind = "pss" if SMAPS else "rss"
        self.killed: set[int] = set()
        self.shared: set[str] = set()
        self.killed_by_kernel = False
        self.halted, self.wakings = False, Wakings.count
        self.stopped_at = self.stopped = self.stood_still = 0.0
        self.others: float | None = None
        self.out, self.err = Kept(request["log_bytes"]), Kept(request["log_bytes"])
        self.stdin = memoryview(base64.b64decode(request["stdin"]))
        self.files: dict[int, Kept] = {}
        self.feed = -1
        self.poll = select.poll()
        self.poll.register(evalkit.requests, select.POLLIN)
        self.poll.register(wake, select.POLLIN)

    def finished(self) -> dict[str, Any]:
        """Start it, wait for its end, end what is left of it, and say how it went."""
        try:
            kills, busy, overhead = kernel_kills(), busy_seconds(), sum(os.times()[:2])
            began = time.monotonic()
            if reason := self.start():
                return {"ending": "not-started", "reason": reason}
            self.evalkit.say({"started": self.pid})
            ending = self.wait(began)
            halted = self.halted  # what is stopped from now on is so because it is to end
            if ending == "stopped":
                self.stop()
            took, busy_after = (self.ended_at or time.monotonic()) - began, busy_seconds()
            if ending == "finished":
                self.linger()
            if ending == "cut":
                self.freeze()
            gone = self.end_tree()
        except BaseException:
            self.end_tree()
            raise
        if busy is not None and busy_after is not None and took > 0:
            own = self.cpu + sum(os.times()[:2]) - overhead
            self.others = max(0.0, busy_after - busy - own) / took / len(usable())
        self.killed_by_kernel = kernel_kills() > kills
        self.drain()
        self.close()
        output, cut = self.out.whole()
        errors, cut_too = self.err.whole()
        return {
            "ending": ending,
            "exit_code": None if self.status is None else os.waitstatus_to_exitcode(self.status),
            "began": self.began_at or began,
            "wall_seconds": (self.ended_at or time.monotonic()) - (self.began_at or began),
            "cpu_seconds": max(0.0, self.cpu - self.settling),
            "largest_process_mb": self.largest * _MAXRSS_BYTES / 1e6,
            "sampled_tree_mb": self.sampled,
            "memory_kind": None if self.sampled is None else self.kind,
            "output": base64.b64encode(output).decode(),
            "errors": base64.b64encode(errors).decode(),
            "truncated": cut or cut_too,
            "left_behind": len(self.killed) if ending in ("finished", "stopped") else 0,
            "shared_memory": sorted(self.shared),
            "killed_by_kernel": self.killed_by_kernel,
            "halted": halted,
            "others": self.others,
            "reason": "" if gone else "some of its processes could not be ended",
        }

    def start(self) -> str:
        """Fork and execute; returns why that was not possible, or nothing."""
        merge = self.request["merge_output"]
        opened: list[int] = []

        def pipe() -> tuple[int, int]:
            ends = os.pipe()
            opened.extend(ends)
            return ends

        parent = os.getpid()
        try:
            stdin, self.feed = pipe() if self.stdin else (os.open(os.devnull, os.O_RDONLY), -1)
            opened.append(stdin)
            out, out_end = pipe()
            err, err_end = (-1, out_end) if merge else pipe()
            failed, failed_end = pipe()
            self.pid = os.fork()
        except OSError as error:  # the system has no more files or processes to give
            for file in set(opened):
                os.close(file)
            self.feed = -1
            return f"{error.strerror}: this machine or its user has no room for one more process (ulimit -n, ulimit -u)"
        if self.pid == 0:
            self.begin(parent, (stdin, out_end, err_end), failed_end)
        for end in {stdin, out_end, err_end, failed_end}:
            os.close(end)
        with open(failed, "rb") as failure:
            said = failure.read()  # ends when the new program begins
        if said.startswith(b"\0"):
            self.began_at, self.settling = _BEGINNING.unpack(said[: _BEGINNING.size])
            said = said[_BEGINNING.size :]
        reason = said.decode(errors="replace")
        self.files = {out: self.out} if merge else {out: self.out, err: self.err}
        for file in self.files:
            os.set_blocking(file, False)
            self.poll.register(file, select.POLLIN)
        if self.feed >= 0:
            os.set_blocking(self.feed, False)
            self.poll.register(self.feed, select.POLLOUT)
        if reason:
            os.waitpid(self.pid, 0)
            self.close()
        return reason

    def begin(self, parent: int, standard: tuple[int, int, int], failed: int) -> NoReturn:
        """Turn the forked child into what was asked for, or say through `failed` why not."""
        try:
            self.settle(parent, standard)
            # Copying this process and settling the copy is evalkit's doing: some milliseconds where memory is virtual
            # twice.
            os.write(failed, _BEGINNING.pack(time.monotonic(), time.process_time()))
            self.become()
        except OSError as error:
            name = error.filename if error.filename == self.request["cwd"] else self.request["argv"][0]
            os.write(failed, f"{error.strerror}: {name}".encode(errors="replace"))
        except BaseException as error:
            os.write(failed, str(error).encode(errors="replace"))
        finally:
            os._exit(127)

    def settle(self, parent: int, standard: tuple[int, int, int]) -> None:
        """Give the child, before its program begins, what every measured process has."""
        _settle(self.request["cwd"], parent, standard)

    def become(self) -> None:
        """Do what was asked for, in the child: never return, and close every file but the first three."""
        argv = self.request["argv"]
        os.execvpe(argv[0], argv, self.request["environ"])  # noqa: S606

    def wait(self, began: float) -> str:
        """Wait for the process to end, or for a reason to end it."""
        deadline = began + self.request["timeout_seconds"]
        cut_at, stop_at = self.request.get("cut_at"), self.request.get("stop_at")
        pause = WATCH_SECONDS if self.request["watch_memory"] else GUARD_SECONDS
        look_at = began + pause
        while True:
            wait = min(deadline + self.more_time(), look_at) - time.monotonic()
            self.watchful_pump(min(wait, ASK_SECONDS) if cut_at or stop_at else wait)
            if self.status is not None:
                return "finished"
            if cut_at and os.path.exists(cut_at):
                return "cut"
            if stop_at and os.path.exists(stop_at):
                return "stopped"
            now = time.monotonic()
            if now >= deadline + self.more_time():
                return "timeout"
            if now >= look_at:
                if self.sample_memory() > self.request["memory_mb"] * 1e6:
                    return "out-of-memory"
                look_at = time.monotonic() + pause

    def watchful_pump(self, seconds: float) -> None:
        """Do the same as `pump`, and note whether this process was kept from going on meanwhile.

        The time for which everything stood still is added to the limit, that for which this process did alone is not.
        """
        before = time.monotonic()
        self.pump(seconds)
        late = time.monotonic() - before - max(0.0, seconds)
        if Wakings.count != self.wakings:
            self.halted, self.wakings = True, Wakings.count
        elif late > LATE_SECONDS:
            self.halted = True
            self.stood_still += late

    def linger(self) -> None:
        """Let descendants that are about to end do so."""
        until = time.monotonic() + LINGER_SECONDS
        while not self.reap() and time.monotonic() < until:
            self.pump(until - time.monotonic())

    def freeze(self) -> None:
        """Stop every descendant, so that none sees another one end before it ends itself: the power fails for all at once."""
        stopped: set[int] = set()
        while waking := self.family().keys() - stopped:
            for pid in sorted(waking, key=lambda pid: pid != self.pid):
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGSTOP)
            stopped |= waking

    def stop(self) -> None:
        """Ask every descendant to end, as a service's supervisor does, and give them time for it."""
        for pid in self.family():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        while not self.reap() and time.monotonic() < until:
            self.pump(until - time.monotonic())

    def end_tree(self) -> bool:
        """Kill every descendant; False if some would not go."""
        with contextlib.suppress(KeyError):
            self.poll.unregister(self.evalkit.requests)  # nothing that evalkit could say changes what is to be done now
        ended, until = self.ended, time.monotonic() + END_SECONDS
        while not self.reap() or not LINUX:
            family = self.family()
            if not family and not LINUX:
                return True
            for pid in family:
                if LINUX and pid not in self.killed:
                    self.shared.update(shared_memory(pid))
                self.killed.add(pid)
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            if self.ended != ended:
                ended, until = self.ended, time.monotonic() + END_SECONDS
            elif time.monotonic() > until:
                return False
            self.pump(0.02)
        return True

    def pump(self, seconds: float) -> None:
        """Wait for anything to happen, at most `seconds`: account for who has ended, then move bytes."""
        happened = self.poll.poll(max(0, math.ceil(seconds * 1000)))
        now = time.monotonic()
        for file, _ in happened:
            if file == self.wake:
                _empty(self.wake)
                self.reap(now)
            elif file == self.evalkit.requests:
                self.evalkit.must_be_there()
            elif file == self.feed:
                self.write()
            elif not self.read(file):
                self.poll.unregister(file)

    def read(self, file: int) -> bool:
        """Take what the process has printed; False when nobody can print there any more."""
        try:
            data = os.read(file, 1 << 16)
        except BlockingIOError:
            return True
        self.files[file].add(data)
        return bool(data)

    def write(self) -> None:
        """Give the process more of its standard input, and an end of it after the last byte."""
        try:
            self.stdin = self.stdin[os.write(self.feed, self.stdin) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self.stdin = self.stdin[:0]
        if not self.stdin:
            self.poll.unregister(self.feed)
            os.close(self.feed)
            self.feed = -1

    def drain(self) -> None:
        """Take what still stands in the pipes: no more than they hold, in case somebody else writes on."""
        for file, kept in self.files.items():
            for _ in range(16):
                try:
                    data = os.read(file, 1 << 16)
                except BlockingIOError:
                    break
                if not data:
                    break
                kept.add(data)

    def close(self) -> None:
        """Give up the pipes."""
        for file in (*self.files, self.feed):
            if file >= 0:
                os.close(file)
        self.files, self.feed = {}, -1

    def reap(self, now: float = 0.0) -> bool:
        """Account for every child that has ended, by `now`, which is the moment of the call if it is 0; True without a child."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG | os.WUNTRACED | os.WCONTINUED)
            except ChildProcessError:
                return True
            if pid == 0:
                return False
            if os.WIFSTOPPED(status) or os.WIFCONTINUED(status):
                if pid == self.pid:
                    self.note_stop(stopped=os.WIFSTOPPED(status))
                continue
            self.ended += 1
            self.cpu += usage.ru_utime + usage.ru_stime
            self.largest = max(self.largest, usage.ru_maxrss)
            if pid == self.pid:
                self.status, self.ended_at = status, now or time.monotonic()

    def note_stop(self, *, stopped: bool) -> None:
        """Note that the process itself was stopped, or goes on: by then its time is none of a program that runs."""
        self.halted = True
        now = time.monotonic()
        if stopped:
            self.stopped_at = now
        elif self.stopped_at:
            self.stopped += now - self.stopped_at
            self.stopped_at = 0.0

    def more_time(self) -> float:
        """How many seconds do not count against the time limit."""
        stopped = self.stopped + (time.monotonic() - self.stopped_at if self.stopped_at else 0.0)
        most: float = min(PARDON_SECONDS, 2 * self.request["timeout_seconds"])
        return self.stood_still + min(stopped, most)

    def family(self) -> dict[int, int]:
        """Living descendants, and their resident bytes."""
        table = processes()
        members = {pid for pid, (_, group, _) in table.items() if group == self.pid}
        found, known = -1, {os.getpid()} | members
        while found != len(known):
            found = len(known)
            known |= {pid for pid, (parent, _, _) in table.items() if parent in known}
        return {pid: table[pid][2] for pid in known - {os.getpid()} if pid in table}

    def sample_memory(self) -> int:
        """Return the bytes of the tree now, and keep the most of a watched one.

        Shared pages count once: summed RSS alone condemns nobody.
        """
        watched, limit = self.request["watch_memory"], self.request["memory_mb"] * 1e6
        family = self.family()
        total = sum(family.values())
        if SMAPS and (watched or total > limit):
            total, is_proportional = counted_once(family, self.family, proportional)
            if not is_proportional:
                self.kind = "rss"
        if watched:
            self.sampled = max(self.sampled or 0.0, total / 1e6)
        return total


def counted_once(
    family: dict[int, int], look: Callable[[], dict[int, int]], share: Callable[[int], int | None]
) -> tuple[int, bool]:
    """The bytes of a tree whose shared pages count once, and whether all its processes let their shares be read.

    `family` has the resident bytes of each process, `look` returns them anew, `share` is `proportional`. The processes
    are read one after the other. Whoever is forked, ends, or comes to share pages meanwhile changes the shares of the
    others, and the sum counts pages twice. So the smaller of two readings stands, and of all where processes came or
    went during them.
    """
    totals, undisturbed, is_proportional = [], 0, True
    for _ in range(READINGS):
        shares = {pid: share(pid) for pid in family}
        is_proportional = None not in shares.values()
        totals.append(sum(family[pid] if bytes_ is None else bytes_ for pid, bytes_ in shares.items()))
        before, family = family, look()
        undisturbed = undisturbed + 1 if _holding(before) == _holding(family) else 0
        if undisturbed == 2:
            return min(totals[-2:]), is_proportional
    return min(totals), is_proportional


def _holding(family: dict[int, int]) -> set[int]:
    """The processes that hold memory: one that is ending has given it back before it is gone."""
    return {pid for pid, resident in family.items() if resident}


def processes() -> dict[int, tuple[int, int, int]]:
    """Every living process: its parent, its group, and its resident bytes."""
    if not LINUX:
        return _processes_by_ps()
    table = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    text = file.read()
            except OSError:
                continue
            fields = text[text.rindex(b")") + 2 :].split()
            if fields[0] not in (b"Z", b"X"):
                table[int(name)] = (int(fields[1]), int(fields[2]), int(fields[21]) * _PAGE)
    return table


def _processes_by_ps() -> dict[int, tuple[int, int, int]]:
    import subprocess  # noqa: PLC0415  (not needed on Linux)

    command = ["ps", "-A", "-o", "pid=,ppid=,pgid=,rss=,stat="]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as ps:
        lines = [line.split() for line in ps.stdout or ()]
    rows = {
        int(pid): (int(parent), int(group), int(rss) * 1024)
        for pid, parent, group, rss, stat in lines
        if "Z" not in stat
    }
    rows.pop(ps.pid, None)
    return rows


def proportional(pid: int) -> int | None:
    """The bytes of one process, pages shared with n processes counted 1/n; 0 if it has ended, None if kept secret."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            text = file.read()
    except PermissionError:
        return None
    except OSError:
        return 0
    place = text.find(b"\nPss:")
    return int(text[place + 5 :].split(None, 1)[0]) * 1024 if place >= 0 else 0


def shared_memory(pid: int) -> set[str]:
    """The names of shared memory (files in /dev/shm) that a process has mapped; none where it may not be looked at."""
    try:
        with open(f"/proc/{pid}/maps", "rb") as file:
            lines = file.read().split(b"\n")
    except OSError:
        return set()
    paths = (line.partition(b" /dev/shm/")[2] for line in lines)
    names = (os.fsdecode(path.partition(b"/")[0].removesuffix(b" (deleted)")) for path in paths if path)
    return {name for name in names if name.isprintable()}


def usable() -> list[int]:
    """The numbers of the processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
    return sorted(affinity(0)) if affinity else list(range(os.cpu_count() or 1))


def busy_seconds() -> float | None:
    """For how long these processors have been busy since the machine started, all together; None where nobody tells.

    Time that other guests of the same hardware had them is counted, waiting for a disk is not.
    """
    try:
        with open("/proc/stat", "rb") as file:
            lines = file.read().split(b"\n")
    except OSError:
        return None
    ours = {b"cpu%d" % number for number in usable()}
    ticks = 0
    for line in lines:
        name, *fields = line.split() or [b""]
        if name in ours:
            user, nice, system, _idle, _wait, *others = map(int, fields[:8])
            ticks += user + nice + system + sum(others)
    return ticks / _TICKS


def control_groups(text: str) -> list[tuple[list[str], str]]:
    """The control groups in the text of /proc/self/cgroup: the controllers of each, none for version 2, and its path.

    A path that leads out of what this process may see is cut there.
    """
    found = []
    for line in text.splitlines():
        fields = line.split(":", 2)
        if len(fields) == 3:
            path = fields[2].partition("/..")[0]
            found.append(([name for name in fields[1].split(",") if name], path if path.startswith("/") else "/"))
    return found


def kernel_kills(root: str = "") -> int:
    """How many processes the kernel has ended for want of memory, in the control groups of this process.

    `root` is the folder that contains proc and sys.
    """
    total = 0
    for file in _kill_counters(root):
        try:
            with open(file, "rb") as stream:
                fields = stream.read().split()
        except OSError:
            continue
        if b"oom_kill" in fields[:-1] and (number := fields[fields.index(b"oom_kill") + 1]).isdigit():
            total += int(number)
    return total


def _kill_counters(root: str) -> list[str]:
    files = []
    try:
        with open(f"{root}/proc/self/cgroup", encoding="utf-8", errors="surrogateescape") as stream:
            text = stream.read()
    except OSError:
        text = ""
    top = f"{root}/sys/fs/cgroup"
    for controllers, path in control_groups(text):
        if not controllers:
            files += [f"{top}/memory.events", f"{top}{path.rstrip('/')}/memory.events"]
        elif "memory" in controllers:
            for mount in (",".join(controllers), "memory"):
                files += [f"{top}/{mount}/memory.oom_control", f"{top}/{mount}{path.rstrip('/')}/memory.oom_control"]
    # The whole machine's, where this process is in no group that counts for itself.
    return [file for file in dict.fromkeys(files) if os.path.exists(file)] or [f"{root}/proc/vmstat"]


def _settle(cwd: str, parent: int, standard: tuple[int, int, int]) -> None:
    """Give the forked child a session, limits, signals, standard files and a folder of its own.

    Whatever the user's shell has set of these is taken back as far as the system allows.
    """
    os.setsid()
    if LINUX:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(127)
        # Should the machine run out of memory, this goes first. Some containers do not let anybody say so.
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
        with contextlib.suppress(OSError):
            if os.sched_getscheduler(0) != os.SCHED_OTHER:
                os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    with contextlib.suppress(OSError):  # going first needs a right, and standing back is in the machine's description
        os.setpriority(os.PRIO_PROCESS, 0, 0)
    os.umask(0o022)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # writing a core takes long and helps nobody here
    for name, wanted in _LIMITS.items():
        with contextlib.suppress(OSError, ValueError, AttributeError):
            _, hard = resource.getrlimit(number := getattr(resource, name))
            may = [limit for limit in (wanted, hard) if limit != resource.RLIM_INFINITY]
            resource.setrlimit(number, (min(may, default=resource.RLIM_INFINITY), hard))
    for ignored in signal.valid_signals():
        if signal.getsignal(ignored) == signal.SIG_IGN:
            signal.signal(ignored, signal.SIG_DFL)
    for place, file_number in enumerate(standard):
        os.dup2(file_number, place)
    os.chdir(cwd)


def _empty(file: int) -> None:
    with contextlib.suppress(BlockingIOError):
        while os.read(file, 4096):
            pass


def _leave(*_: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
    raise EvalkitIsGone


def prepare() -> tuple[int, int]:
    """Give this process a session, the orphans of its descendants, and signals; returns both ends of its `wake`."""
    if os.getsid(0) != os.getpid():
        os.setsid()
    if LINUX:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    for number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    wake, wake_end = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(wake_end, False)
    listen(wake_end)
    return wake, wake_end


def listen(wake_end: int) -> None:
    """Handle the signals that this process lives by; when a child ends, `wake` can be read."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGCONT, Wakings.notice)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # a handler, so that the line below hears of it
    signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)


def trim() -> None:
    """Give back what a large request or answer took: it is not to be the next child's."""
    if give_back := getattr(_LIBC, "malloc_trim", None):
        give_back(0)


def main() -> None:
    """Serve requests until standard input ends."""
    evalkit = Evalkit()
    wake, _ = prepare()
    with contextlib.suppress(EvalkitIsGone):
        while True:
            request = evalkit.request()
            evalkit.say({"finished": Run(request, evalkit, wake).finished()})
            del request
            trim()


if __name__ == "__main__":
    main()
