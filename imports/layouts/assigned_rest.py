"""What of a plan without tables became no part of a task: nothing printed is lost. Pure."""

from collections import Counter
from collections.abc import Iterator

from imports.draft import PEOPLE, Reason, TaskDraft, Unused
from imports.layouts.assigned_lines import Entry
from imports.layouts.assigned_tasks import Reader
from imports.layouts.assigned_tree import Part
from imports.wording import squeeze


def left_over(part: Part, reader: Reader) -> Iterator[Unused]:
    """The lines of a part that are in none of its tasks, and not listed as unused yet."""
    headings = {id(node.entry) for node in part.root.walk()}
    found = _Found(part, reader)
    for entry in part.lines:
        if not found(entry):
            reason = Reason.OTHER_TITLE if id(entry) in headings else Reason.FRAMING
            yield Unused(entry.line.text, entry.place, reason)
    yield from (Unused(entry.line.text, entry.place, Reason.FRAMING) for entry in part.closing)


class _Found:
    """Tells whether a line is in a task or listed as unused: by its place, or by its words."""

    def __init__(self, part: Part, reader: Reader) -> None:
        self._left = {(piece.place, piece.text) for piece in reader.unused}
        self._notes = set(part.notes)
        self._used = reader.used | {
            source.place for task in reader.tasks for source in task.sources.values() if source.excerpt
        }
        self._shared = Counter(entry.place for entry in part.lines)
        self._words = {words for task in reader.tasks for words in _words(task)}

    def __call__(self, entry: Entry) -> bool:
        if (entry.place, entry.line.text) in self._left:
            return True
        return self._is_whole(entry) or (entry.place in self._used and self._shared[entry.place] == 1)

    def _is_whole(self, entry: Entry) -> bool:
        """Whether all that the line says stands in tasks word for word."""
        said = [entry.said, *(piece.said for piece in entry.pieces)]
        names = [
            name for each in said for name in (*each.officials, *each.leads, *each.units, *each.partners)
        ]
        texts = [*(piece.text for piece in entry.pieces), *(label.value for label in entry.labels)]
        deadlines = [each.deadline for each in said if each.deadline]
        words = [*map(squeeze, texts), *names, *deadlines]
        return all(word in self._words for word in words if word) and (bool(words) or bool(entry.notes))


def _words(task: TaskDraft) -> Iterator[str]:
    yield from map(squeeze, task.text.split("\n"))
    yield from filter(None, (task.section, task.goal, task.deadline_text))
    yield from (squeeze(text) for _, text in task.extras)
    for field in PEOPLE:
        yield from getattr(task, field)
