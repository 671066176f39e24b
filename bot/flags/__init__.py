"""What becomes of a flag: who is told, in which words, what they press, what follows."""
