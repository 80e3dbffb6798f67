"""The local log of changes that were made here: who, when, where, what kind of change, and its result.

One JSON object a line. Never a credential, only that one was changed. Two running programs may share the files.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path

from pullsecrets.model.records import Entry, Record

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["Activity", "Record"]

MOST_BYTES = 4 * 1024 * 1024  # of one file; as much again is kept of what was before


class Activity:
    """Two files, readable by their user alone: the one that is written, and the one before it."""

    def __init__(self, file: Path, most_bytes: int = MOST_BYTES) -> None:
        self.file = file
        self._older = file.with_suffix(f".1{file.suffix}")
        self._lock = file.with_suffix(".lock")
        self._most_bytes = most_bytes

    def add(self, record: Record) -> None:
        """Append one line in a single write, so that two running programs do not mix theirs. Raises OSError."""
        line = json.dumps(
            {"time": datetime.now(UTC).isoformat(timespec="seconds")} | asdict(record), ensure_ascii=False
        )
        data = line.encode(errors="backslashreplace") + b"\n"
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._make_private()
        with _locked(self._lock) as alone:
            if alone:
                self._turn_over()
            handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                if os.write(handle, data) < len(data):
                    raise OSError("there is no room for the whole line")
            finally:
                os.close(handle)

    def read(self, most: int = 1000) -> tuple[Entry, ...]:
        """The newest entries, the newest first. Lines that are torn or make no sense are left out. Raises OSError."""
        self._make_private()
        found: list[Entry] = []
        for content in self._contents():
            for line in reversed(content.split(b"\n")):
                if len(found) == most:
                    break
                entry = _entry(line.decode(errors="replace"))
                if entry:
                    found.append(entry)
        return tuple(found)

    def _contents(self) -> list[bytes]:
        """What the files hold, the newer one first."""
        with ExitStack() as opened:
            files = []
            for path in (self.file, self._older):
                with suppress(FileNotFoundError):
                    files.append(opened.enter_context(path.open("rb")))
            if len(files) == 2 and os.path.sameopenfile(files[0].fileno(), files[1].fileno()):
                files.pop()  # another program turned them over in between
            return [file.read() for file in files]

    def _turn_over(self) -> None:
        """Begin a new file where this one has become too long. Only one program may do so at a time."""
        with suppress(OSError):  # it is not there yet; or, on Windows, someone has it open: next time
            if self.file.stat().st_size >= self._most_bytes:
                self.file.replace(self._older)

    def _make_private(self) -> None:
        """Take from others what rights an earlier program, or a copy, may have left them."""
        if os.name == "posix":  # on Windows the folder lies in the user's profile
            for path, mode in ((self.file.parent, 0o700), (self.file, 0o600), (self._older, 0o600)):
                with suppress(OSError):  # it is not there yet, or not ours
                    if stat.S_IMODE(path.stat().st_mode) & 0o077:
                        path.chmod(mode)


def _entry(line: str) -> Entry | None:
    """One line as an entry; None where it is none."""
    torn = max(0, line.rfind('{"time": '))  # a line that broke off, on a full disk, has the next one at its end
    try:
        held = json.loads(line[torn:])
        time = datetime.fromisoformat(held["time"])
        record = Record(**{field.name: held[field.name] for field in fields(Record) if field.name in held})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    plausible = time.tzinfo is not None and 2000 <= time.year < 9000  # any zone can be counted with
    texts = all(isinstance(value, str) for value in asdict(record).values())
    return Entry(time, record) if plausible and texts else None


@contextmanager
def _locked(file: Path) -> Iterator[bool]:
    """Hold a lock between programs. False where another one has it, or where the file system knows none.

    Appending needs no lock but on Windows, where another program's line could be written over: so one waits there.
    """
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # gives up after ten seconds
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)  # and with it goes the lock
