"""What becomes of an appeal: who looks at it, in which words, what they answer, what follows."""
