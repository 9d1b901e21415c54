"""What both houses serve alike: files as they are, to this machine's own names."""

from __future__ import annotations

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from comity.web.templates import files

#: Under these names this machine is known to itself. A page of elsewhere that has its own name lead here is refused.
LOCAL = ("localhost", "127.0.0.1", "[::1]")


async def file_of(request: Request) -> Response:
    """Give a file that is served as it is."""
    found = files().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return Response(found[0], media_type=found[1], headers={"Cache-Control": "public, max-age=31536000, immutable"})


__all__ = ["LOCAL", "file_of"]
