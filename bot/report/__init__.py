"""The overview of an export as one page that needs nothing but itself, to read or to print."""
