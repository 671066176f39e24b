"""One kind of personal data a file: where it stands in a text."""
