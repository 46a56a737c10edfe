"""Tables as plain text, the way docs/simulate.md shows them."""

from collections.abc import Iterable

from trials.simulating.tables import Table


def as_columns(tables: Iterable[Table]) -> str:
    """Titles, and below them aligned columns."""
    lines: list[str] = []
    for table in tables:
        lines.append(table.title)
        rows = [table.columns, *table.rows]
        widths = [max(len(row[n]) for row in rows) for n in range(len(table.columns))]
        lines += ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def as_lines(table: Table) -> str:
    """One line a row, without what is empty."""
    return "\n".join("  ".join(cell for cell in row if cell) for row in table.rows)
