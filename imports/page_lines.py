"""Lines around a plan's text: what a web page prints beside it, an official document below it. Pure."""

import re

_LABELS = (
    "索引号|组配分类|发布机构|主题分类|发文日期|成文日期|发布日期|发布时间|公开日期|公开方式|生成日期|生效日期|有效性|文件有效性"
    "|文件编号|信息来源|来源|作者|编辑|责任编辑|审核|浏览次数|浏览量|点击量|点击数|点击率|阅读次数|访问量|阅读|字体|字体大小|字号|背景色|打印"
    "|分享|分享到|分享至|当前位置|您(?:现在)?(?:所)?在的?位置|所在位置|上一篇|下一篇|上一条|下一条|网站标识码|备案号|技术支持|关键词|信息索引"
)
_LINE = re.compile(
    rf"[•·\s【\[]*(?:{_LABELS})\s*[：:].{{0,160}}"
    r"|.{0,40}(?:公网安备|ICP备)\s?\d.{0,60}|(?:版权所有|copyright).{0,100}"
    r"|.{0,20}扫一扫.{0,20}(?:打开|查看|分享|手机).{0,12}|(?:【|\[)?(?:打印|关闭|返回|收藏|打印整页|打印内容|关闭窗口|打印本页|返回顶部)"
    r"(?:(?:】|\])?[\s|/【\[]*(?:打印|关闭|返回|收藏|分享|打印内容|关闭窗口|打印本页|本页|窗口|页面|顶部))*(?:】|\])?"
    r"|[•·\s]*(?:无障碍(?:浏览|阅读)?|关怀版|长者(?:模式|版)|长辈版|适老版)(?:[\s|]*(?:无障碍(?:浏览|阅读)?|关怀版|长者(?:模式|版)|长辈版|返回首页))*"
    r"|(?:首页|网站首页)\s*[>＞»/].{0,120}",
    re.IGNORECASE,
)
#: what an official document prints below its text: who gets it, who printed it when
_IMPRINT = re.compile(
    r"(?:抄送|主送|分送|抄报|报送)\s*[：:].{1,200}|.{2,30}(?:办公室|办公厅|政府办)\s*20\d\d年\d{1,2}月\d{1,2}日\s*印发"
    r"|[（(]?此件(?:主动公开|公开发布|依申请公开|不公开|删减后公开)[）)]?|[（(]共印\d{1,5}份[）)]"
)
_LONGEST = 240


def is_page_line(text: str) -> bool:
    """Whether a line belongs to the page and not to its text: 发布日期：…, 分享到：, 当前位置：首页 > …."""
    line = text.strip()
    return bool(line) and len(line) <= _LONGEST and "\n" not in line and _LINE.fullmatch(line) is not None


def is_imprint(text: str) -> bool:
    """Whether a line stands below an official document's text: 抄送：…, …办公室2026年3月1日印发."""
    line = text.strip()
    return bool(line) and len(line) <= _LONGEST and _IMPRINT.fullmatch(line) is not None
