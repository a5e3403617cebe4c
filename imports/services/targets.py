"""What a confirmed import does to the targets of tasks, and what undoing it needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from imports.draft import TargetDraft
from imports.services.bulk import remove_all
from imports.services.compare import longest
from imports.target_words import target_of
from imports.wording import fold
from tasks.models import Target, TargetValue, Task
from tasks.services.history import Deed
from tasks.target_words import scaled

#: what the document says of a target, beside its place in the list
SAID = ("metric", "comparator", "value", "unit", "kind", "kind_guessed", "resolve")


@dataclass
class Revision:
    """What becomes of the targets of some tasks."""

    created: list[Target] = field(default_factory=list)
    changed: list[Target] = field(default_factory=list)
    removed: list[Target] = field(default_factory=list)

    def task(self, task: Task, words: Sequence[str], *, by_person: bool, new: bool) -> None:
        """Give `task` the targets that `words` name: those it has go on with their values where they fit."""
        former = [] if new else list(task.targets.all())
        wanted = [_fields(target_of(each), by_person) for each in words]
        taken = _taken(former, wanted)
        for position, said in enumerate(wanted):
            target = taken.get(position)
            if target is None:
                self.created.append(Target(task=task, position=position, **said))
                continue
            former.remove(target)
            before = {name: getattr(target, name) for name in (*SAID, "position")}
            if before != {**said, "position": position}:
                _set(target, {**said, "position": position})
                self.changed.append(target)
        self.removed += former

    def write(self, deed: Deed) -> None:
        """Write it all; a target on which a value has been reported is kept, whatever the document says."""
        kept = set(
            TargetValue.objects.filter(target__in=self.removed).values_list("target_id", flat=True).distinct()
        )
        remove_all([target for target in self.removed if target.pk not in kept], deed)
        deed.save_all(self.changed, *SAID, "position")
        deed.create_all(self.created)


def _fields(target: TargetDraft, by_person: bool) -> dict[str, Any]:
    value, unit = scaled(target)
    return {
        "metric": target.metric[: longest(Target, "metric")],
        "comparator": target.op,
        "value": value,
        "unit": unit[: longest(Target, "unit")],
        "kind": target.kind,
        "kind_guessed": not by_person,
        "resolve": target.resolve,
    }


def _set(target: Target, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(target, name, value)


def _taken(former: Sequence[Target], wanted: Sequence[Mapping[str, Any]]) -> dict[int, Target]:
    """The target that goes on at each position: of that metric and unit, else the only one of its unit."""
    left, taken = list(former), {}
    for position, said in enumerate(wanted):
        alike = [each for each in left if _alike(each, said)]
        exact = [each for each in alike if each.comparator == said["comparator"]]
        if alike:
            taken[position] = (exact or alike)[0]
            left.remove(taken[position])
    open_positions = [n for n in range(len(wanted)) if n not in taken]
    for position in open_positions:
        unit = wanted[position]["unit"]
        rivals = [n for n in open_positions if wanted[n]["unit"] == unit]
        same_unit = [each for each in left if each.unit == unit]
        if len(rivals) == len(same_unit) == 1:
            taken[position] = same_unit[0]
            left.remove(same_unit[0])
    return taken


def _alike(target: Target, said: Mapping[str, Any]) -> bool:
    return fold(target.metric) == fold(said["metric"]) and target.unit == said["unit"]


# --- for undo ----------------------------------------------------------------------------------------


def kept(task: Task) -> list[dict[str, Any]]:
    """The targets of a task as JSON keeps them."""
    return [
        {"id": target.pk, **{name: _plain(getattr(target, name)) for name in (*SAID, "position")}}
        for target in task.targets.all()
    ]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def restore(kept_of: Mapping[int, Sequence[Mapping[str, Any]]], deed: Deed) -> None:
    """Give tasks (by key) the targets that `kept` kept of them."""
    now = {target.pk: target for target in Target.objects.filter(task__in=kept_of)}
    revision = Revision()
    for task, targets in kept_of.items():
        for said in targets:
            values = {**_of_json(said), "task_id": task}
            target = now.pop(said["id"], None)
            if target is None:
                revision.created.append(Target(**values))
            else:
                _set(target, values)
                revision.changed.append(target)
    revision.removed = list(now.values())
    revision.write(deed)


def _of_json(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in (*SAID, "position")} | {"value": Decimal(said["value"])}


def remove_of(tasks: Iterable[int], deed: Deed) -> None:
    """Remove the targets of tasks that go."""
    remove_all(list(Target.objects.filter(task__in=list(tasks))), deed)
