"""The report and the textbook in a real browser: Debian's Chromium, driven by Playwright."""

import contextlib
import json
import pathlib
import re
import shutil

import duckdb
import pytest
from conftest import whittle
from playwright.sync_api import expect, sync_playwright

SHOWN = "#core tbody tr:not([hidden])"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = (
    "</td></table></script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    " javascript:alert(1) $\\href{javascript:alert(2)}{here}$ $\\htmlId{x}{y}$ {red|x} <b>bold</b> \"'` \u202e\u0007"
)


@pytest.fixture(scope="module")
def chromium():
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: 'apt-get install chromium' (scripts/test does it as root)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextlib.contextmanager
def opened(chromium, path, width=1280, height=900, scheme="light"):
    """A page that must say nothing on the console, fetch nothing and open no dialog."""
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    wrong = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    start = pathlib.Path(path).as_uri()
    page.on(
        "request",
        lambda request: None if request.url == start or request.url.startswith("data:") else wrong.append(request.url),
    )
    page.goto(start)
    yield page
    context.close()
    assert wrong == []


def charts(page):
    """Every chart's data by its title, as the page has it."""
    return {
        chart["title"]: {series["name"]: dict(zip(chart["categories"], series["values"])) for series in chart["series"]}
        for chart in (json.loads(text) for text in page.eval_on_selector_all(".plot", "all => all.map(p => p.dataset.chart)"))
    }


def rows(run, stage):
    path = str(next(run.glob(f"[0-9]*-{stage}"))).replace("'", "''")
    return f"read_parquet('{path}/**/*.parquet', hive_partitioning = true)"


def test_draws_charts_whose_numbers_are_the_runs(chromium, demo):
    run, _ = demo
    assert (run / "report.html").stat().st_size < 5_000_000
    with opened(chromium, run / "report.html") as page:
        plots = page.locator(".plot")
        assert plots.count() >= 9
        for i in range(plots.count()):
            box = plots.nth(i).locator("svg").bounding_box()
            assert box["width"] > 250 and box["height"] > 90
            assert plots.nth(i).locator("svg path").count() > 4, plots.nth(i).get_attribute("data-chart")
            assert plots.nth(i).get_attribute("aria-label"), "a chart must say what it is"
        data = charts(page)
    sql = duckdb.sql
    bins = sql(f"select least(9, floor(difficulty * 10))::int, count(*) from {rows(run, 'core-set')} where verdict = 'kept' group by 1").fetchall()
    all_core = sum(count for _, count in bins)
    shown = list(data["Difficulty"]["core set"].values())
    assert all(abs(shown[at] - 100 * count / all_core) < 1e-6 for at, count in bins)
    found = sql(f"select contaminated_by, reason, count(*) from {rows(run, 'decontaminate')} where verdict = 'rejected' group by 1, 2").fetchall()
    chart = data["Rejected problems by benchmark"]
    assert found
    for benchmark, reason, count in found:
        assert [value for name, value in chart[reason].items() if name.startswith(benchmark + " (")] == [count]
    rates = sql(
        f"select verdict, count(*) from (select verdict, unnest(baseline_by_model) m from {rows(run, 'baseline')}) "
        "where m.solve_rate is not null group by 1"
    ).fetchall()
    histogram = next(value for title, value in data.items() if title.startswith("Solved by") and title.endswith(", baseline"))
    assert {verdict: sum(histogram[verdict].values()) for verdict, _ in rates} == dict(rates)


def test_typesets_searches_and_orders_the_core_set(chromium, demo):
    run, _ = demo
    size = duckdb.sql(f"select count(*) from {rows(run, 'core-set')} where verdict = 'kept'").fetchall()[0][0]
    with opened(chromium, run / "report.html") as page:
        assert page.locator(SHOWN).count() == size
        page.locator("#core").scroll_into_view_if_needed()
        page.wait_for_selector("#core .katex")
        assert page.locator("#core .katex-error").count() == 0
        # By the keyboard alone: / leads to the search.
        page.keyboard.press("/")
        ident = duckdb.sql(f"select problem_id from {rows(run, 'core-set')} where rank = 7").fetchall()[0][0]
        page.keyboard.type(ident)
        expect(page.locator(SHOWN)).to_have_count(1)
        assert page.locator(f"{SHOWN} th").inner_text() == "7"
        assert page.locator("#count").inner_text() == f"1 of {size} problems"
        page.locator(f"{SHOWN} details summary").press("Enter")
        assert page.locator(f"{SHOWN} details p").first.is_visible()
        page.fill("#find", "no such words anywhere")
        expect(page.locator(SHOWN)).to_have_count(0)
        page.fill("#find", "")
        page.locator("#core thead button", has_text="Difficulty").press("Enter")
        order = [float(text) for text in page.locator("#core tbody td[data-l=Difficulty]").all_inner_texts()]
        assert len(order) == size and order == sorted(order)
        # LaTeX as it is written, and typeset again.
        page.locator("#typeset").uncheck()
        expect(page.locator("#core .katex")).to_have_count(0)
        page.locator("#typeset").check()
        page.locator("#core").scroll_into_view_if_needed()
        page.wait_for_selector("#core .katex")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (320, "dark")])
