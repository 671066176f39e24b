"""What became of the keys that seal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """One change of keys, as far as it has come."""

    school: bool = False
    """Whether the school's own key is another now; False: it is not ours to change, or was changed
    where it is kept."""
    people: int = 0
    """Who are looked up under a new key; accounts are counted apart."""
    accounts: int = 0
    texts: int = 0
    """What was sealed anew."""
    destroyed: int = 0
    """Keys that nothing is sealed under any more."""
    damaged: int = 0
    """Texts that no key opens: somebody or something changed them before."""
