"""A real time-stamp authority of the tests' own: OpenSSL signs with certificates that are made on the spot."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIGURATION = """
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
signer_cert = {folder}/authority.pem
signer_key = {folder}/authority.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class TestAuthority:
    """An authority in a folder."""

    __test__ = False
    folder: Path
    roots: bytes

    def answer(self, query: bytes) -> bytes:
        """What OpenSSL says to a query."""
        asked, said = self.folder / "query", self.folder / "answer"
        asked.write_bytes(query)
        words = ["-config", "tsa.cnf", "-queryfile", "query", "-out", "answer"]
        subprocess.run(
            ["openssl", "ts", "-reply", *words],
            cwd=self.folder,
            check=True,
            capture_output=True,
            timeout=30,
        )
        return said.read_bytes()


def authority(folder: Path) -> TestAuthority:
    """A new authority: a root, and a certificate for time stamps that the root signs."""
    folder.mkdir()
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Root of the tests", root_key, by=root_key, issuer="Root of the tests")
    own = _certificate("Authority of the tests", key, by=root_key, issuer="Root of the tests")
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "authority.key").write_bytes(pem)
    (folder / "authority.pem").write_bytes(own)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    return TestAuthority(folder, root)


@contextmanager
def served(answer: Callable[[bytes], tuple[int, str, bytes]]) -> Iterator[tuple[str, list[bytes]]]:
    """Whatever answers queries, as a web server; gives its address and the queries that came."""
    asked: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            status, kind, body = answer(asked[-1])
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/stamp", asked
    server.shutdown()
    server.server_close()
    thread.join()


def _certificate(name: str, key: Key, *, by: Key, issuer: str) -> bytes:
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
    )
    if name == issuer:
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    else:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(usage, critical=True)
    return made.sign(by, hashes.SHA256()).public_bytes(Encoding.PEM)


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])
