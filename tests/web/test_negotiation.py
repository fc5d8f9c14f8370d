"""Which picture format an Accept header gets (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import pytest

from app.conv.errors import DomainError
from app.web.bodies import choose_type

CASES = {
    "": "image/jpeg",
    "*/*": "image/jpeg",
    "image/*": "image/jpeg",
    "image/png": "image/png",
    "IMAGE/PNG": "image/png",
    "image/webp, image/png": "image/webp",
    "image/png;q=0.4, image/webp;q=0.5": "image/webp",
    "image/png; q=0.9 , image/webp ;q=0.8": "image/png",
    "text/html, image/png;q=0.1": "image/png",
    "application/octet-stream": "application/octet-stream",
    "application/*": "application/octet-stream",
    # What browsers send for <img>: the formats we have win over */*.
    "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8": "image/webp",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "image/jpeg",
    # The most specific range decides, wherever it stands.
    "image/jpeg;q=0, */*": "image/png",
    "*/*, image/jpeg;q=0": "image/png",
    "image/*;q=0, image/webp;q=0.2, application/*;q=0.1": "image/webp",
    "image/png;level=1;q=0.5, image/webp;q=0.4": "image/png",
}


@pytest.mark.parametrize(("accept", "media_type"), CASES.items())
def test_the_type_wanted_most_is_sent(accept: str, media_type: str) -> None:
    assert choose_type(accept) == media_type


@pytest.mark.parametrize(
    "accept",
    [
        "image/gif", "text/html", "png", ",,,", ";;;", "image/png;q=0", "image/png;q=nan", "image/png;q=inf",
        "image/png;q=-1", "image/png;q=2", "image/png;q=", "*/*;q=0.0", "\x7f\u00e9", "image/png;q=1e0",
    ],
)  # fmt: skip
def test_an_accept_header_that_no_format_satisfies_or_that_is_none_is_refused(accept: str) -> None:
    with pytest.raises(DomainError) as caught:
        choose_type(accept)
    assert caught.value.code == "not_acceptable"
    assert caught.value.value == accept
    assert caught.value.limit == "image/jpeg, image/png, image/webp, application/octet-stream"
