"""What one line of a flattened table looks like: how well it fits each kind of column. Pure.

The scores only weigh one reading of a line against another; together with the order of the columns they
decide what stands where (flat_grid.py).
"""

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from imports.document import Place
from imports.surnames import is_name
from imports.units import split_officials
from imports.wording import Numbered, heading, is_nothing, numbered, squeeze

_NEVER = -9.0


class Kind(Enum):
    """What a column holds, as far as its lines can show it."""

    NUMBER = "number"
    LABEL = "label"
    NAME = "name"
    TEXT = "text"
    OFFICIAL = "official"
    UNIT = "unit"
    DEADLINE = "deadline"
    EXTRA = "extra"


_COUNT = re.compile(r"\d{1,4}[.、．]?|[一二三四五六七八九十]{1,3}[、.．]?")
_LABEL = re.compile(r"[(（]?\d{1,3}[)）][.、．]?|\d{1,3}(?:[-–—.．]\d{1,3}){1,3}|[①-⑳]")
_AMOUNT = re.compile(r"\d[%％个家所项万亿人名套处公条米座户亩场次台辆件元平]")
_SENTENCE = re.compile(r"[。；;！!]$")
_STOPS = re.compile(r"[，,。；;：:]")
_UNIT_END = re.compile(
    r"(?:[局委办部院校处室站所队镇乡区县市社联园馆团厅署组会司场]|[银分支商]行|街道|中心|集团|单位|企业|平台|基地|板块|部门|政府|海关|专班|城投"
    r"|交投|国投|文投|水务|建投|城发|大学|中学|学校|医院|银行|园区|村|社区|成员)[）)”]?$"
)
_SHORT_UNIT_END = re.compile(r"[局办联委部镇乡]$")
_PARENTHESISED = re.compile(r"[(（][^()（）]{1,20}[)）]")
_PIECES = re.compile(r"[、，,；;\s]+")
_STRONG_VERB = re.compile(
    r"着力|深化|提升|优化|完善|推[动进]|加快|加强|坚[持定]|全[面力]|突出|始终|切实|打造|构建|强化|实施|促进|持续|扎实|培育|壮大|拓展"
    r"|增进|保障|激发|释放|繁荣|统筹|协同|赋能|改善|办好|新建|改造|完成|开展|支持|发展|落实|健全|推广|争创|力争|建设|大力|聚焦|聚力"
    r"|稳步|积极|深入|严格|严守|筑牢|夯实|织密|织牢|擦亮|守护|守牢"
)
#: within what ends like a unit: something is done there, 迁建政务服务中心
_DOES = re.compile(
    r"启动|[开动]工|[新迁修扩改重筹续]建|建[成立]|改造|完成|推[进动]|加快|实施|打造|提升|开展|\d"
)
_WEAK_VERB = re.compile(r"[以把聚做强稳扩促抓守优建创破筑夯织]")
_GROUP = re.compile(
    r"(?:全体|各|有关|相关|分管)?(?:副?[区市县]长|副?主任|副?书记|[区市县]?领导|[区市县]政府领导)(?:班子)?(?:成员)?"
)
_COLLECTIVE = re.compile(
    r".{0,30}(?:各|相关|有关|成员单位).{0,12}(?:单位|部门|街道|镇|乡|板块|园区|办局|局办|企业|平台|地区|社区)?"
)
_TERRITORY = re.compile(
    r".{1,12}(?:(?:街道|[镇乡区园场村]|板块|社区|办事处|管委会)(?:[（(].{1,20}[）)])?|街道.{2,10})"
)
_DATE = re.compile(
    r"(?:20\d\d年|今年|明年|当年)?(?:[^，。；]{0,6})(?:\d{1,2}月(?:\d{1,2}日|底|末|中旬|上旬|下旬|份)?|年[底末初中]|[上下]半年|[一二三四1-4]季度|20\d\d年?|年内|全年)"
    r"(?:底|末|前|内|之前|以前|完成|起)*(?:全面|全部|基本|主体|正式)?(?:动工|开工|完工|竣工|建成|完成|投用|投入使用|启用|启动|交付|交付使用|见效|通车"
    r"|运营|投产|验收|封顶)?(?:使用|建设)?"
    r"|20\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?|长期|长期坚持|持续推进|常态化|每月|每季度?|全年|\d{1,2}[-—~至]\d{1,2}月"
)


