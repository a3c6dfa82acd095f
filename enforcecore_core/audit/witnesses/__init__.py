"""Witnesses (C2SP tlog-witness): others who remember what a log said, so that it cannot unsay it.

A witness keeps the newest checkpoint that it saw of each log, and cosigns the next one only when
that continues it. A log that was rolled back, or rebuilt by a thief of its key, gets none.
"""
