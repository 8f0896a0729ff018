"""What a request asks the database, in a form that does not depend on the values."""

import re
from typing import Any

from django.db import connection
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

_VALUES = re.compile(r"\((?:%s, )+%s\)")
_COLUMNS = re.compile(r'SELECT (DISTINCT )?"\w+"\."\w+"(?: AS "\w+")?(?:, "\w+"\."\w+"(?: AS "\w+")?)+')


def queries_of(path: str, username: str | None) -> list[str]:
    """Ask for a path with the API token of a user, or anonymously.

    Returns:
        The queries in their order: values as ``%s``, lists of values and of plain columns as ``…``.
    """
    client = APIClient()
    if username:
        client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get(user__username=username).key}")
    found: list[str] = []

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append(_shape(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        response = client.get(path)
    assert response.status_code < 500, (path, response.content)
    return [query for query in found if not query.startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))]


def _shape(sql: str) -> str:
    return _COLUMNS.sub(r"SELECT \1…", _VALUES.sub("(…)", " ".join(sql.split())))
