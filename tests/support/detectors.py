"""Detectors with the words that ship: each takes a while to make and much memory, and remembers
nothing of what it was asked."""

from bot.detectors.care import CareLexicon
from bot.detectors.insults import InsultDetector

INSULTS = InsultDetector()
CARE = CareLexicon()
