"""Captures of public pages: text first, media only when asked, nothing private, and every capture says what it is not."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sites import Site, site
from warcio.archiveiterator import ArchiveIterator

from gatepost.networks.capture import Browser, Capture, Limits, capture, find_browser
from gatepost.networks.errors import Refused, TryLater, Unsafe
from gatepost.networks.outward import Bounds, Outward

pytestmark = pytest.mark.xdist_group("networks")
AT = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
HERE = Outward(bounds=Bounds(connect=2, silence=5, total=10), loopback=True, plain=True)
NOBODY = 65534
PNG = b"\x89PNG\r\n\x1a\n" + bytes(400)
POST = """<!doctype html><html><head><title>Sports day - Ashlands</title>
<link rel="stylesheet" href="/style.css"><link rel="icon" href="/icon.png"></head>
<body><h1>Sports day</h1><p>A comment that hurts &amp; lies.</p>
<img src="/child.jpg" alt="A race"><video src="/film.mp4" autoplay></video>
<audio src="/song.mp3" autoplay></audio><object data="/o.png"></object>
<img src="data:image/png;base64,iVBORw0KGgo="></body></html>"""


@pytest.fixture
def web() -> Iterator[Site]:
    """A site of the tests' own."""
    with site() as serving:
        yield serving


@pytest.fixture(scope="module")
def chromium() -> Browser:
    """Debian's Chromium in its sandbox, as somebody who may have one."""
    is_root = os.geteuid() == 0
    somebody = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    boxed = [*(somebody if is_root else ()), "unshare", "--user", "true"]
    if subprocess.run(boxed, capture_output=True, check=False).returncode:
        pytest.skip("no sandbox can be made here, as within a chroot")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no Chromium here")
    if is_root:
        return Browser((*somebody, program), user=NOBODY)
    found = find_browser()
    assert found is not None
    return found


def take(address: str, **how: object) -> Capture:
    return capture(address, outward=HERE, at=AT, **how)  # type: ignore[arg-type]


def file_of(taken: Capture, name: str) -> bytes:
    return next(one.content for one in taken.files if one.name == name)


def records(taken: Capture) -> list[tuple[str, str, bytes]]:
    """Kind, address and body of every record; a digest that does not fit is an error."""
    stream = io.BytesIO(file_of(taken, "page.warc"))
    return [
        (
            one.rec_type,
            one.rec_headers.get_header("WARC-Target-URI") or "",
            one.content_stream().read(),
        )
        for one in ArchiveIterator(stream, check_digests="raise")
    ]


def test_a_page_is_archived_with_its_words_and_moments(web: Site) -> None:
    address = web.page("/post/1", POST)

    taken = take(address)

    assert (taken.state, taken.status, taken.final) == ("captured", 200, address)
    assert taken.title == "Sports day - Ashlands"
    assert [one.name for one in taken.files] == ["page.warc", "page.txt"]
    for one in taken.files:
        assert one.sha256 == hashlib.sha256(one.content).hexdigest()
        assert AT < one.at <= taken.ended_at < AT + timedelta(seconds=30)
    text = file_of(taken, "page.txt").decode()
    assert f"Asked for: {address}" in text
    assert "A comment that hurts & lies." in text
    assert [(kind, where) for kind, where, _ in records(taken)] == [
        ("warcinfo", ""),
        ("response", address),
        ("request", address),
    ]
    assert records(taken)[1][2] == POST.encode()
    assert b"sha256:" in file_of(taken, "page.warc")
    assert any("No screenshot" in note for note in taken.notes)


def test_no_picture_film_or_sound_is_asked_for(web: Site) -> None:
    take(web.page("/post/1", POST))

    assert set(web.asked) == {"/post/1"}


@pytest.mark.parametrize(
    "kind", ["image/jpeg", "image/svg+xml", "video/mp4", "", "application/pdf"]
)
def test_what_is_no_text_is_not_fetched(web: Site, kind: str) -> None:
    web.pages["/child.jpg"] = (200, {"Content-Type": kind}, PNG)

    with pytest.raises(Refused, match="which this capture does not fetch"):
        take(web.address + "/child.jpg")

    assert web.asked == ["/child.jpg"]


@pytest.mark.parametrize("body", [PNG, b"\xff\xd8\xff\xe0" + bytes(99), b"\0\0\0\x20ftypisom"])
def test_a_picture_that_is_called_a_text_is_not_kept(web: Site, body: bytes) -> None:
    with pytest.raises(Refused, match="though the server calls it a text"):
        take(web.page("/post/1", body))


def test_media_are_fetched_when_they_are_asked_for(web: Site) -> None:
    web.pages["/picture.png"] = (200, {"Content-Type": "image/png"}, PNG)

    taken = take(web.address + "/picture.png", with_media=True)

    assert records(taken)[1][2] == PNG
    assert not any("were fetched" in note for note in taken.notes)


