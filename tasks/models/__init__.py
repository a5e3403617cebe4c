"""The domain: people, the plan, progress."""

from tasks.models.district import District, Year
from tasks.models.giving import (
    Acknowledgement,
    Breakdown,
    BreakdownStep,
    Contribution,
    PlannedValue,
)
from tasks.models.papers import Attachment, PeriodFigure, ReportDraft
from tasks.models.people import Membership, Official, Unit, User
from tasks.models.plan import (
    Goal,
    Milestone,
    Plan,
    Responsibility,
    Target,
    Task,
)
from tasks.models.progress import Period, ProgressReport, StandingSpan, TargetValue
from tasks.models.source import Origin, SourceFile
from tasks.models.staged import StagedSheet
from tasks.models.supervision import (
    ChangeRequest,
    Instruction,
    Notice,
    Urge,
    Watch,
)

__all__ = [
    "Acknowledgement",
    "Attachment",
    "Breakdown",
    "BreakdownStep",
    "ChangeRequest",
    "Contribution",
    "District",
    "Goal",
    "Instruction",
    "Membership",
    "Milestone",
    "Notice",
    "Official",
    "Origin",
    "Period",
    "PeriodFigure",
    "Plan",
    "PlannedValue",
    "ProgressReport",
    "ReportDraft",
    "Responsibility",
    "SourceFile",
    "StagedSheet",
    "StandingSpan",
    "Target",
    "TargetValue",
    "Task",
    "Unit",
    "Urge",
    "User",
    "Watch",
    "Year",
]
