"""What was released is never edited, and what is new keeps nobody waiting: on planted migrations."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared import migrate

ROOT = Path(__file__).parents[2]
SCRIPT = '''"""{title}"""

from alembic import op

revision = "{revision}"
down_revision = {down!r}


def upgrade() -> None:
    op.execute({sql!r})


def downgrade() -> None:
    pass
'''
CREATE = "CREATE TABLE bikes (bike_id bigint PRIMARY KEY)"
GOOD = "ALTER TABLE bikes ADD COLUMN colour text"
WAITS = "CREATE INDEX bikes_colour_idx ON bikes (colour)"
BREAKS = "ALTER TABLE bikes ADD COLUMN colour text NOT NULL"


def plant(services: Path, revision: str, sql: str, down: str | None = None, title: str = "Bikes.") -> Path:
    """A migration of a service `bikes`."""
    folder = services / "bikes" / "migrations"
    (folder / "versions").mkdir(parents=True, exist_ok=True)
    (folder / "env.py").write_text("from shared.migrate import run\n\nrun()\n")
    path = folder / "versions" / f"{revision}_bikes.py"
    path.write_text(SCRIPT.format(title=title, revision=revision, down=down, sql=sql))
    return path


@pytest.fixture
def released(generate: Any, tmp_path: Path) -> Any:
    """The digests of one migration, which was released."""
    plant(tmp_path, "0001", CREATE)
    return generate.released_migrations.entries(tmp_path)


def test_what_was_released_may_stay_as_it_is(generate: Any, tmp_path: Path, released: Any) -> None:
    assert list(released) == ["bikes/0001"]
    generate.released_migrations.check(released, tmp_path)


def test_a_released_migration_cannot_be_edited(generate: Any, tmp_path: Path, released: Any) -> None:
    plant(tmp_path, "0001", CREATE + " ")
    with pytest.raises(ValueError, match="bikes/0001 was released, and is another now"):
        generate.released_migrations.check(released, tmp_path)


def test_not_even_its_words(generate: Any, tmp_path: Path, released: Any) -> None:
    plant(tmp_path, "0001", CREATE, title="Bicycles.")
    with pytest.raises(ValueError, match="bikes/0001 was released, and is another now"):
        generate.released_migrations.check(released, tmp_path)


def test_nor_removed(generate: Any, tmp_path: Path, released: Any) -> None:
    plant(tmp_path, "0001", CREATE).unlink()
    with pytest.raises(ValueError, match="bikes/0001 was released"):
        generate.released_migrations.check(released, tmp_path)


def test_what_all_migrations_share_is_released_with_them(
    generate: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`create_bus_tables` lies outside the scripts, and its SQL is in their digests all the same."""
    script = plant(tmp_path, "0001", CREATE)
    called = script.read_text().replace(f"op.execute({CREATE!r})", "create_bus_tables()")
    script.write_text(
        called.replace("from alembic import op", "from shared.migrate import create_bus_tables")
    )
    released = generate.released_migrations.entries(tmp_path)
    monkeypatch.setattr(migrate, "BUS_TABLES_1", migrate.BUS_TABLES_1 + "CREATE TABLE more ();")
    with pytest.raises(ValueError, match="bikes/0001 was released, and is another now"):
        generate.released_migrations.check(released, tmp_path)


def test_a_new_migration_that_keeps_nobody_waiting_passes(
    generate: Any, tmp_path: Path, released: Any
) -> None:
    plant(tmp_path, "0002", GOOD, down="0001")
    generate.released_migrations.check(released, tmp_path)


@pytest.mark.parametrize(
    ("sql", "objection"), [(WAITS, "require-concurrent-index-creation"), (BREAKS, "adding-required-field")]
)
def test_a_new_migration_that_would_stop_a_running_city_is_refused(
    generate: Any, tmp_path: Path, released: Any, sql: str, objection: str
) -> None:
    plant(tmp_path, "0002", sql, down="0001")
    with pytest.raises(ValueError, match=rf"(?s)squawk objects to the migration bikes/0002.*{objection}"):
        generate.released_migrations.check(released, tmp_path)


def test_the_first_release_switches_it_on(generate: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [migrate.is_released(v) for v in ("0.1.0.dev0", "0.1.0rc1", "0.1.0", "1.0")] == [
        False,
        False,
        True,
        True,
    ]
    monkeypatch.setattr(generate, "is_released", lambda: True)
    pages = generate.pages()
    assert "rewards/0001" in json.loads(pages["docs/migrations/released.json"])
    assert "docs/events/published/trip.judged.v1.json" in pages


def test_the_migrations_of_a_release_are_as_they_were_released(generate: Any) -> None:
    """Without a release there is no list; with one, everything is in it."""
    assert generate.MIGRATIONS.exists() == generate.is_released()
    released = generate.released_migrations.read(generate.MIGRATIONS)
    generate.released_migrations.check(released, ROOT / "services")
