"""The same stores in memory: for exports that are read once, and for tests."""

from storage.memory.database import MemoryDatabase
from storage.memory.unit_of_work import MemoryUnitOfWork

__all__ = ["MemoryDatabase", "MemoryUnitOfWork"]
