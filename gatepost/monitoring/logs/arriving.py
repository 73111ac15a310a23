"""Where the bytes of a log go that somebody brings: through a reading, and nowhere else."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from gatepost.monitoring.logs.reading import Reading

LARGEST = 400 * 1024 * 1024
TOO_LARGE = "The log is larger than 400 MB. Bring it in month by month, or week by week."


class Read(UploadedFile):  # type: ignore[type-arg]
    """A log that was read: what it came to, and nothing of the file."""

    reading: Reading


class ReadWhileArriving(FileUploadHandler):
    """Gives each piece to a reading and lets go of it. Only the first file of a request is read."""

    def __init__(self, request: HttpRequest, reading: Reading) -> None:
        super().__init__(request)
        self.reading = reading
        self.taken = self.files = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Called before each file."""
        super().new_file(*args, **kwargs)
        self.files += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Called with each piece."""
        self.taken += len(raw_data)
        if self.files == 1 and self.taken <= LARGEST:
            self.reading.feed(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Called at the end of a file."""
        if self.files > 1:
            return None
        self.reading.end()
        if self.taken > LARGEST:
            self.reading.problem = TOO_LARGE
        done = Read(ContentFile(b""), "log", "text/plain", file_size)
        done.reading = self.reading
        return done