@pytest.mark.parametrize(
    "address", ["http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[fd00::1]/"]
)
def test_private_addresses_are_refused_also_where_a_page_sends_us_there(
    web: Site, address: str
) -> None:
    there = web.answer("/on", 302, Location=address)

    for asked in (address, there):
        with pytest.raises(Unsafe):
            take(asked)
    with pytest.raises(Unsafe):
        capture(web.address, outward=Outward(plain=True), at=AT)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ashlands",
        "ftp://a.example/",
        "file:///etc/passwd",
        "https://user:word@a.example/",
        "https://a\x00b/",
    ],
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="no address of a web page"):
        take(address)


def test_a_page_may_not_send_us_to_files_or_in_circles(web: Site) -> None:
    with pytest.raises(Refused):
        take(web.answer("/file", 302, Location="file:///etc/passwd"))
    with pytest.raises(Refused, match="more than 5 times"):
        take(web.answer("/round", 302, Location="/round"))


def test_redirects_are_followed_and_kept(web: Site) -> None:
    web.page("/there", POST)
    taken = take(web.answer("/here", 301, Location="/there#part"))

    assert taken.final == web.address + "/there"
    assert taken.redirects == (web.address + "/there",)
    assert [where for kind, where, _ in records(taken) if kind == "response"] == [
        web.address + "/here",
        web.address + "/there",
    ]


def test_a_login_wall_is_no_evidence(web: Site) -> None:
    web.page("/login?next=%2Fpost", "<title>Welcome</title><form><input type=password></form>")
    taken = take(web.answer("/post/1", 302, Location="/login?next=%2Fpost"))

    assert taken.state == "login-wall"
    assert any("sign-in page" in reason for reason in taken.reasons)
    assert any("password" in reason for reason in taken.reasons)


def test_an_error_is_no_evidence_either(web: Site) -> None:
    taken = take(web.address + "/gone")

    assert (taken.state, taken.status) == ("error-page", 404)
    assert any("nothing of the post" in note for note in taken.notes)


def test_what_came_packed_is_kept_unpacked_and_says_so(web: Site) -> None:
    packed = gzip.compress(POST.encode())
    taken = take(web.page("/post/1", packed, Content_Encoding="gzip"))

    assert records(taken)[1][2] == POST.encode()
    assert b"X-Archive-Orig-content-encoding: gzip" in file_of(taken, "page.warc")


def test_a_page_that_is_too_large_or_a_server_that_is_silent_ends_it(web: Site) -> None:
    with pytest.raises(TryLater, match="more than 1 megabytes"):
        take(web.page("/large", "x" * 3_000_000), limits=Limits(one=1_000_000))
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(TryLater),
    ):
        take(f"http://127.0.0.1:{silent.getsockname()[1]}/", limits=Limits(seconds=1))


def test_odd_encodings_and_odd_headers_do_no_harm(web: Site) -> None:
    page = "<title>Über</title><p>Grüße".encode("latin-1")
    told = take(web.page("/latin", page, Content_Type="text/html; charset=latin-1"))
    odd = take(web.page("/odd", page, Content_Type="text/html; charset=unheard-of", X_Odd="\xe9"))

    assert told.title == "Über"
    assert odd.state == "captured"
    assert len(records(odd)) == 3


def test_a_page_without_words_says_that_somebody_should_look(web: Site) -> None:
    taken = take(web.page("/app", "<title>App</title><script>document.write('x')</script>"))

    assert any("a person should look at it" in note for note in taken.notes)


def test_the_administrator_of_the_system_gets_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gatepost.networks.capture.browser.os.geteuid", lambda: 0)

    assert find_browser() is None


def test_a_browser_that_does_not_start_costs_only_the_picture(web: Site) -> None:
    for program in ("/nowhere/chromium", "false"):
        taken = take(web.page("/post/1", POST), browser=Browser((program,)))

        assert taken.state == "captured"
        assert [one.name for one in taken.files] == ["page.warc", "page.txt"]
        assert any("Chromium did not show the page" in note for note in taken.notes)


def test_a_screenshot_shows_the_page_and_nothing_more_is_fetched(
    web: Site, chromium: Browser
) -> None:
    web.pages["/style.css"] = (
        200,
        {"Content-Type": "text/css"},
        b"body { background: rgb(0, 128, 0) url(/back.png); } img { background: url(data:image/png;base64,AAAA) }",
    )

    taken = take(web.page("/post/1", POST), browser=chromium)

    picture = Image.open(io.BytesIO(file_of(taken, "screenshot.png"))).convert("RGB")
    assert picture.size == (1280, 1600)
    assert picture.getpixel((1200, 1500)) == (0, 128, 0)
    assert set(web.asked) == {"/post/1", "/style.css"}
    assert "Chrom" in taken.tools
    fetched = {where for kind, where, _ in records(taken) if kind == "response"}
    assert fetched == {web.address + "/post/1", web.address + "/style.css"}


def test_what_a_page_is_sent_on_to_is_fetched_and_kept_too(web: Site, chromium: Browser) -> None:
    web.pages["/real.css"] = (200, {"Content-Type": "text/css"}, b"body { background: #00f }")
    web.answer("/style.css", 302, Location="/real.css")

    taken = take(web.page("/post/1", POST), browser=chromium)

    picture = Image.open(io.BytesIO(file_of(taken, "screenshot.png"))).convert("RGB")
    assert picture.getpixel((1200, 1500)) == (0, 0, 255)
    assert web.address + "/real.css" in [where for _, where, _ in records(taken)]


