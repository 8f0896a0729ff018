"""Errors of API v1 and their wire form: ``{"detail": …}`` with the status the legacy clients test for."""

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from psycopg.errors import ForeignKeyViolation
from rest_framework import exceptions, status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

logger = logging.getLogger(__name__)


class BadRequest(APIException):
    """400 with ``{"detail": message}``: API v1's usual refusal, also of objects that do not exist."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_detail = "bad request"
    default_code = "bad_request"


class Unauthorized(APIException):
    """401 with ``{"detail": message}``: how API v1 refuses a user who is known but not permitted.

    Unlike DRF's ``NotAuthenticated`` it is never turned into a 403 (spec/api-media.md §3.2).
    """

    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = "bad permissions"
    default_code = "bad_permissions"


class Forbidden(APIException):
    """403 with ``{"detail": message}``; the message is not translated."""

    status_code = status.HTTP_403_FORBIDDEN
    default_detail = "bad permissions"
    default_code = "forbidden"


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception of a view into an API answer.

    A ``ValidationError`` of a service answers 400 with its messages, by field if it names fields.
    A value that the database cannot hold (a NUL character, a number out of range, a text that is too long,
    half a surrogate pair) came from the client, so it answers 400 where the legacy server failed with 500.
    So does a request about something that somebody else deletes at the same time.

    Returns:
        The answer, or None for a defect of ours, which Django then reports as 500.
    """
    if isinstance(exc, ValidationError):
        exc = exceptions.ValidationError(exc.message_dict if hasattr(exc, "error_dict") else exc.messages)
    elif isinstance(exc, DataError | UnicodeEncodeError):
        request = context.get("request")
        logger.warning("value refused by the database: %s", exc, extra={"path": getattr(request, "path", "")})
        exc = BadRequest("Invalid value.")
    elif isinstance(exc, IntegrityError) and isinstance(exc.__cause__, ForeignKeyViolation):
        exc = BadRequest("This has been deleted meanwhile.")
    return drf_exception_handler(exc, context)
