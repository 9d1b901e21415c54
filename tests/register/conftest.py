"""The register is tried in the offices of the tests of oversight: each test that asks for one runs on SQLite and on PostgreSQL."""

from oversight.conftest import (  # noqa: F401
    browser,
    clients,
    database,
    dialect,
    founded,
    new_url,
    new_world,
    nothing_is_silent,
    office_url,
    office_world,
    postgresql,
    quick_passwords,
    served,
    sqlite_template,
)
