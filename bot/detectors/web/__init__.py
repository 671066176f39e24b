"""Links: where they stand in a text, and what one of them says."""