#: ends like a unit's name and is none
_NO_UNIT = re.compile(
    r".?[格布全破新大开结变定]局|.{0,3}[政制]区|.{0,4}(?:城市|社会|机会|市场|现场|立场|力量|小区|城区|片区|园区)"
)
#: a list of short names, whatever they are, and how surely they are units
_LIST = re.compile(r"[\u4e00-\u9fff]{2,8}(?:、[\u4e00-\u9fff]{2,8}){1,30}")
_LISTED = 0.6
#: so long at most are the rest of a broken name and the whole of it
_REST, _NAME = 5, 14
#: a phrase of so many signs that begins with a verb is no unit: 以精细管理提升城市
_LONG_PHRASE = 8
#: a line of wording that fills its column this far goes on below
_FULL = 0.8
_VAGUE = re.compile(r".{2,6}(?:平台|企业|板块|基地|社区|园区|市场|场所)")
_NOBODY = re.compile(r".*(?:单位|部门|小组|平台|企业|社区|街道)")
_UNIT_PIECE = re.compile(r"[“”\u4e00-\u9fff]*(?:小组|单位|工作|委员会|[区市县省]级|办公室|领导|指挥部|”)")


@dataclass(frozen=True)
class Line:
    """One line, with what can be seen from it alone."""

    text: str
    place: Place = field(default_factory=Place)

    @cached_property
    def bare(self) -> str:
        return squeeze(self.text)

    @cached_property
    def label(self) -> Numbered | None:
        """Its own number, where wording follows."""
        return numbered(self.text)

    @cached_property
    def ends_sentence(self) -> bool:
        return _SENTENCE.search(self.bare) is not None and not self.closed_units

    @cached_property
    def closed_units(self) -> bool:
        """A list of units with a full stop behind it: 区教育局、各街道。"""
        if self.bare[-1] not in "。；;" or not self.pieces or self.verb or _DOES.search(self.pieces[0]):
            return False
        return all(map(_is_unit, self.pieces))

    @cached_property
    def nothing(self) -> bool:
        return is_nothing(self.text)

    @cached_property
    def parenthesised(self) -> bool:
        return _PARENTHESISED.fullmatch(self.bare) is not None

    @cached_property
    def opens_parenthesis(self) -> bool:
        """It cannot begin a cell: (安委办) below the name that it belongs to."""
        return self.parenthesised or self.bare[0] in "、，,；;）)"

    @cached_property
    def broken_off(self) -> bool:
        """Its cell goes on below: it ends at a separator or inside a parenthesis."""
        opened = sum(self.bare.count(sign) for sign in "(（") > sum(self.bare.count(sign) for sign in ")）")
        return opened or self.bare[-1] in "、，,（(和及与"

    @cached_property
    def unit_piece(self) -> float:
        """How well a short line fits as a piece of a unit's name broken over several lines."""
        if self.person or self.count or self.label or self.date or self.ends_sentence or len(self.bare) > 16:
            return _NEVER
        return 0.5 if _UNIT_PIECE.fullmatch(self.bare) else -1.0

    def completes_unit(self, above: "Line") -> bool:
        """Whether the line above ends inside a unit's name that this one completes: 各街 / 道、城管局."""
        if (
            not above.pieces
            or not self.pieces
            or above.nothing
            or above.person
            or len(self.pieces[0]) > _REST
        ):
            return False
        last, first = above.pieces[-1], self.pieces[0]
        return not _is_unit(last) and _is_unit(last + first) and len(last + first) <= _NAME and not self.label

    def completes_person(self, above: "Line") -> bool:
        """Whether the line above ends inside a person's name that this one completes: 周明远、吴 / 晓红."""
        if not above.person and not above.listed:
            return False
        last = above.pieces[-1]
        return (
            len(self.bare) <= 2
            and len(last) <= 2
            and len(last + self.bare) <= 3
            and is_name(last + self.bare)
        )

    def goes_on_as_text(self, above: "Line", width: int) -> float:
        """How well the line fits below `above` in one cell of wording whose lines are `width` signs long."""
        if self.label or self.count or self.own_label or self.nothing:
            return _NEVER
        if above.ends_sentence:
            return -2.0 if self.ends_sentence else -5.0
        if above.broken_off:
            return 3.0
        return self.scores[Kind.TEXT] + (1.0 if len(above.bare) >= _FULL * width else -6.0)

    @cached_property
    def pieces(self) -> list[str]:
        return [piece for piece in _PIECES.split(self.text.strip()[:400].rstrip("。")) if piece]

    @cached_property
    def unit(self) -> float:
        """How much of the line reads like names of units, 0 to 1."""
        if not self.pieces or len(self.bare) > 300 or (self.bare[-1] in "。：:" and not self.closed_units):
            return 0.0
        share = sum(map(_is_unit, self.pieces)) / len(self.pieces)
        return max(share, _LISTED) if _LIST.fullmatch(self.bare) else share

    @cached_property
    def collective(self) -> bool:
        """A unit that stands for several: it helps, and is not named beside others of its kind."""
        return self.unit > 0 and len(self.bare) <= 40 and _COLLECTIVE.fullmatch(self.bare) is not None

    @cached_property
    def partner_like(self) -> bool:
        """Names of those who help in everything: streets, towns, zones and collectives among them."""
        return self.collective or any(_TERRITORY.fullmatch(piece) for piece in self.pieces)

    @cached_property
    def listed(self) -> bool:
        """The line itself divides names, so that it is a cell rather than a piece of one."""
        return len(self.pieces) > 1 and not self.person

    @cached_property
    def person(self) -> float:
        """How surely the line names officials, 0 to 1."""
        if not self.bare or len(self.bare) > 40:
            return 0.0
        if _GROUP.fullmatch(self.bare):
            return 1.0
        if _NOBODY.fullmatch(self.bare):
            return 0.0
        names = split_officials(self.text)
        if not names or not all(is_name(name) or _GROUP.fullmatch(name) for name in names):
            return 0.0
        spaced = " " in self.text.strip() or "\u3000" in self.text.strip() or names != [self.bare]
        if _SHORT_UNIT_END.search(self.bare) and not spaced:
            return 0.0
        return 1.0 if spaced else 0.9

    @cached_property
    def verb(self) -> bool:
        """It begins with something to be done."""
        return _STRONG_VERB.match(self.bare) is not None or _WEAK_VERB.match(self.bare) is not None

    @cached_property
    def phrase(self) -> bool:
        """A phrase that ends like a unit's name: 以精细管理提升城市."""
        shortest = _LONG_PHRASE - 2 if _STRONG_VERB.match(self.bare) else _LONG_PHRASE
        long = len(self.bare) >= shortest or _VAGUE.fullmatch(self.bare) is not None
        return self.verb and long and not self.listed and not self.collective

    @cached_property
    def counts(self) -> bool:
        """It promises a number: 增长6%, 新建3所."""
        return _AMOUNT.search(self.bare) is not None

    @cached_property
    def date(self) -> bool:
        return len(self.bare) <= 24 and _DATE.fullmatch(self.bare) is not None

    @cached_property
    def count(self) -> bool:
        return _COUNT.fullmatch(self.bare) is not None

    @cached_property
    def own_label(self) -> bool:
        return _LABEL.fullmatch(self.bare) is not None

    @cached_property
    def scores(self) -> dict[Kind, float]:
        """How well the line fits the beginning of a cell of each kind."""
        return {
            Kind.NUMBER: 6.0 if self.count else _NEVER,
            Kind.LABEL: 6.0 if self.own_label else _NEVER,
            Kind.NAME: self._as_name(),
            Kind.TEXT: self._as_text(),
            Kind.OFFICIAL: self._as_official(),
            Kind.UNIT: self._as_unit(),
            Kind.DEADLINE: 6.0 if self.date else 2.0 if self.nothing else _NEVER,
            Kind.EXTRA: self._as_extra(),
        }

    def _as_name(self) -> float:
        if self.count or self.nothing or self.date:
            return _NEVER
        score = 2.0 + (1.0 if self.verb else 0.0) - (1.0 if self.counts else 0.0)
        if self.ends_sentence or len(self.bare) > 60:
            score -= 6.0
        if self.label and heading(self.text) is None:
            score -= 3.0
        if self.unit == 1 and not self.verb:
            score -= 4.0
        return score - (4.0 if self.person else 0.0)

    def _as_text(self) -> float:
        if self.count or self.nothing or self.own_label or self.parenthesised:
            return _NEVER
        if self.closed_units:
            return -4.0
        if self.ends_sentence and len(self.bare) > 5:
            return 5.0
        if self.person or self.date:
            return -6.0
        if self.unit == 1 and (len(self.bare) < 20 or self.listed) and not self.verb:
            return -4.0
        stops = 1.0 if _STOPS.search(self.bare) else 0.0
        return min(3.0, len(self.bare) / 8) + stops + (1.5 if self.counts else 0.0)

    def _as_official(self) -> float:
        if self.person:
            return 5.0 * self.person
        return 2.0 if self.nothing else _NEVER

    def _as_unit(self) -> float:
        if self.nothing:
            return 2.0
        if self.count or self.date or self.own_label or (self.label and len(self.bare) > 20):
            return _NEVER
        if self.person:
            return -4.0
        if self.ends_sentence or (len(self.bare) > 40 and self.unit < 0.6) or _NO_UNIT.fullmatch(self.bare):
            return _NEVER
        if self.phrase:
            return -2.0
        return 4.5 * self.unit + (1.0 if self.parenthesised else -3.0 * (1 - self.unit))

    def _as_extra(self) -> float:
        if self.count:
            return -1.0
        return 1.0 if self.nothing else -2.0 if len(self.bare) > 40 else -0.5


def _is_unit(piece: str) -> bool:
    if not 1 < len(piece) <= 40:
        return False
    bare = _PARENTHESISED.sub("", piece) or piece
    return _UNIT_END.search(bare) is not None or _PARENTHESISED.fullmatch(piece) is not None


def is_unit_line(text: str) -> bool:
    """Whether a paragraph only names units."""
    line = Line(text.strip())
    return bool(line.bare) and line.unit == 1 and not line.phrase and not line.label
