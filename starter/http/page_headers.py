"""The headers of a page without scripts: nothing from elsewhere, in no frame, told to nobody."""

import base64
import hashlib
from typing import Literal


def page_headers(style: str, form_action: Literal["'self'", "'none'"] = "'none'") -> dict[str, str]:
    """For a document whose one style element has exactly this text."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        f"form-action {form_action}; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
