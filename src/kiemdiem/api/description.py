"""The OpenAPI description, true to what the operations answer."""

from collections.abc import MutableMapping
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from kiemdiem.api.problems import MEDIA_TYPE
from kiemdiem.pages.spreadsheet import XLSX

FILES = {"get_job_file": XLSX}
"""Operations that answer with a file, and its kind."""


class DescribedAPI(NinjaAPI):
    """Says that errors are problem documents, and which operations answer with a file."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description."""
        found = super().get_openapi_schema(**options)
        for operations in found["paths"].values():
            for one in operations.values():
                for status, answer in one["responses"].items():
                    _mend(one["operationId"], int(status), answer)
        return found


def _mend(operation: str, status: int, answer: MutableMapping[str, Any]) -> None:
    content = answer.get("content", {})
    if status >= 400:
        answer["content"] = {MEDIA_TYPE: content["application/json"]}
    elif operation in FILES:
        answer["content"] = {FILES[operation]: {"schema": {"type": "string", "format": "binary"}}}
