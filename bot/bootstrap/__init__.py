"""Composition root: the one package that may import adapters and storage."""
