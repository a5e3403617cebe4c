"""Verbs that write: each one function, one transaction, with its history row."""
