#!/usr/bin/env python3
"""Runs the program or its tests on a machine that has Python 3.11 or newer and nothing else of ours.

    python3 run.py                  your own clusters
    python3 run.py demo             invented clusters; nothing else is needed
    python3 run.py test             the tests
    python3 run.py translate        collects the texts for the translators and compiles their work

On Windows: py run.py. Further arguments are handed on: run.py demo --self-test, run.py test tests/model -x.

What the program needs is put into the folder .venv beside this file, anew whenever requirements.txt or the Python
changes: with uv where that is installed, with pip otherwise.
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if sys.version_info < (3, 11):  # noqa: UP036 - people do start this with an older Python; it must parse there
    sys.exit("run.py: Python 3.11 or newer is needed, this is %d.%d." % sys.version_info[:2])  # noqa: UP031 - as above

ROOT = Path(__file__).resolve().parent
REQUIREMENTS = ROOT / "requirements.txt"
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "made-by-run.py"  # written last, so that an environment without it is known to be half made
LOCK = ROOT / ".venv.lock"

REQUIRED = ["--require-hashes", "-r", str(REQUIREMENTS)]

COMMANDS = {
    "": ["-m", "pullsecrets"],
    "demo": ["-m", "pullsecrets", "--demo"],
    # On every core; a file stays on one, because what its tests share is dear.
    "test": ["-m", "pytest", "--numprocesses", "auto", "--maxprocesses", "4", "--dist", "loadfile"],
}

# What Qt links to on Linux and does not bring along, with Debian's package for it. Newer releases call some of them
# …t64 and still answer to these names. tests/test_run.py holds the list against Qt's own files.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
TOOL_LIBRARIES = {"libgssapi_krb5.so.2": "libgssapi-krb5-2"}  # for lupdate and lrelease
WINDOW_LIBRARIES = {
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    },
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
}


def main(arguments: list[str]) -> int:
    command, rest = "", arguments
    if arguments and not arguments[0].startswith("-"):
        command, *rest = arguments
    if arguments[:1] in (["-h"], ["--help"]) or command not in ("translate", *COMMANDS):
        print(__doc__)
        return 0 if not command else 2
    try:
        install_system_packages(command)
        if not is_made():
            make_environment()
        if command == "translate":
            return translate()
        if command == "test":
            os.chdir(ROOT)
        return hand_over([*COMMANDS[command], *rest])
    except KeyboardInterrupt:
        return 130


def say(sentence: str) -> None:
    print(f"run.py: {sentence}", file=sys.stderr, flush=True)


# What the system must have


def install_system_packages(command: str) -> None:
    """Install what Debian or Ubuntu lacks: as root at once, else after showing the line that does it and asking.

    Elsewhere say what is missing and go on; Qt tells what it can't do without it.
    """
    missing = missing_from_system(command)
    if not missing:
        return
    if not shutil.which("apt-get"):
        say(f"Your system lacks {', '.join(missing)}. Install what is missing with its package manager.")
        return
    packages = sorted(set(missing.values()))
    steps = [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *packages]]
    if os.geteuid() == 0:
        say(f"Installing system packages: {' '.join(packages)}")
    else:
        steps = [["sudo", *step] for step in steps]
        say(f"Your system lacks {', '.join(missing)}. This line installs what is missing:")
        print(" && ".join(" ".join(step) for step in steps), file=sys.stderr, flush=True)
        if not sys.stdin.isatty() or input("Run it now? [y/N] ").strip().lower() not in ("y", "yes"):
            sys.exit(1)
    succeeded = [execute(step, DEBIAN_FRONTEND="noninteractive") for step in steps]
    if not succeeded[-1]:  # a failed update does not matter where the packages are known already
        sys.exit("run.py: The system packages could not be installed.")


def missing_from_system(command: str) -> dict[str, str]:
    """What is missing, each with Debian's package for it."""
    if not sys.platform.startswith("linux"):
        return {}
    missing = {name: package for name, package in libraries_for(command).items() if not can_load(name)}
    if not is_made() and not shutil.which("uv") and importlib.util.find_spec("ensurepip") is None:
        missing["ensurepip"] = f"python3.{sys.version_info.minor}-venv"
    return missing


