"""A small shop whose tracking plan has something of everything that comes in by the events API."""

from pathlib import Path

from tests.workflows import journeys

_SCHEMA = """
triggers:
  purchase: { category: text, amount: number, order: text }
  returned: { order: text }
  order_completed: { order_id: text, total: number }
  page_viewed: { name: text, category: text, url: text }
  never_asked_for: { x: number }
customer:
  email: { type: text, personal: true }
  phone: { type: text, personal: true }
  address: { type: address, personal: true }
  first_name: text
  company_name: text
  group_id: text
  plan: [basic, plus]
"""


def write_shop(folder: Path) -> Path:
    """A journeys folder: `purchase` begins a journey, nothing asks for `page_viewed`."""
    shop = journeys.write(folder, "series", "receipt")
    (shop / "schema.yaml").write_text(_SCHEMA)
    return shop
