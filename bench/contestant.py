"""The other side of ``bench.render``: a process of its own that draws the same page again and again.

Run by the interpreter of whoever draws: it knows nothing of the product. Each
line on its input names a contestant and a file to write; the answer is the
seconds it took.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Draw = Callable[[Path], None]


@contextmanager
def weasyprint(page: Path, sheets: list[Path], facts: Path) -> Iterator[dict[str, Draw]]:
    """WeasyPrint as its documentation says, and with everything kept that can be kept between two papers."""
    import weasyprint as library
    from weasyprint.text.fonts import FontConfiguration

    html = page.read_text()
    fonts, counters = FontConfiguration(), library.css.counters.CounterStyle()
    kept = [library.CSS(path, font_config=fonts, counter_style=counters) for path in sheets]

    def with_all_kept(out: Path, **variant: str) -> None:
        library.HTML(string=html).write_pdf(
            out,
            stylesheets=kept,
            font_config=fonts,
            counter_style=counters,
            attachments=[library.Attachment(filename=facts, relationship="Data")],
            **variant,
        )

    def anew(out: Path) -> None:
        library.HTML(string=html).write_pdf(
            out,
            stylesheets=[library.CSS(path) for path in sheets],
            attachments=[library.Attachment(filename=facts, relationship="Data")],
            pdf_variant="pdf/a-3a",
        )

    yield {
        "kept": lambda out: with_all_kept(out, pdf_variant="pdf/a-3a"),
        "anew": anew,
        "plain": with_all_kept,
    }


@contextmanager
def chromium(page: Path, sheets: list[Path], _facts: Path) -> Iterator[dict[str, Draw]]:
    """Debian's Chromium, started once, with one tab that stays open."""
    from playwright.sync_api import sync_playwright

    html = with_style(page, sheets)
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"], headless=True
        )
        tab = browser.new_page()

        def draw(out: Path) -> None:
            tab.set_content(html)
            tab.pdf(path=out, prefer_css_page_size=True, print_background=True)

        def tagged(out: Path) -> None:
            tab.set_content(html)
            tab.pdf(path=out, prefer_css_page_size=True, print_background=True, tagged=True, outline=True)

        yield {"chromium": draw, "tagged": tagged}
        browser.close()


def with_style(page: Path, sheets: list[Path]) -> str:
    """The same page with its style inside, for those who take one file."""
    style = "\n".join(sheet.read_text() for sheet in sheets)
    return page.read_text().replace("</head>", f"<style>{style}</style></head>", 1)


def main() -> None:
    made_by, page, facts, *sheets = sys.argv[1:]
    open_press = {"weasyprint": weasyprint, "chromium": chromium}[made_by]
    with open_press(Path(page), [Path(sheet) for sheet in sheets], Path(facts)) as press:
        print("ready", flush=True)
        for line in sys.stdin:
            name, out = line.split()
            began = time.perf_counter()
            press[name](Path(out))
            print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    main()
