"""What both houses serve alike: files as they are, to this machine's own names, and words for what cannot be read."""

from __future__ import annotations

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from comity.web.contract import N_
from comity.web.templates import files

#: Under these names this machine is known to itself. A page of elsewhere that has its own name lead here is refused.
LOCAL = ("localhost", "127.0.0.1", "[::1]")

#: What is wanted where something in an address cannot be read, by the kind of what was wrong.
WANTED = {
    "int_parsing": N_("a whole number is wanted"), "float_parsing": N_("a number is wanted"),
    "bool_parsing": N_("yes or no is wanted"), "missing": N_("this is wanted"),
}  # fmt: skip
UNFIT = N_("this does not fit")


async def file_of(request: Request) -> Response:
    """Give a file that is served as it is."""
    found = files().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return Response(found[0], media_type=found[1], headers={"Cache-Control": "public, max-age=31536000, immutable"})


__all__ = ["LOCAL", "UNFIT", "WANTED", "file_of"]