def libraries_for(command: str) -> dict[str, str]:
    """The tests need no screen, and neither does a program that is started where there is none."""
    if command in ("test", "translate"):
        return LIBRARIES | TOOL_LIBRARIES
    screen = "xcb" if os.environ.get("DISPLAY") else "wayland" if os.environ.get("WAYLAND_DISPLAY") else "offscreen"
    return LIBRARIES | WINDOW_LIBRARIES.get(os.environ.get("QT_QPA_PLATFORM") or screen, {})


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# The environment


def is_made() -> bool:
    return PYTHON.exists() and STAMP.is_file() and STAMP.read_text() == wanted()


def wanted() -> str:
    """What an environment made now would be: the requirements' hash and the kind of Python."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    return f"{digest} {sys.implementation.cache_tag} {sys.platform}\n"


def make_environment() -> None:
    with one_at_a_time():
        if is_made():  # by the run.py that this one has waited for
            return
        uv = shutil.which("uv")
        say(f"Putting what the program needs into {VENV}, with {'uv' if uv else 'pip'}. This takes minutes at most.")
        if not (uv and fill_with_uv(uv)) and not fill_with_pip():
            sys.exit("run.py: That failed, for the reason above. The next start tries again.")
        # With this file Python finds the program from anywhere, and so do processes that the program starts.
        packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))
        (packages / "pullsecrets.pth").write_text(os.path.relpath(ROOT / "desktop", packages) + "\n")
        STAMP.write_text(wanted())
        say("Done.")


def fill_with_uv(uv: str) -> bool:
    clear()
    install = [uv, "pip", "install", "--python", str(PYTHON), "--only-binary", ":all:"]
    return execute([uv, "venv", "--python", base_python(), str(VENV)]) and execute([*install, *REQUIRED])


def fill_with_pip() -> bool:
    clear()
    install = [str(PYTHON), "-I", "-m", "pip", "install", "--disable-pip-version-check", "--only-binary", ":all:"]
    return execute([base_python(), "-m", "venv", str(VENV)]) and execute([*install, *REQUIRED])


def clear() -> None:
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        sys.exit(f"run.py: {VENV} can't be removed; does a program still run from it? ({error})")


def base_python() -> str:
    """The Python itself where run.py was started with that of an environment, perhaps the one to be replaced."""
    return str(getattr(sys, "_base_executable", sys.executable))


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a lock that ends with this process and with the installer that it started."""
    with LOCK.open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        if sys.platform == "win32":
            while True:
                with contextlib.suppress(OSError):  # it gives up after ten seconds
                    msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another run.py is making the environment. Waiting for it.")
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# What runs


def execute(command: list[str], **variables: str) -> bool:
    return subprocess.run(command, env=os.environ | variables, close_fds=False, check=False).returncode == 0


def hand_over(arguments: list[str]) -> int:
    """Run Python with these arguments in place of this process, and give on its exit code."""
    command = [str(PYTHON), "-P", *arguments]
    if os.name == "posix":
        os.execv(command[0], command)
    process = subprocess.Popen(command)
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C reaches both; the program decides what it means
            return process.wait()


def translate() -> int:
    """English gets only the forms of plurals; the sources hold the rest."""
    sources = sorted(str(path) for path in (ROOT / "desktop" / "pullsecrets" / "views").rglob("*.py"))
    for language, options in (("zh_CN", []), ("en", ["-pluralonly"])):
        texts = ROOT / "resources" / "translations" / f"{language}.ts"
        collect = [str(SCRIPTS / "pyside6-lupdate"), *sources, "-locations", "none", "-no-obsolete", *options]
        compile_ = [str(SCRIPTS / "pyside6-lrelease"), str(texts), "-qm", str(texts.with_suffix(".qm"))]
        if not execute([*collect, "-ts", str(texts)]) or not execute(compile_):
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
