"""The status page in a real browser (Debian's chromium): what it shows, on a desk and on a phone, light and dark, with a keyboard only, and when there is
nothing or something wrong. SCREENSHOTS=DIR keeps pictures of it."""

import contextlib
import json
import os
import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys

from harness import TESTDATA, check, equal, free_port, wait_until
from test_monitoring import get, logs_with, monitored, stats

# Contrast of text and what is behind it, WCAG 2.1 success criterion 1.4.3; gives the texts that have less than 4.5.
CONTRAST = """
const parse = c => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
const light = ([r, g, b]) => [r, g, b].map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c; } return [255, 255, 255, 1]; };
const bad = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let n; (n = walker.nextNode());) {
  const e = n.parentElement, style = getComputedStyle(e);
  if (!n.textContent.trim() || e.closest("script, style, [hidden], .vh") || !e.getClientRects().length) continue;
  const a = light(parse(e.closest("svg") ? style.fill : style.color)), b = light(behind(e));
  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  if (ratio < 4.5) bad.push(n.textContent.trim().slice(0, 40) + " " + ratio.toFixed(2));
}
return bad;
"""


@contextlib.contextmanager
def browser(width=1400, height=1000, dark=False):
    options = Options()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700})
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        yield driver
    finally:
        driver.quit()


def keep(driver, name, height=1000):
    if folder := os.environ.get("SCREENSHOTS"):
        full = driver.execute_script("return document.documentElement.scrollHeight")
        width = driver.execute_script("return window.innerWidth")
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": min(full, height), "deviceScaleFactor": 1, "mobile": width < 700})
        time.sleep(0.3)
        driver.save_screenshot(f"{folder}/{name}.png")


def text_of(driver, selector):
    return driver.execute_script("return document.querySelector(arguments[0]).innerText", selector)


def open_page(driver, port, state):
    driver.get(f"http://127.0.0.1:{port}/")
    wait_until(lambda: text_of(driver, "#state") == state, f"the page does not say `{state}` but `{text_of(driver, '#state')}`")


def sound(driver):
    """What has to be so in every state."""
    equal([entry["message"] for entry in driver.get_log("browser")], [], "the browser's complaints")
    outside = driver.execute_script("return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin) && !n.startsWith('data:'))")
    equal(outside, [], "addresses outside that the page asks")
    wide = driver.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    check(wide <= 0, f"the page is {wide} pixels wider than the window")
    equal(driver.execute_script(CONTRAST), [], "texts that are hard to read")
    nameless = driver.execute_script("""return [...document.querySelectorAll('section, svg[role=img], [role=region], button')].filter(e =>
        !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.innerText.trim())).map(e => e.outerHTML.slice(0, 80))""")
    equal(nameless, [], "parts that a screen reader has no name for")


def fresh_lines(name, age):
    """A log's lines as if they were made just now, the first `age` seconds ago."""
    lines = [json.loads(line) for line in (TESTDATA / "goflow2" / name).read_text().splitlines()]
    now = time.time_ns()
    for i, line in enumerate(lines):
        for field in ("time_flow_start_ns", "time_flow_end_ns", "time_received_ns"):
            if field in line:
                line[field] = now - int(age * 1e9) + int(i / len(lines) * age * 1e9)
    return [json.dumps(line, separators=(",", ":")) for line in lines]


