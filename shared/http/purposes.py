"""Why somebody looks at what is a rider's: the header X-Purpose, which is logged."""

from fastapi import Request

from shared.http.documented import purpose_header
from shared.http.problems import Problem

LENGTH_MIN, LENGTH_MAX = 3, 200

PURPOSE = purpose_header(LENGTH_MIN, LENGTH_MAX)


class PurposeMissing(Problem):
    """Who looks at a rider's data says why, in the header `X-Purpose`: 3 to 200 characters in UTF-8."""

    status = 400
    title = "X-Purpose missing"


def purpose_of(request: Request) -> str:
    """What the header says. Raises PurposeMissing."""
    sent = request.headers.get("x-purpose", "").encode("latin-1")
    purpose = sent.decode(errors="replace").strip()
    is_text = "\N{REPLACEMENT CHARACTER}" not in purpose and purpose.isprintable()
    if not is_text or not LENGTH_MIN <= len(purpose) <= LENGTH_MAX:
        raise PurposeMissing("Say in the header X-Purpose why you look at this: 3 to 200 characters.")
    return purpose
