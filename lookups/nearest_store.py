"""The look-up `nearest_store`: the shop that is nearest to an address, and how far it is."""

from pathlib import Path

from engine.contracts.answers import Found, LookupAnswer, NotFound
from engine.contracts.commands import LookUp
from engine.model import Attributes
from lookups.lists import ListsFault, Store, read_stores
from lookups.settings import PlacesSettings
from lookups.sphere import Point, kilometres
from lookups.whereabouts import Whereabouts


class NearestStore:
    """Takes `at`, an address; gives name, street, city, opening hours and kilometres as the crow flies."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or PlacesSettings().folder
        self._stores = read_stores(folder)
        if not self._stores:
            raise ListsFault(f"{folder / 'stores.yaml'} has no store: write one, or take the look-up out of LOOKUPS")
        self._whereabouts = Whereabouts(folder)

    async def find(self, command: LookUp) -> LookupAnswer:
        address = command.args.get("at")
        point = self._whereabouts.of(address) if isinstance(address, dict) else None
        if point is None:
            return NotFound(detail="the address has no coordinates and no postcode or city that is known")
        return Found(result=self._nearest(point))

    def _nearest(self, point: Point) -> Attributes:
        def away(store: Store) -> float:
            return kilometres(point, store.point)

        store = min(self._stores, key=away)
        return {
            "name": store.name,
            "street": store.street,
            "city": store.city,
            "opens": store.opens,
            "km": round(away(store), 1),
        }
