"""Events files of one customer, YAML or JSON: what one writes by hand."""

from collections.abc import Sequence
from pathlib import Path

from catalogue.yaml_file import YamlFaults, YamlFile, read_yaml
from engine.language.schema import Schema
from trials.simulating.index import EventsFault, Index, fault
from trials.simulating.records import Arrival, Complaints, read_record


class OneCustomer(Index):
    """`customer_id` and `inputs`."""

    def __init__(self, path: Path, plan: Schema, complaints: Complaints | None) -> None:
        super().__init__(path, plan, complaints)
        file = _yaml(path)
        data = file.data if isinstance(file.data, dict) else {}
        inputs = data.get("inputs")
        if not isinstance(inputs, list) or set(data) != {"customer_id", "inputs"}:
            fix = "write `customer_id: …` and a list `inputs:` at the top"
            raise EventsFault([fault(path, 1, "", "is not a customer and her inputs", fix)])
        self._arrivals: list[Arrival] = []
        for n, entry in enumerate(inputs):
            record = {"customer_id": data["customer_id"], **entry} if isinstance(entry, dict) else entry
            line = file.positions.get(("inputs", n), (1, 1))[0]
            arrival = self.checked(line, lambda: read_record(record, f"input-{n + 1}"))  # noqa: B023
            if arrival is not None:
                self._arrivals.append(arrival)
        self.done()

    @property
    def customers(self) -> Sequence[str]:
        return tuple(dict.fromkeys(one.customer_id for one in self._arrivals))

    def of(self, customer_id: str) -> list[Arrival]:
        return sorted((one for one in self._arrivals if one.customer_id == customer_id), key=lambda one: one.at)


def _yaml(path: Path) -> YamlFile:
    try:
        return read_yaml(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError:
        raise EventsFault([fault(path, 1, "", "is no UTF-8", "write UTF-8 text")]) from None
    except YamlFaults as error:
        raise EventsFault(error.faults) from None
