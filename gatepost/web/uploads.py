"""How much of what somebody sends is written down before a page has looked at it."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 40_000_000  # bytes of all the files of a request; what a page takes is less


class Bounded(FileUploadHandler):
    """Stands before Django's own: what goes beyond is read and thrown away, so that the disk cannot be filled.

    The page gets a file without content that tells its true size, and says what it always says of a file that is too
    large; the rest of the form is not lost.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on what there is room for."""
        self.taken += len(raw_data)
        return raw_data if self.taken <= LARGEST else None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Nothing to say of a file that was passed on whole."""
        if self.taken <= LARGEST:
            return None
        for handler in self.request.upload_handlers if self.request else ():
            if handler is not self:
                handler.upload_interrupted()
        return UploadedFile(ContentFile(b""), self.file_name, self.content_type, file_size)
