"""Plan documents for tests as web pages: the blocks of plan_files with real spans, alone or in a frame."""

from collections.abc import Iterable, Sequence
from html import escape

from tests.plan_files import Block, C, Row

#: what government pages print around a text, invented
ABOVE = """
<div class="header"><a href="/"><img src="logo.png" alt=""></a><ul class="nav"><li><a href="/">首页</a></li>
<li><a href="/zwgk/">政务公开</a></li><li><a href="/hd/">政民互动</a></li></ul></div>
<div class="bread">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 正文</div>
<table class="index"><tr><td>索 引 号：</td><td>K0001/2026-00017</td><td>发布机构：</td>
<td>区政府办公室</td></tr>
<tr><td>文　　号：</td><td>澄政办发〔2026〕7号</td><td>公开日期：</td><td>2026-02-09</td></tr></table>
<div>发布时间：2026-02-09 来源：区政府办
浏览次数：<span id="hits">137</span> 【字体：<a href="#">大</a> 小】</div>
"""
BELOW = """
<div class="bdsharebuttonbox">分享到：<a href="/wx">微信</a></div>
<p>上一篇：<a href="/a.html">关于公布名单的通知</a></p>
<script>document.write("不是正文");</script>
<div class="foot"><p>版权所有：澄岚区人民政府　备案号：澄ICP备26000000号，网站标识码：9900000001</p></div>
"""


def rows_html(rows: Sequence[Row], closed: bool = True) -> str:
    """Table rows; a cell that continues a merge is left out and its first cell spans it."""
    spans = [[_colspan(cell) for cell in row] for row in rows]
    lines = []
    for number, row in enumerate(rows):
        cells = [
            _cell(cell, _rows_below(rows, number, position), spans[number][position], closed)
            for position, cell in enumerate(row)
            if not _continues(cell)
        ]
        lines.append("<tr>" + "".join(cells) + ("</tr>" if closed else ""))
    return "\n".join(lines)


def _colspan(cell: str | C) -> int:
    return cell.span if isinstance(cell, C) else 1


def _continues(cell: str | C) -> bool:
    return isinstance(cell, C) and cell.merge == "continue"


def _rows_below(rows: Sequence[Row], number: int, position: int) -> int:
    """How many rows a cell spans: all that follow and continue it at the same position."""
    below = number + 1
    while below < len(rows) and position < len(rows[below]) and _continues(rows[below][position]):
        below += 1
    return below - number


def _cell(cell: str | C, rowspan: int, colspan: int, closed: bool) -> str:
    text = escape(cell if isinstance(cell, str) else cell.text).replace("\n", "<br>")
    attributes = f' rowspan="{rowspan}"' * (rowspan > 1) + f' colspan="{colspan}"' * (colspan > 1)
    return f"<td{attributes}>{text or '&nbsp;'}" + ("</td>" if closed else "")


def body_html(blocks: Iterable[Block], closed: bool = True) -> str:
    """Paragraphs and tables."""
    return "\n".join(
        f"<p>{escape(block)}</p>"
        if isinstance(block, str)
        else f"<table border=1><tbody>{rows_html(block, closed)}</tbody></table>"
        for block in blocks
    )


def html_of(body: str, encoding: str = "gb18030", charset: str = "gb2312", title: str = "") -> bytes:
    """A web page with this body."""
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>{title}</title>'
    return f"<!DOCTYPE html>\n<html><head>{head}</head><body>{body}</body></html>".encode(encoding)


def html(blocks: Iterable[Block], closed: bool = True, around: bool = False) -> bytes:
    """A web page of these blocks in GB18030, with what a government page prints `around` them or without."""
    body = f'<div id="zoom">{body_html(blocks, closed)}</div>'
    return html_of(ABOVE + body + BELOW if around else body)
