"""Schools' protocols as data, and the way they are read."""
