"""Benchmarks: what is fast enough is written down in docs/benchmarks.md, never tested."""
