"""How each task of the demo fares: when somebody reports, how much, and what becomes of it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from imports.demo.notes import Moment, is_yearly, note
from tasks.standing import time_gone

OPENS, DUE = 6, 25
LAST = 28
FIRST_HOUR, LAST_HOUR = 9, 17


class Story(StrEnum):
    """The ways in which a task can go."""

    STEADY = "steady"
    AHEAD = "ahead"
    EARLY = "early"
    SLOW = "slow"
    STUCK = "stuck"
    FADING = "fading"
    SILENT = "silent"
    LATE = "late"
    SUSPENDED = "suspended"


#: How many of a hundred tasks go which way.
SHARES = {
    Story.STEADY: 40,
    Story.AHEAD: 15,
    Story.EARLY: 12,
    Story.SLOW: 12,
    Story.STUCK: 4,
    Story.FADING: 6,
    Story.SILENT: 4,
    Story.LATE: 5,
    Story.SUSPENDED: 2,
}
SUSPENDED_AFTER = 3
PUNCTUAL = {Story.STEADY, Story.AHEAD}
MONTH = timedelta(days=25)
RETURNED = (
    "缺少竣工验收资料，请补充后重新申请。",
    "佐证材料与任务要求不一致，请核实完成数量。",
    "现场核查发现部分点位未完工，请整改后再报。",
)


class Act(StrEnum):
    REPORT = "report"
    VERIFY = "verify"
    RETURN = "return"
    SUSPEND = "suspend"


@dataclass(frozen=True, order=True)
class Event:
    """One act on one task at one moment. `words`: the note of a report, the reason of a return."""

    at: datetime
    task: int
    act: Act
    percent: int = 0
    status: str = ""
    words: str = ""


@dataclass(frozen=True)
class Plot:
    """What a story is told of: the task's key, its wording, the days from which to which it runs."""

    task: int
    text: str
    start: date
    deadline: date


def tell(plot: Plot, first: date, last: date, seed: str) -> list[Event]:
    """All that happens to one task from day `first` to day `last`, in order; the same for the same seed."""
    dice = Random(f"{seed} {plot.text}")  # noqa: S311  nothing here is secret
    story = _story(plot, dice)
    events = list(_reports(plot, story, first, last, dice))
    if events and events[-1].percent == 100:
        events += _judgement(events[-1], last, dice)
    if story is Story.SUSPENDED and len(events) > SUSPENDED_AFTER:
        events[SUSPENDED_AFTER:] = [
            Event(_later(events[SUSPENDED_AFTER - 1].at, dice), plot.task, Act.SUSPEND)
        ]
    return events


def _story(plot: Plot, dice: Random) -> Story:
    story = dice.choices(list(SHARES), list(SHARES.values()))[0]
    # a year's growth is not reached in autumn
    return Story.AHEAD if story is Story.EARLY and is_yearly(plot.text) else story


def _reports(plot: Plot, story: Story, first: date, last: date, dice: Random) -> Iterator[Event]:
    percent, pace, stops = 0, _pace(story, dice), dice.randint(6, 9)
    for day in _reporting_days(first, last, dice):
        if story is Story.SILENT or (story is Story.FADING and day.month > stops) or day < plot.start:
            continue
        gone = time_gone(plot.start, plot.deadline, day)
        in_time = plot.deadline - day < MONTH and story in PUNCTUAL and dice.random() < 0.7
        percent = 100 if in_time else max(percent, _percent(story, gone, pace, dice))
        behind = percent < gone * 100 - 5
        status = _status(percent, behind, dice)
        words = note(plot.text, Moment(day.month, percent / 100, behind), dice)
        yield Event(_at(day, dice), plot.task, Act.REPORT, percent, status, words)
        if percent == 100:
            return


def _reporting_days(first: date, last: date, dice: Random) -> Iterator[date]:
    """One a month, mostly in time; now and then a month is left out."""
    for month in range(first.month, 13):
        in_time = dice.random() < 0.9
        number = dice.randint(OPENS, DUE) if in_time else dice.randint(DUE + 1, LAST)
        day = _working_day(date(first.year, month, number))
        left_out = dice.random() < 0.06
        if first < day <= last and not left_out:
            yield day


def _pace(story: Story, dice: Random) -> float:
    """How much of what time asks for gets done."""
    ranges = {
        Story.AHEAD: (1.1, 1.2),
        Story.EARLY: (1.25, 1.6),
        Story.SLOW: (0.86, 0.92),
        Story.LATE: (0.86, 0.92),
        Story.STUCK: (0.5, 0.7),
    }
    return dice.uniform(*ranges.get(story, (0.97, 1.04)))


def _percent(story: Story, gone: float, pace: float, dice: Random) -> int:
    """In whole percents; what is not done early or on its deadline stays a little short of all."""
    if gone >= 1 and story not in (Story.STUCK, Story.LATE):
        return 100
    done = round(gone * 100 * pace + dice.uniform(-1.5, 1.5))
    if done >= 100:
        return 100 if story is Story.EARLY else 98
    return max(done, 0)


def _status(percent: int, behind: bool, dice: Random) -> str:
    if percent == 100:
        return "complete"
    if percent == 0:
        return "not_started"
    return "blocked" if behind and dice.random() < 0.4 else "in_progress"


def _judgement(claim: Event, last: date, dice: Random) -> Iterator[Event]:
    """The supervisor verifies, or sends back and is given what was missing; towards the end nothing yet."""
    at = _later(claim.at, dice)
    if at.date() > last:
        return
    if dice.random() < 0.85:
        yield Event(at, claim.task, Act.VERIFY)
        return
    yield Event(at, claim.task, Act.RETURN, words=dice.choice(RETURNED))
    again, verified = _later(at, dice, 12), _later(at, dice, 26)
    if again.date() <= last:
        words = "已按要求补充佐证材料，" + claim.words
        yield Event(again, claim.task, Act.REPORT, 100, "complete", words)
    if verified.date() <= last:
        yield Event(verified, claim.task, Act.VERIFY)


def _working_day(day: date) -> date:
    """That day, or the Friday before it."""
    return day - timedelta(max(0, day.weekday() - 4))


def _at(day: date, dice: Random) -> datetime:
    """Some minute of office hours."""
    return datetime.combine(day, time(dice.randint(FIRST_HOUR, LAST_HOUR - 1), dice.randint(0, 59)))


def _later(at: datetime, dice: Random, days: int = 0) -> datetime:
    return _at(_working_day(at.date() + timedelta(days + dice.randint(5, 12))), dice)
