"""Files that people give us: refused when too large, wrong or dangerous, and kept under their hash."""

import io
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_FILES_OF_FULL_SIZE = 16
"""A request larger than this many of the largest files is no form of ours."""


class RefusedFile(UploadedFile):
    """What is left of a file that was too large: its name and size, so that the form can say so."""


class RefuseTooLarge(FileUploadHandler):
    """Stop keeping a file as soon as it is too large.

    The rest of it is read past, not kept, so that the other fields of the form
    arrive and the person gets an answer about this field instead of a broken
    connection. Must stand first in ``FILE_UPLOAD_HANDLERS``.
    """

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, boundary: bytes, encoding: str | None = None) -> None:
        """Refuse before reading when the request announces more than any form of ours can hold."""
        if content_length > settings.UPLOAD_MAX_BYTES * MOST_FILES_OF_FULL_SIZE:
            raise RequestDataTooBig("The request announces more than all files of a form together may hold.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand a chunk on to the handler that keeps it, or drop it."""
        return raw_data if start + len(raw_data) <= settings.UPLOAD_MAX_BYTES else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Stand in for a file that was too large; leave the others to the handler that kept them."""
        if file_size <= settings.UPLOAD_MAX_BYTES:
            return None
        return RefusedFile(file=io.BytesIO(), name=self.file_name, content_type=self.content_type, size=file_size)