def test_pictures_are_shown_when_they_are_asked_for(web: Site, chromium: Browser) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (200, 200), (200, 0, 0)).save(drawn, "PNG")
    web.pages["/child.jpg"] = (200, {"Content-Type": "image/png"}, drawn.getvalue())
    page = "<body style='margin:0'><img src=/child.jpg></body>"

    taken = take(web.page("/post/1", page), browser=chromium, with_media=True)

    picture = Image.open(io.BytesIO(file_of(taken, "screenshot.png"))).convert("RGB")
    assert picture.getpixel((100, 100)) == (200, 0, 0)
    assert drawn.getvalue() in [body for _, _, body in records(taken)]


def test_the_words_that_a_page_writes_itself_are_read(web: Site, chromium: Browser) -> None:
    web.page("/words", '{"comment": "You are all liars"}', Content_Type="application/json")
    page = """<title>App</title><body><script>
      fetch("/words").then(it => it.json()).then(it => { document.body.append(it.comment); });
      alert("hello"); confirm("really?");
    </script>"""

    taken = take(web.page("/app", page), browser=chromium)

    assert "You are all liars" in file_of(taken, "page.txt").decode()
    assert web.address + "/words" in [where for _, where, _ in records(taken)]


def test_a_page_that_leads_the_browser_to_a_wall_is_a_wall(web: Site, chromium: Browser) -> None:
    web.page("/login", "<title>Welcome</title><form>E-mail<input type=password></form>")
    page = "<title>Post</title><p>" + "Words. " * 500 + "<script>location.href='/login'</script>"

    taken = take(web.page("/post/1", page), browser=chromium)

    assert taken.state == "login-wall"
    assert taken.final == web.address + "/login"
    assert any("led the browser on" in note for note in taken.notes)


def test_a_page_has_no_way_out_of_the_browser(web: Site, chromium: Browser) -> None:
    """No sockets, no calls, no forms, no files, no private addresses; a listener on this machine hears nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        came: list[object] = []

        def listen() -> None:
            try:
                while True:
                    connection, _ = listening.accept()
                    connection.settimeout(2)
                    came.append(connection.recv(1_000))
                    connection.close()
            except OSError:
                return

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        page = f"""<link rel=preconnect href=http://127.0.0.1:{port}>
        <link rel=dns-prefetch href=//localhost:{port}>
        <a ping=http://127.0.0.1:{port}/ping href=#x id=a>x</a><img src=http://127.0.0.1:{port}/i.png>
        <iframe src="file:///etc/passwd"></iframe>
        <body><script>
        const say = word => document.body.append(" " + word);
        try {{ new WebSocket("ws://127.0.0.1:{port}").onerror = () => say("socket-closed"); }} catch (e) {{ say("socket-closed"); }}
        try {{ const call = new RTCPeerConnection({{iceServers: [{{urls: "turn:127.0.0.1:{port}?transport=tcp", username: "u", credential: "c"}}]}});
          call.createDataChannel("x"); call.createOffer().then(it => call.setLocalDescription(it)); }} catch (e) {{}}
        navigator.sendBeacon("http://127.0.0.1:{port}/beacon", "x"); document.getElementById("a").click();
        fetch("http://127.0.0.1:{port}/post", {{method: "POST", body: "x", mode: "no-cors"}}).catch(() => say("post-refused"));
        fetch("http://10.0.0.1/").catch(() => say("private-refused"));
        fetch("http://169.254.169.254/latest/", {{mode: "no-cors"}}).catch(() => say("cloud-refused"));
        </script>"""

        taken = take(web.page("/wild", page), browser=chromium)
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)

    text = file_of(taken, "page.txt").decode()
    for word in ("socket-closed", "post-refused", "private-refused", "cloud-refused"):
        assert word in text
    assert "root:" not in text
    assert came == []


def test_a_page_that_never_rests_comes_to_an_end(web: Site, chromium: Browser) -> None:
    page = "<title>Busy</title><p>Words<script>setInterval(() => fetch('/x?' + Math.random()), 50)</script>"

    taken = take(web.page("/busy", page), browser=chromium, limits=Limits(seconds=25, requests=20))

    assert taken.ended_at - taken.began_at < timedelta(seconds=40)
    assert "Words" in file_of(taken, "page.txt").decode()
    assert any("may not show the whole page" in note for note in taken.notes)
    assert len({path for path in web.asked if path.startswith("/x")}) <= 20


def test_no_browser_and_no_folder_is_left_behind(
    web: Site, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not tmp_path: Chromium's own paths below it would be too long, and it may run as somebody else.
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        Path(folder).chmod(0o755)

        taken = take(web.page("/post/1", POST), browser=chromium)

        assert [one.name for one in taken.files][-1] == "screenshot.png"
        assert os.listdir(folder) == []

    left = []
    for number in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/cmdline", "rb") as file:
                left.append(file.read())
        except OSError:
            continue
    assert not any(b"--remote-debugging-pipe" in one and folder.encode() in one for one in left)
