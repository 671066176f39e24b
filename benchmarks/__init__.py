"""How fast, measured. Never a timed test: `make bench` prints the tables of docs/benchmarks.md."""
