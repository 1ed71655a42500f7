"""A browser that only fetches: cookies, forms, files; enough to measure pages from outside."""

import json
import re
import secrets
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_HIDDEN = re.compile(r'type="hidden" name="(_[a-z]+)" value="([^"]*)"')
_PLAIN = "application/x-www-form-urlencoded"
File = tuple[str, str, bytes]
"""Name of the field, name of the file, its bytes."""
_LONGEST_ANSWER = 120.0
"""Seconds."""


class Unexpected(Exception):
    """A page answered otherwise than it does to a browser."""


class Browser:
    """One client with its own connection and cookies."""

    def __init__(self, host: str, port: int) -> None:
        self.connection = HTTPConnection(host, port, timeout=_LONGEST_ANSWER)
        self.cookies: dict[str, str] = {}

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()

    def get(self, path: str) -> str:
        """The page.

        Raises:
            Unexpected: the answer is not 200.
        """
        answer, body = self._send("GET", path)
        if answer.status != 200:
            raise Unexpected(f"GET {path}: {answer.status}")
        return body

    def submit(
        self, page: str, path: str, fields: Mapping[str, str], file: tuple[str, str, bytes] | None = None
    ) -> str:
        """Send the form that stands on a page; where it leads to.

        Raises:
            Unexpected: the page has no form, or the answer leads nowhere: the form was refused.
        """
        text = self.get(page)
        token = _TOKEN.search(text)
        if token is None:
            raise Unexpected(f"{page} has no form")
        whole = {**dict(_HIDDEN.findall(text)), **fields, "csrfmiddlewaretoken": token[1]}
        kind, body = (
            _as_files(whole, file) if file else ("application/x-www-form-urlencoded", urlencode(whole).encode())
        )
        answer, text = self._send("POST", path, body, {"Content-Type": kind})
        if answer.status != 302:
            raise Unexpected(f"POST {path}: {answer.status}")
        return answer.headers["Location"]

    def post(self, path: str, fields: Mapping[str, str]) -> dict[str, object]:
        """Send what a script of a page sends as one types; what it is told.

        Raises:
            Unexpected: the answer is not 200.
        """
        headers = {"Content-Type": _PLAIN, "X-Autosave": "yes", "X-CSRFToken": self.cookies.get("csrftoken", "")}
        answer, text = self._send("POST", path, urlencode(fields).encode(), headers)
        if answer.status != 200:
            raise Unexpected(f"POST {path}: {answer.status} {text[:200]}")
        told: dict[str, object] = json.loads(text)
        return told

    def _send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[HTTPResponse, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", ()):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer, text


def _as_files(fields: Mapping[str, str], file: File) -> tuple[str, bytes]:
    """Kind and bytes of a form with a file."""
    border = secrets.token_hex(16)
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    field, file_name, content = file
    head = f'--{border}\r\nContent-Disposition: form-data; name="{field}"; filename="{file_name}"\r\n'
    parts += [
        head.encode(),
        b"Content-Type: application/octet-stream\r\n\r\n",
        content,
        f"\r\n--{border}--\r\n".encode(),
    ]
    return f"multipart/form-data; boundary={border}", b"".join(parts)
