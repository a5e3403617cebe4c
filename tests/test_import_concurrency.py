"""Two administrators at once, each on a connection of their own."""

from functools import partial
from typing import Any

import pytest

from imports.models import ImportBatch
from imports.services.apply import Moved, apply
from imports.services.read import read
from imports.services.stage import receive, stage
from imports.services.undo import undo
from tasks.errors import Refused
from tasks.models import Plan, Task, Unit
from tests.cast import Cast
from tests.plans import TITLE, plan
from tests.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def staged(cast: Cast) -> ImportBatch:
    return stage("计划.txt", plan(), user=cast.administrator)


def confirm(batch: ImportBatch, cast: Cast) -> Any:
    mine = ImportBatch.objects.get(pk=batch.pk)
    return apply(mine, user=cast.administrator, undecided="empty")


def tasks() -> int:
    return Task.objects.filter(plan__title=TITLE).count()


def test_of_two_who_confirm_one_imports_and_the_other_is_told(cast: Cast) -> None:
    batch = staged(cast)
    outcomes = at_once([partial(confirm, batch, cast)] * 2)
    told = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert [type(error) for error in told] == [Refused], outcomes
    assert tasks() == 5


def test_two_previews_of_one_document_confirmed_at_once_import_it_once(cast: Cast) -> None:
    outcomes = at_once([partial(confirm, batch, cast) for batch in (staged(cast), staged(cast))])
    assert sum(isinstance(outcome, Moved) for outcome in outcomes) == 1, outcomes
    assert (tasks(), Plan.objects.filter(title=TITLE).count()) == (5, 1)
    assert Unit.objects.filter(name="交通局").count() == 1


def test_of_two_who_undo_one_does_and_the_other_is_told(cast: Cast) -> None:
    batch = staged(cast)
    confirm(batch, cast)
    outcomes = at_once([partial(undo, batch, user=cast.administrator)] * 2)
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1, outcomes
    assert tasks() == 0


def test_two_readers_of_one_upload_lay_it_out_once(cast: Cast) -> None:
    batch = receive("计划.txt", plan(), user=cast.administrator, district=cast.district)
    assert at_once([partial(read, batch.pk)] * 2) == [None, None]
    batch.refresh_from_db()
    assert (batch.status, batch.rows.count()) == ("staged", 5)
