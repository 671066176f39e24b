"""The same stores as the contract tests: memory, and SQLite in a real file."""

from tests.contract.conftest import empty_database, unit_of_work

__all__ = ["empty_database", "unit_of_work"]
