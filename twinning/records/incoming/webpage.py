"""The words of a mail that is a web page: no script, no style, nothing hidden, nothing fetched."""

import re

from lxml import etree, html

LONGEST = 2_000_000
"""Signs of a page that are looked at."""

UNSEEN = {
    "script",
    "style",
    "head",
    "title",
    "noscript",
    "template",
    "object",
    "svg",
    "math",
    "select",
    "textarea",
}
BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "header", "hr", "li", "main", "nav", "ol", "pre", "section", "table", "tr", "ul",
}  # fmt: skip
APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
LINKED = ("http://", "https://", "mailto:")


def words_of(page: str) -> str:
    """What somebody reads on the page, as plain text; where a link leads stands behind its words."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(page[:LONGEST].encode(errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return ""
    said: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        hidden = _hidden(element)
        if event == "start":
            if hidden:
                walk.skip_subtree()
            else:
                said += [_before(element.tag), _text(element.text, element)]
        else:
            if not hidden:
                said += [_link(element), _after(element.tag)]
            said.append(_text(element.tail, element.getparent()))
    return _tidy("".join(said))


def _hidden(element: etree._Element) -> bool:
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    return element.tag in UNSEEN or "display:none" in style or element.get("hidden") is not None


def _text(text: str | None, inside: etree._Element | None) -> str:
    if not text:
        return ""
    return text if inside is not None and inside.tag == "pre" else re.sub(r"\s+", " ", text)


def _before(tag: str) -> str:
    if tag == "li":
        return "\n- "
    return "\n\n" if tag in APART else "\n" if tag in BLOCKS else ""


def _after(tag: str) -> str:
    if tag == "br":
        return "\n"
    if tag in ("td", "th"):
        return "  "
    return _before(tag) if tag != "li" else ""


def _link(element: etree._Element) -> str:
    if element.tag == "img":
        seen = " ".join((element.get("alt") or "").split())
        return f"[{seen}]" if seen else ""
    leads_to = (element.get("href") or "").strip()
    if element.tag != "a" or not leads_to.lower().startswith(LINKED):
        return ""
    shown = "".join(element.itertext())
    return "" if leads_to.removeprefix("mailto:") in shown else f" <{leads_to[:500]}>"


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \xa0]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
