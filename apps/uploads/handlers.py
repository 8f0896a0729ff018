"""Receiving of files by Django."""

from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from apps.uploads.spool import uploads_folder


class SpoolUploadHandler(TemporaryFileUploadHandler):
    """Receives files into ``UPLOAD_DIR``, from where they become media by being renamed.

    Django's own handler uses the system's folder for temporary files, often another and smaller file system.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; see Django's handler."""
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        self.file = _SpooledUpload(self.file_name, self.content_type, self.charset, self.content_type_extra)


class _SpooledUpload(TemporaryUploadedFile):
    """A temporary file in ``UPLOAD_DIR``; its size is told when it is complete."""

    def __init__(self, name: Any, content_type: Any, charset: Any, content_type_extra: Any) -> None:
        file = NamedTemporaryFile(suffix=".upload", dir=uploads_folder())  # noqa: SIM115 - closed with the upload
        super(TemporaryUploadedFile, self).__init__(file, name, content_type, 0, charset, content_type_extra)
