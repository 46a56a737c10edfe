"""The MJML that mails are written in: every tag, and what may stand in it."""

from collections.abc import Mapping

CONTENT = frozenset(
    {
        "mj-text",
        "mj-button",
        "mj-image",
        "mj-divider",
        "mj-spacer",
        "mj-table",
        "mj-social",
        "mj-navbar",
        "mj-accordion",
        "mj-carousel",
        "mj-raw",
    }
)
SECTIONS = frozenset({"mj-section", "mj-wrapper", "mj-hero", "mj-raw"})
HTML = frozenset(
    {
        "mj-text",
        "mj-button",
        "mj-table",
        "mj-raw",
        "mj-navbar-link",
        "mj-social-element",
        "mj-accordion-title",
        "mj-accordion-text",
    }
)
"""Tags that hold HTML; nothing of MJML stands in them."""

TEXT = frozenset({"mj-title", "mj-preview", "mj-style"})

INSIDE: Mapping[str, frozenset[str]] = {
    "mjml": frozenset({"mj-head", "mj-body"}),
    "mj-head": frozenset({"mj-title", "mj-preview", "mj-attributes", "mj-style", "mj-breakpoint", "mj-raw"}),
    "mj-body": SECTIONS,
    "mj-wrapper": SECTIONS - {"mj-wrapper"},
    "mj-section": frozenset({"mj-column", "mj-group", "mj-raw"}),
    "mj-group": frozenset({"mj-column", "mj-raw"}),
    "mj-column": CONTENT,
    "mj-hero": CONTENT,
    "mj-social": frozenset({"mj-social-element"}),
    "mj-navbar": frozenset({"mj-navbar-link"}),
    "mj-accordion": frozenset({"mj-accordion-element"}),
    "mj-accordion-element": frozenset({"mj-accordion-title", "mj-accordion-text"}),
    "mj-carousel": frozenset({"mj-carousel-image"}),
    **dict.fromkeys(HTML | TEXT, frozenset()),
}
EMPTY = frozenset({"mj-image", "mj-divider", "mj-spacer", "mj-breakpoint", "mj-carousel-image"})
KNOWN = frozenset(INSIDE) | EMPTY | {name for inside in INSIDE.values() for name in inside}
STYLED = (KNOWN - {"mjml", "mj-head", "mj-attributes"}) | {"mj-all", "mj-class"}
"""What may stand in `mj-attributes`: any tag, with the defaults of its attributes."""

WITHOUT_LIQUID = frozenset({"mjml", "mj-head", "mj-attributes", "mj-accordion-element", "mj-carousel"})
"""Where nothing but tags can stand, so that Liquid has no place between them."""

REQUIRED: Mapping[str, str] = {
    "mj-button": "href",
    "mj-image": "src",
    "mj-navbar-link": "href",
    "mj-social-element": "href",
    "mj-carousel-image": "src",
}
"""What a tag is of no use without: a button that leads nowhere is drawn all the same."""

REPLACED: Mapping[str, str] = {
    "mj-include": "write a block, blocks/<name>.mjml, and put it here with {% block <place> %}",
    "mj-font": "name fonts that the reader's machine has: a mail must not load a style sheet when it is opened",
    "mj-html-attributes": "write the attribute where it belongs, in mj-raw",
}
"""MJML that is not taken, and what to write instead."""