def test_fits_the_screen_in_light_and_dark(chromium, demo, width, scheme):
    run, _ = demo
    with opened(chromium, run / "report.html", width, 844, scheme) as page:
        page.wait_for_selector(".plot svg")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # Words stand out from what is behind them: the contrast that WCAG asks of text.
        light = page.evaluate(
            """() => ['color', 'backgroundColor'].map((name) => {
              const rgb = getComputedStyle(document.body)[name].match(/[0-9.]+/g).slice(0, 3)
                .map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
              return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
            })"""
        )
        assert (max(light) + 0.05) / (min(light) + 0.05) > 4.5
        assert (light[1] < light[0]) == (scheme == "dark")
        for summary in page.locator(".funnel > details > summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_has_its_numbers_without_a_script(chromium, demo):
    run, _ = demo
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((run / "report.html").as_uri())
    assert page.locator(".plot:visible").count() == 0
    assert page.locator("figure.chart").count() == page.locator("figure.chart table").count() >= 9
    assert page.locator("#core tbody tr").count() > 0
    context.close()


@pytest.fixture(scope="module")
def hostile(small, tmp_path_factory):
    """A run of which every text of the data is hostile; its report is written by the command."""
    run = tmp_path_factory.mktemp("runs") / "hostile"
    shutil.copytree(small[1], run)
    text = HOSTILE.replace("'", "''")
    for file in run.glob("[0-9]*-*/**/*.parquet"):
        columns = duckdb.sql(f"describe select * from read_parquet('{file}', hive_partitioning = false)").fetchall()
        texts = [
            name
            for name, kind, *_ in columns
            if kind == "VARCHAR" and name not in ("problem_id", "reason", "chain_source", "exact_duplicate_of", "near_duplicate_of")
        ]
        replaced = ", ".join(f"case when {name} is null then null else '{text}' end as {name}" for name in texts)
        duckdb.sql(f"copy (select * replace ({replaced}) from read_parquet('{file}', hive_partitioning = false)) to '{file}.new' (format parquet)")
        pathlib.Path(f"{file}.new").replace(file)
        file.with_name(f".{file.name}.crc").unlink(missing_ok=True)
    done = whittle("report", "--run", run)
    assert done.returncode == 0, done.stdout + done.stderr
    exported = whittle("export", "--run", run, "--out", run / "pages", "--formats", "textbook")
    assert exported.returncode == 0, exported.stdout + exported.stderr
    return run


@pytest.mark.parametrize("name", ["report.html", "pages/textbook.html"])
def test_keeps_hostile_text_as_text(chromium, hostile, name):
    with opened(chromium, hostile / name) as page:
        title = page.title()
        page.wait_for_timeout(500)
        for summary in page.locator("article details summary, #core details summary").all()[:40]:
            summary.click()
        page.wait_for_timeout(500)
        assert page.title() == title != "owned"
        assert page.locator("script").count() == 1
        assert page.locator("img, iframe, object, b:text-is('bold'), [onerror]").count() == 0
        links = page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
        assert all(re.fullmatch(r"#[\w-]+", link) for link in links), links
        assert "</script><script>document.title='owned'" in page.locator("body").inner_text()
        if name == "report.html":
            assert page.locator("#core .katex").count() == 0, "a text with \\href stays as it is written"
            labels = page.locator(".plot svg text").all_text_contents()
            assert any("</td></table></script>" in label for label in labels), labels[:20]


def test_typesets_the_textbook(chromium, demo):
    run, _ = demo
    with opened(chromium, run / "export" / "textbook.html") as page:
        page.locator("article > .tex", has_text="$").first.scroll_into_view_if_needed()
        page.wait_for_selector("article .katex")
        page.locator("article details summary").first.click()
        assert page.locator("article details[open]").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
