"""A real homeserver, and people on it."""

from tests.support.matrix.people import Person
from tests.support.matrix.synapse import Synapse

__all__ = ["Person", "Synapse"]
