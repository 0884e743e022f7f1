"""How the city's health and its dead letters look in a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Column, Table
from rich.text import Text

from rodem.care.doctor import Health


def health_table(health: Health) -> Table:
    """A row for each service that is not ready, each consumer, each outbox and each figure."""
    table = Table(show_header=False)
    for each in health.not_ready:
        table.add_row(each.service, "not ready", "")
    for consumer in health.flow.consumers:
        stopped = ", stopped" if consumer.stopped else ""
        progress = f"{consumer.position}, lag {consumer.lag}{stopped}"
        table.add_row(consumer.service, f"hears {consumer.topic}", progress)
    for outbox in health.flow.outbox:
        table.add_row(outbox.service, "to publish", str(outbox.unpublished))
    table.add_section()
    for name, figures in (("ledger", health.ledger), ("trips", health.trips)):
        for figure, value in figures.items():
            table.add_row(name, figure, str(value))
    return table


def dead_letters_table(letters: Sequence[Mapping[str, Any]]) -> Table:
    """A row for each dead letter. Ids are never shortened, because `rodem dlq retry` asks for one."""
    table = Table(Column("id", no_wrap=True), "event", show_lines=True)
    for letter in letters:
        event = f"{letter['type']} of {letter['topic']}, to {letter['service']}"
        failed = f"{letter['failed_at']:%Y-%m-%d %H:%M:%S %Z}"
        again = ", is tried again" if "retry_at" in letter else ""
        table.add_row(str(letter["id"]), Text(f"{event}\n{letter['error']}\n{failed}{again}"))
    return table
