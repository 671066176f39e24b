"""The audit looked through, shown, and what the school changed written into it."""
