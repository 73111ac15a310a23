"""Shows a page in Chromium, in its sandbox and without any way to a network of its own, and takes its picture.

Every request of the page is held up and answered with what was fetched through the one way out of Gatepost, so
addresses that are not public stay closed to the page too, and what it shows is what is archived.
"""

from __future__ import annotations

import base64
import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gatepost.networks.capture.answering import Answering
from gatepost.networks.capture.devtools import BrowserError, DevTools
from gatepost.networks.capture.fetching import Exchange, Fetcher

WIDTH, HEIGHT, LONGEST = 1280, 1600, 8_000  # dots
_MOST_TEXT = 2_000_000  # characters
_STARTS, _LOADS, _SETTLES, _ENDS = 20.0, 30.0, 8.0, 5.0  # seconds
_FIRST_FREE = 20  # above the numbers of files that Chromium expects

# Chromium finds no name and no proxy, so whatever is not held up comes to nothing.
_SWITCHES = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://closed.invalid:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-gpu",
    "--disable-breakpad",
    "--mute-audio",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
)
_NO_PICTURES = "--blink-settings=imagesEnabled=false"
_READ = """(() => { const body = document.body; return [document.title.slice(0, 1000),
 (body ? body.innerText : "").slice(0, LIMIT), document.documentElement.outerHTML.slice(0, LIMIT),
 location.href.slice(0, 2000), Math.max(document.documentElement.scrollHeight, body ? body.scrollHeight : 0)]; })()"""


@dataclass(frozen=True)
class Browser:
    """How Chromium is started: its program, with words before it where it runs as somebody else."""

    command: tuple[str, ...]
    user: int | None = (
        None  # to whom its folder is given, where the command makes it run as somebody else
    )


@dataclass(frozen=True)
class Shown:
    """A page as the browser showed it."""

    address: str  # where the page led the browser in the end
    title: str
    text: str
    html: str = field(repr=False)
    picture: bytes = field(repr=False)  # PNG
    is_whole: bool  # whether nothing was still to come when the picture was taken
    version: str


def find_browser() -> Browser | None:
    """Debian's Chromium, where it is there and may run in its sandbox, which it may not as the system's administrator."""
    program = shutil.which("chromium")
    return Browser((program,)) if program and os.geteuid() != 0 else None


def show(browser: Browser, first: Exchange, fetcher: Fetcher) -> Shown:
    """Show the page that was fetched first; BrowserError where that does not work."""
    with tempfile.TemporaryDirectory(prefix="capture-", ignore_cleanup_errors=True) as folder:
        if browser.user is not None:
            os.chown(folder, browser.user, browser.user)
        with _started(browser, Path(folder), fetcher) as (reads, writes):
            answering = Answering(first, fetcher)
            with DevToolsOf(reads, writes, fetcher, answering) as tools:
                return _look(tools, first, answering)


class DevToolsOf:
    """The conversation in which the page's requests are answered; its helpers end with it."""

    def __init__(self, reads: int, writes: int, fetcher: Fetcher, answering: Answering) -> None:
        seconds = max(fetcher.left(), _STARTS)
        self.tools = DevTools(reads=reads, writes=writes, seconds=seconds, hear=answering.hear)
        self.answering = answering

    def __enter__(self) -> DevTools:
        self.answering.tools = self.tools
        return self.tools

    def __exit__(self, *_: object) -> None:
        self.answering.end()


def _look(tools: DevTools, first: Exchange, answering: Answering) -> Shown:
    version = str(tools.ask("Browser.getVersion").get("product", ""))
    # A context of its own keeps what it loads in memory, so that no page is left on the disk.
    context = tools.ask("Target.createBrowserContext", disposeOnDetach=True)["browserContextId"]
    tools.ask("Browser.setDownloadBehavior", behavior="deny", browserContextId=context)
    target = tools.ask("Target.createTarget", url="about:blank", browserContextId=context)[
        "targetId"
    ]
    attached = tools.ask("Target.attachToTarget", targetId=target, flatten=True)
    tools.session = attached["sessionId"]
    tools.ask("Fetch.enable", patterns=[{"urlPattern": "*"}])
    tools.ask("Page.enable")
    tools.ask("Network.enable")
    tools.ask("Network.setBypassServiceWorker", bypass=True)
    _measure(tools, HEIGHT)
    tools.tell("Page.navigate", url=first.address)
    loaded = tools.wait(lambda: answering.is_loaded, seconds=_LOADS)
    settled = tools.wait(answering.is_quiet, seconds=_SETTLES)
    read = tools.ask(
        "Runtime.evaluate",
        expression=_READ.replace("LIMIT", str(_MOST_TEXT)),
        returnByValue=True,
        timeout=5_000,
    )
    title, text, page, address, height = _read(read)
    if not address.startswith(("http://", "https://")):
        raise BrowserError("The page led the browser to where nothing is shown.")
    _measure(tools, min(max(height, HEIGHT), LONGEST))
    taken = tools.ask("Page.captureScreenshot", format="png")
    picture = base64.b64decode(str(taken.get("data", "")))
    is_whole = loaded and settled and height <= LONGEST
    return Shown(address, title, text, page, picture, is_whole, version)


def _measure(tools: DevTools, height: int) -> None:
    tools.ask(
        "Emulation.setDeviceMetricsOverride",
        width=WIDTH,
        height=height,
        deviceScaleFactor=1,
        mobile=False,
    )


def _read(answer: Mapping[str, Any]) -> tuple[str, str, str, str, int]:
    value = answer.get("result", {}).get("value")
    kinds = [type(one) for one in value] if isinstance(value, list) else []
    if kinds != [str, str, str, str, int]:
        raise BrowserError("The page could not be read in the browser.")
    title, text, page, address, height = value
    return title, text, page, address, height


@contextmanager
def _started(browser: Browser, folder: Path, fetcher: Fetcher) -> Iterator[tuple[int, int]]:
    """Chromium with its pipes; it is ended with everything that it started."""
    theirs_in, ours_out = _apart(os.pipe())
    ours_in, theirs_out = _apart(os.pipe())
    switches = [*_SWITCHES, f"--user-data-dir={folder}"]
    if not fetcher.with_media:
        switches.append(_NO_PICTURES)
    words = [*browser.command, *switches, "about:blank"]
    actions = [
        *((os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)),
        (os.POSIX_SPAWN_DUP2, theirs_in, 3),
        (os.POSIX_SPAWN_DUP2, theirs_out, 4),
    ]
    try:
        # Not subprocess: Chromium wants its pipes as files 3 and 4, and nothing of ours may run between fork and exec.
        child = os.posix_spawnp(
            words[0], words, _surroundings(folder), file_actions=actions, setpgroup=0
        )
    except OSError:
        raise BrowserError("The browser could not be started.") from None
    finally:
        os.close(theirs_in)
        os.close(theirs_out)
    try:
        yield ours_in, ours_out
    finally:
        os.close(ours_in)
        os.close(ours_out)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _apart(pipe: tuple[int, int]) -> tuple[int, int]:
    """The same pipe with numbers that do not get into each other's way."""
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE) for end in pipe]
    for end in pipe:
        os.close(end)
    return moved[0], moved[1]


def _surroundings(folder: Path) -> dict[str, str]:
    """What Chromium learns of where it is: as little as it needs, none of our own settings."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_CACHE_HOME": str(folder),
        "LANG": "C.UTF-8",
        "TZ": "Europe/London",
    }
