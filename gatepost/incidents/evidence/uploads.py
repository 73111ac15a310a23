"""Where bytes go that somebody sends to a case: into memory up to a bound, or nowhere; never in clear onto the disk."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse

LARGEST = 20 * 1024 * 1024  # bytes of all the files of one request


class LetGo(UploadedFile):  # type: ignore[type-arg]
    """A file of a request that was too large: its name, and nothing of it."""


class InMemory(FileUploadHandler):
    """Keeps files in memory. What goes beyond the bound is let go; the form then says so and keeps its words."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.taken = 0
        self.held = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Called before each file."""
        super().new_file(*args, **kwargs)
        self.held = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Called with each piece."""
        self.taken += len(raw_data)
        if self.taken <= LARGEST:
            self.held.write(raw_data)
        else:
            self.held = io.BytesIO()

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """Called at the end of a file."""
        if self.taken > LARGEST:
            return LetGo(ContentFile(b""), self.file_name, self.content_type, file_size)
        self.held.seek(0)
        return InMemoryUploadedFile(
            self.held, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )


class Nowhere(FileUploadHandler):
    """Takes no file: what comes is passed over unread."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Called before each file."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called, since no file is begun."""

    def file_complete(self, file_size: int) -> None:
        """There is none."""


class WordsAlone:
    """Middleware: whatever a browser sends to reports and cases beside words is passed over.

    The pages that take files say so themselves, once they have seen that the case allows it. It has to stand before
    the check of forged requests, which reads what was sent.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before the address is known."""
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Called by Django once it knows the address."""
        found = request.resolver_match
        if found is not None and "incidents" in found.app_names:
            request.upload_handlers = [Nowhere(request)]
