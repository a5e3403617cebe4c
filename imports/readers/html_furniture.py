"""Which elements of a web page stand around its text, by their own account. Pure."""

import re
from functools import lru_cache

_TAGS = frozenset(("nav", "footer", "aside", "header"))
_NEVER = frozenset(("html", "body", "main", "article", "h1", "h2", "h3"))
_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "menu"))
#: words that pages call such elements by, Chinese ones by their sound
_FURNITURE = """
    nav navbar navigation menu submenu breadcrumb breadcrumbs crumb crumbs bread footer foot header head top
    topbar toolbar tools sidebar side share sharing bdshare copyright print search login pagination pager
    paging related friendlink friendlinks links qrcode skip comment comments banner logo location position
    weizhi dqwz fenxiang daohang recommend hot toplink
"""
#: words for what holds the text itself, which win over the others: article-header
_TEXT = """
    article content contents main detail details text body zoom editor doc document news info con conts wrap
    wrapper container page title table zw zhengwen neirong
"""
_FURNITURE_WORDS = frozenset(_FURNITURE.split())
_TEXT_WORDS = frozenset(_TEXT.split())
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_LONGEST = 200


def is_furniture(tag: str, role: str, names: str) -> bool:
    """Whether an element says that it stands around the text: navigation, footer, share buttons.

    `names` are its classes and identifier.
    """
    if tag in _NEVER:
        return False
    if tag in _TAGS or role in _ROLES:
        return True
    words = words_of(names)
    return bool(words & _FURNITURE_WORDS) and not words & _TEXT_WORDS


@lru_cache(maxsize=1024)
def words_of(names: str) -> frozenset[str]:
    """The words of class names and identifiers: articleTitle foot-bar → article title foot bar."""
    return frozenset(word.lower() for word in _WORD.findall(names[:_LONGEST]))