def test_flows_on_a_desk_on_a_phone_and_in_the_dark():
    port = free_port()
    logs = logs_with()
    flowship = monitored("type: file, path: {folder}/out, filename: flows", logs, port)
    lines = fresh_lines("pmacct-mapped.log", 60)
    # Discarded packets: the two top bits of an interface out are 01 (sFlow version 5).
    for i in range(0, len(lines), 60):
        record = json.loads(lines[i])
        record["out_if"] = (1 << 30) + 258
        lines[i] = json.dumps(record, separators=(",", ":"))
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: get(port, "/health")[0] == 200, "the agent does not answer")
        parts = 3
        for part in range(parts):
            with open(logs / "a.log", "a") as log:
                log.write("".join(line + "\n" for line in lines[len(lines) * part // parts:len(lines) * (part + 1) // parts]))
            time.sleep(0.5)
        wait_until(lambda: stats(port)["libbeat"]["output"]["events"]["acked"] == len(lines), "not all events are acknowledged")
        flows = stats(port, "/flows?top=10")
        with browser() as driver:
            open_page(driver, port, "running")
            sound(driver)
            for part in ("talkers", "receivers", "conversations", "protocols", "ports", "vlans", "ingress", "egress", "exporters", "discards"):
                shown = driver.execute_script("return [...document.querySelectorAll('#' + arguments[0] + ' tbody tr td:first-child')].map(e => e.innerText)", part)
                equal(shown, [row["key"] for row in flows[part]["top"]], f"the table of {part}")
            check("access control list" in text_of(driver, "#discards"), "the discard reason is not shown")
            equal(text_of(driver, "#t-delivered-sub"), f"{len(lines):,} so far", "delivered events")
            check("on average" in driver.execute_script("return document.querySelector('#bw svg').getAttribute('aria-label')"), "the chart has no words for a screen reader")
            # With keys only: the first one reaches the link past the header, the second the button.
            body = driver.switch_to.active_element
            body.send_keys(Keys.TAB)
            equal(driver.switch_to.active_element.text, "Skip to the figures", "what the first tab reaches")
            driver.switch_to.active_element.send_keys(Keys.TAB)
            driver.switch_to.active_element.send_keys(Keys.ENTER)
            equal([driver.switch_to.active_element.text, driver.switch_to.active_element.get_attribute("aria-pressed")], ["Resume", "true"], "the button after Enter")
        with browser(width=390, height=844) as driver:
            open_page(driver, port, "running")
            sound(driver)
            cut = driver.execute_script("return [...document.querySelectorAll('td.n')].filter(e => { const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects().length > 1; }).map(e => e.innerText)")
            equal(cut, [], "figures that do not stand on one line")
        with browser(dark=True) as driver:
            open_page(driver, port, "running")
            background = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
            equal(background, "rgb(17, 22, 28)", "the background in the dark")
            sound(driver)
        agent.stop()


def test_nothing_yet():
    port = free_port()
    flowship = monitored("type: file, path: {folder}/out, filename: flows", logs_with(), port)
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: get(port, "/health")[0] == 200, "the agent does not answer")
        with browser() as driver:
            open_page(driver, port, "running")
            wait_until(lambda: "No flows" in text_of(driver, "#bw"), "the page does not say that there are no flows")
            check(driver.execute_script("return document.querySelector('#talkers').offsetParent === null"), "there are cards of flows where there is no flow")
            check("flowship doctor" in text_of(driver, "#files"), "the page does not say what to do about no files")
            sound(driver)
            keep(driver, "status-empty", 900)
        agent.stop()


def test_trouble_is_told_and_hostile_records_are_text():
    port, nobody = free_port(), free_port()
    markup = '<img src=x onerror=alert(1)></script>'
    logs = logs_with("pmacct-mapped.log", lines=["not json " + markup, json.dumps({"type": "NETFLOW_V9", "time_flow_start_ns": 1})])
    flowship = monitored(f"type: elasticsearch, hosts: ['http://127.0.0.1:{nobody}']", logs, port)
    with flowship.start("run", "-c", flowship.policy) as agent:
        wait_until(lambda: get(port, "/ready")[0] == 503, "/ready does not say that nothing is delivered")
        flowship.policy.write_text(flowship.policy.read_text().replace("exclude_files", "exlude_files"))
        wait_until(lambda: stats(port)["libbeat"]["config"]["failed_reloads"] == 1, "the broken policy was not noticed")
        with browser() as driver:
            open_page(driver, port, "running, with trouble")
            alert = text_of(driver, "#alert")
            check(f"http://127.0.0.1:{nobody} does not answer" in alert, f"the host is not in the alert: {alert}")
            check('did you mean "exclude_files"?' in alert, f"the policy's mistake is not in the alert: {alert}")
            driver.execute_script("document.querySelectorAll('#errors details').forEach(d => { d.open = true; })")
            check(markup in text_of(driver, "#errors"), "the record is not shown as it is")
            equal(driver.execute_script("return document.querySelectorAll('img').length"), 0, "images made of records")
            sound(driver)
            keep(driver, "status-error", 1100)
        agent.stop()
