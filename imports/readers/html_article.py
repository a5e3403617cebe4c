"""Which lines and tables of a web page are its document, and which stand around it. Pure.

Judged by what the page's elements say of themselves, by the share of links, by the words that government
pages print around every text (an index of the document, share buttons, a footer), and by where running text
and tables of content begin and end. What stands around the text is set aside, never dropped.
"""

import re
from collections import Counter
from collections.abc import Sequence

from imports.column_words import column_role
from imports.readers.html_walk import Block, Grid, Line
from imports.wording import annex, is_plan_title, notice_subject

#: running text: at least so many letters, with a punctuation mark that only sentences have
_SENTENCE = 25
_LONGEST_NOTE = 120
_PUNCTUATION = re.compile("[，。；]")
#: what a page's index says of a document, by the standard of government disclosure
_INDEX = (
    r"(?:信息)?索引号|发布机构|发文机[关构]|发[文布]单位|公开(?:责任)?(?:机构|部门|单位|日期|时间|形式|方式|程序|时限|范围|类[型别]|属性|目录)"
    r"|(?:发布|发文|成文|生成|印发|施行|实施|生效|废止|失效|更新)(?:日期|时间)|(?:备注/)?文号|发文字号|文件(?:编号|类型|名称)|信息(?:名称|分类|来源|类别)"
    r"|(?:主题|体裁|组配|所属)(?:分类|目录)|服务对象|主题词|关键[词字]|内容概述|内容摘要|有效性|效力(?:状态)?|时效性?|有效期|(?:统一)?登记号"
    r"|来源|稿源|作者|(?:责任)?编辑|浏览(?:次数|量)|点击(?:数|率|量|次数)|阅读(?:次数|量|数)?|访问(?:量|次数)|字号|字体(?:大小)?|文字大小"
)
_INDEX_ONLY_IN_TABLE = r"名称|标题|分类|概述|摘要|备注|公开|责任部门"
_INDEX_LINE = re.compile(rf"[【\[(（]?(?:{_INDEX})[】\])）]?(?:[:：].*)?")
_INDEX_CELL = re.compile(rf"[【\[(（]?(?:{_INDEX}|{_INDEX_ONLY_IN_TABLE})[】\])）]?[:：]?")
_AROUND = re.compile(
    r"(?:当前|您的|您现在的|您所在的|所在)位置|首页[>＞»›/\\|]|分享(?:到|至|按钮)|扫一扫|【?打印|【?关闭|【?收藏|返回顶部|[上下]一[篇条]"
    r"|相关(?:链接|文章|阅读|文件|信息|新闻|解读|文档)|友情链接|网站(?:地图|首页|声明)|关于我们|联系我们|设为首页|加入收藏|无障碍|长者"
    r"|政策解读$|附件下载$|微信$|微博$|大中小$"
)
_FOOTER = re.compile(
    r"ICP备|公网安备|网站标识码|版权所有|技术支持[:：]|建议使用.{0,20}浏览器|Copyright|©", re.IGNORECASE
)


def is_document(blocks: Sequence[Block]) -> list[bool]:
    """For every block whether it is part of the page's document; all that are not stand around it."""
    furniture = _furniture(blocks)
    beside = [block.region in furniture or _is_linked(block) or _is_index(block) for block in blocks]
    noted = [either or _is_around(block) for either, block in zip(beside, blocks, strict=True)]
    _values_of_labels(blocks, noted)
    strong = [n for n, block in enumerate(blocks) if not noted[n] and _is_content(block)]
    if not strong:
        return [not each for each in noted]
    first, last = strong[0], strong[-1]
    kept = [first <= n <= last and not beside[n] for n in range(len(blocks))]
    _keep_above(blocks, noted, first, kept)
    for n in range(last + 1, len(blocks)):
        if noted[n]:
            break
        kept[n] = True
    return kept


def _furniture(blocks: Sequence[Block]) -> set[int]:
    """Page parts that say they stand around the text, unless most of it or a plan's table is in them."""
    letters: Counter[int] = Counter()
    for block in blocks:
        letters[block.region] += block.letters - block.linked
    tables = {block.region for block in blocks if isinstance(block, Grid) and is_plan_grid(block)}
    total = sum(letters.values())
    return {region for region in letters if region and region not in tables and 2 * letters[region] <= total}


def is_plan_grid(grid: Grid) -> bool:
    """Whether one of the first rows of a table heads the columns of a plan."""
    for number, row in enumerate(grid.rows()):
        if number >= 8:
            break
        if sum(column_role(cell.text) is not None for cell in row[:64]) >= 2:
            return True
    return False


def _is_linked(block: Block) -> bool:
    if isinstance(block, Grid) and is_plan_grid(block):
        return False
    return block.letters > 0 and 2 * block.linked > block.letters


def _is_index(block: Block) -> bool:
    """A table of a document's index number, publisher and date."""
    if isinstance(block, Line) or block.letters > 3000:
        return False
    cells = ["".join(cell.text.split()) for row in block.rows() for cell in row if cell.blocks]
    labels = sum(
        bool(_INDEX_CELL.fullmatch(cell[:30]) or _INDEX_LINE.fullmatch(cell[:200])) for cell in cells
    )
    return labels >= 2 and 3 * labels >= len(cells)


def _is_around(block: Block) -> bool:
    """A short line of the kind that pages print above and below every text."""
    if isinstance(block, Grid):
        return False
    text = "".join(block.text[: 2 * _LONGEST_NOTE].split())
    if _FOOTER.search(text):
        return True
    return len(text) <= _LONGEST_NOTE and bool(_INDEX_LINE.fullmatch(text) or _AROUND.match(text))


def _values_of_labels(blocks: Sequence[Block], noted: list[bool]) -> None:
    """A line after a bare label (索引号) is its value."""
    for n in range(1, len(blocks)):
        above, block = blocks[n - 1], blocks[n]
        if not isinstance(above, Line) or not isinstance(block, Line) or block.letters > _LONGEST_NOTE:
            continue
        if _INDEX_CELL.fullmatch("".join(above.text[:40].split())) and noted[n - 1]:
            noted[n] = noted[n] or not _PUNCTUATION.search(block.text)


def _is_content(block: Block) -> bool:
    if isinstance(block, Grid):
        return True
    return block.letters >= _SENTENCE and _PUNCTUATION.search(block.text) is not None


def _keep_above(blocks: Sequence[Block], noted: list[bool], first: int, kept: list[bool]) -> None:
    """Keep what stands right above the text, and titles further up."""
    broken = False
    for n in range(first - 1, -1, -1):
        block = blocks[n]
        broken = broken or noted[n]
        kept[n] = not noted[n] and (not broken or _is_title(block))


def _is_title(block: Block) -> bool:
    if isinstance(block, Grid) or block.letters > _LONGEST_NOTE:
        return False
    return (
        block.heading
        or is_plan_title(block.text)
        or annex(block.text) is not None
        or notice_subject(block.text) is not None
    )
