"""The administration: Django's admin, for who administers a district and for its rows only."""

from tasks.admin import people, plan, progress, task

__all__ = ["people", "plan", "progress", "task"]
