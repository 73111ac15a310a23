"""Time stamps: asked of a real authority on this machine, and no answer believed that does not hold."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stamping import TestAuthority, authority, served

from gatepost.core.evidence import StampError, read_stamp
from gatepost.core.evidence.stamps import stamp_request
from gatepost.networks.errors import NetworkError, Refused, TryLater, Unsafe
from gatepost.networks.outward import Outward
from gatepost.networks.timestamps import BOUNDS, Authority, stamp

pytestmark = pytest.mark.xdist_group("networks")
FILE = b"a screenshot"
DIGEST = hashlib.sha256(FILE).hexdigest()
HERE = Outward(bounds=BOUNDS, loopback=True)
REPLY = "application/timestamp-reply"
Answering = Callable[[bytes], tuple[int, str, bytes]]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    """A real authority."""
    return authority(tmp_path_factory.mktemp("stamps") / "authority")


def asked(answer: Answering, *, roots: bytes = b"") -> NetworkError:
    """What comes of asking whoever answers so."""
    with (
        served(answer) as (address, _),
        pytest.raises(NetworkError) as told,
    ):
        stamp(DIGEST, authority=Authority(address, roots), outward=HERE)
    return told.value


def test_an_authority_stamps_a_hash_and_openssl_agrees(ours: TestAuthority, tmp_path: Path) -> None:
    began = datetime.now(UTC).replace(microsecond=0)
    with served(lambda query: (200, REPLY, ours.answer(query))) as (address, queries):
        got = stamp(DIGEST, authority=Authority(address, ours.roots), outward=HERE)

    assert got.reading.is_trusted
    assert began <= got.reading.at <= began + timedelta(minutes=1)
    assert got.reading.signed_by == "CN=Authority of the tests"
    assert got.stamp.authority == address
    assert FILE not in queries[0]
    assert bytes.fromhex(DIGEST) in queries[0]
    for name, content in (("file", FILE), ("answer", got.stamp.response), ("root", ours.roots)):
        (tmp_path / name).write_bytes(content)
    done = subprocess.run(
        ["openssl", "ts", "-verify", "-data", "file", "-in", "answer", "-CAfile", "root"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Verification: OK" in done.stdout + done.stderr


def test_the_query_is_what_openssl_would_ask(tmp_path: Path) -> None:
    for nonce in (b"12345678", b"\xff" * 8, bytes(7) + b"\x01"):
        query = tmp_path / "query"
        query.write_bytes(stamp_request(DIGEST, nonce=nonce))
        told = subprocess.run(
            ["openssl", "ts", "-query", "-in", query, "-text"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        number = int.from_bytes(nonce, "big")
        assert re.search(rf"Nonce: (0x{number:X}|0x0*{number:X}|{number})\n", told)
        assert "Hash Algorithm: sha256" in told
        assert "Certificate required: yes" in told


def test_without_certificates_an_answer_is_kept_unchecked(ours: TestAuthority) -> None:
    with served(lambda query: (200, REPLY, ours.answer(query))) as (address, _):
        got = stamp(DIGEST, authority=Authority(address), outward=HERE)

    assert not got.reading.is_trusted
    assert read_stamp(got.stamp.response, sha256=DIGEST, roots=ours.roots).is_trusted


def test_an_answer_that_does_not_hold_is_refused(ours: TestAuthority, tmp_path: Path) -> None:
    others = authority(tmp_path / "others")
    old = ours.answer(stamp_request(DIGEST, nonce=b"12345678"))
    another = ours.answer(stamp_request("ab" * 32, nonce=b"12345678"))
    told = [
        asked(lambda query: (200, REPLY, others.answer(query)), roots=ours.roots),
        asked(lambda _: (200, REPLY, old), roots=ours.roots),
        asked(lambda _: (200, REPLY, another), roots=ours.roots),
        asked(lambda _: (200, REPLY, b"no time stamp")),
        asked(lambda query: (200, REPLY, ours.answer(query)[:-1] + b"\x00"), roots=ours.roots),
        asked(lambda query: (200, "text/html", ours.answer(query))),
        asked(lambda _: (404, REPLY, b"")),
        asked(lambda _: (302, REPLY, b"")),
    ]

    assert {type(one) for one in told} == {Refused}
    assert "not signed by an authority that is trusted" in told[0].says
    assert "the answer to another question" in told[1].says
    assert "for another file" in told[2].says
    assert all(one.says.endswith(".") for one in told)


def test_an_authority_in_trouble_is_asked_again_later() -> None:
    for status in (500, 503, 429):
        assert isinstance(asked(lambda _, status=status: (status, REPLY, b"")), TryLater)
    assert isinstance(asked(lambda _: (200, REPLY, bytes(200_000))), TryLater)


def test_private_addresses_and_what_is_no_address_are_never_asked() -> None:
    for address in ("https://10.0.0.1/", "https://localhost/stamp", "https://169.254.169.254/"):
        with pytest.raises(Unsafe):
            stamp(DIGEST, authority=Authority(address), outward=Outward())
    for address in ("https://a\x00b/", "ftp://stamps.example/", "stamps", "https://"):
        with pytest.raises(Refused):
            stamp(DIGEST, authority=Authority(address), outward=Outward())


def test_a_refusal_of_the_authority_itself_is_told(ours: TestAuthority) -> None:
    """A query that OpenSSL cannot read makes it answer with a rejection."""
    rejection = ours.answer(b"\x30\x03\x02\x01\x01")

    with pytest.raises(StampError):
        read_stamp(rejection, sha256=DIGEST)
    assert "does not accept" in asked(lambda _: (200, REPLY, rejection)).says
