"""The domain: people, the plan, progress."""

from tasks.models.people import Membership, Official, Unit, User
from tasks.models.plan import (
    District,
    Goal,
    Milestone,
    Plan,
    Responsibility,
    Target,
    Task,
    Year,
)
from tasks.models.progress import Period, ProgressReport, StandingSpan, TargetValue
from tasks.models.source import Origin, SourceFile

__all__ = [
    "District",
    "Goal",
    "Membership",
    "Milestone",
    "Official",
    "Origin",
    "Period",
    "Plan",
    "ProgressReport",
    "Responsibility",
    "SourceFile",
    "StandingSpan",
    "Target",
    "TargetValue",
    "Task",
    "Unit",
    "User",
    "Year",
]
