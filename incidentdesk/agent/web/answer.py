"""A short answer for a program: JSON with one sentence."""

from typing import Any

from starlette.responses import JSONResponse


def said(status: int, sentence: str, *, retry_after: int = 0, close: bool = False, **more: Any) -> JSONResponse:
    """`retry_after` in seconds tells when to come again; `more` stands beside the sentence."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if retry_after:
        headers["Retry-After"] = str(retry_after)
    if close:
        headers["Connection"] = "close"
    return JSONResponse({"ok": status < 400, "said": sentence, **more}, status_code=status, headers=headers)
