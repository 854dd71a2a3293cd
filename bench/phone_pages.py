"""The two pages of a village without much signal, measured: python -m bench.phone_pages [--address http://127.0.0.1:8000 --user cadre]

Chromium at 390 pixels, cold cache, through the browser's own throttle (400 kbit/s, 400 ms, CPU four times slower): bytes and requests of
`/todo/` and the visit form, the largest paint (LCP), layout shift; what the page reads behind itself, part by part, stands apart. Three
runs, the median. Without an address it starts a demo county.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

WATCH = """
window.seen = { lcp: 0, cls: 0 };
new PerformanceObserver((list) => list.getEntries().forEach((e) => { window.seen.lcp = e.startTime; })).observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver((list) => list.getEntries().forEach((e) => { if (!e.hadRecentInput) window.seen.cls += e.value; })).observe({ type: 'layout-shift', buffered: true });
"""
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}


def measured(browser, address: str, cookies, url: str) -> dict:
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=address, locale="zh-CN", service_workers="block")
    context.add_cookies(cookies)
    context.add_init_script(WATCH)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: dict[str, int] = {}
    kinds: dict[str, str] = {}
    wire.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["response"]["url"]}))
    wire.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(9000)  # the parts that it reads behind itself
    found = page.evaluate("() => window.seen")
    of_page = {kinds.get(key, "?"): size for key, size in sizes.items()}
    context.close()
    behind = [size for key, size in sizes.items() if kinds.get(key, "").endswith("/reading/")]
    return {
        "lcp": found["lcp"], "cls": found["cls"], "requests": len(sizes) - len(behind), "bytes": sum(sizes.values()) - sum(behind),
        "behind": sum(behind), "parts_behind": len(behind),
        "js": sum(size for name, size in of_page.items() if name.split("?")[0].endswith(".js")), "parts": of_page,
    }  # fmt: skip


def run(address: str, user: str, password: str, runs: int) -> list[tuple[str, dict]]:
    from playwright.sync_api import sync_playwright

    from tests.conftest import CHROMIUM

    rows = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto("/sign-in/")
        page.fill("[name=username]", user)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        page.goto("/visits/new/")
        form = page.locator("#found a.whole").first.get_attribute("href")
        cookies = context.cookies()
        for name, url in (("/todo/", "/todo/"), ("visit form", form)):
            found = [measured(browser, address, cookies, url) for _ in range(runs)]
            middle = {key: statistics.median(one[key] for one in found) for key in ("lcp", "cls", "requests", "bytes", "js", "behind", "parts_behind")}
            rows.append((name, {**middle, "parts": found[0]["parts"]}))
        browser.close()
    return rows


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--address", default="")
    asked.add_argument("--user", default="cadre")
    asked.add_argument("--password", default=os.environ.get("DEMO_PASSWORD", "demo-password-1"))
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--parts", action="store_true")
    given = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    server = None
    if not given.address:
        given.address, server = "http://127.0.0.1:8797", demo()
    try:
        for name, row in run(given.address, given.user, given.password, given.runs):
            print(f"{name:12} LCP {row['lcp']:5.0f} ms  CLS {row['cls']:.3f}  {row['bytes'] / 1000:5.1f} KB in {row['requests']:.0f} requests, scripts {row['js'] / 1000:.1f} KB; behind it {row['behind'] / 1000:.1f} KB in {row['parts_behind']:.0f}")
            if given.parts:
                for url, size in row["parts"].items():
                    print(f"    {size / 1000:6.1f} KB  {url}")
    finally:
        if server:
            server.terminate()
            server.wait(15)


def demo() -> subprocess.Popen:
    """As in production: hashed and compressed files, gunicorn, a small demo county."""
    folder = tempfile.mkdtemp(prefix="zc-bench-phone-")
    env = {
        **os.environ, "ENV_FILE": os.devnull, "DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": folder, "DEBUG": "off", "BEHIND_TLS": "off",
        "SECRET_KEY": "bench-only-" + "x" * 50, "FIELD_KEYS": "1:MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE=", "DEMO_PASSWORD": "demo-password-1",
        "LOOKUP_KEY": "MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM=", "DATABASE_URL": f"sqlite:///{folder}/zhucun.sqlite3", "REDIS_URL": "",
    }  # fmt: skip
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["demo", "--size", "small"]):
        subprocess.run([sys.executable, "manage.py", *command], env=env, check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", "127.0.0.1:8797", "--threads", "4", "--log-level", "error"], env=env)
    time.sleep(5)
    return server


if __name__ == "__main__":
    main()
