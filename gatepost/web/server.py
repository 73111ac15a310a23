"""Runs Gatepost with gunicorn: one process, several threads."""

from __future__ import annotations

import socket
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.config import Config  # type: ignore[import-untyped]

THREADS = 8


class PortTaken(Exception):
    """The server cannot listen where it was asked to; the message says why and what to do."""


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, set up from here and not from a file or the command line."""

    cfg: Config

    def __init__(self, *, host: str, port: int) -> None:
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        for name, value in self._options().items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        """Called by gunicorn in its worker."""
        from gatepost.web.wsgi import application

        return application

    def _options(self) -> dict[str, Any]:
        return {
            "bind": self.address,
            "workers": 1,
            "threads": THREADS,
            "worker_class": "gthread",
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self._say_where,
        }

    def _say_where(self, worker: Any) -> None:
        """Once the first worker has loaded everything and the socket is open."""
        if worker.age == 1:
            host, _, port = self.address.rpartition(":")
            shown = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)
            print(f"Open http://{shown}:{port}/", flush=True)


def check_address(*, host: str, port: int) -> None:
    """Raise PortTaken where nobody could listen, before gunicorn tries for five seconds."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[
            0
        ]
    except OSError:
        raise PortTaken(f"“{host}” is no address of this machine.") from None
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(place)
        except PermissionError:
            raise PortTaken(
                f"Only the administrator may use port {port}; choose one above 1023 with --port."
            ) from None
        except OSError:
            raise PortTaken(
                f"Port {port} on {host} is taken. Stop what runs there, or choose another: --port {port + 1}."
            ) from None
