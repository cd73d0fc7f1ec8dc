"""The machine's own Chromium, watched: which requests leave the machine, what the policy stops."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SERIOUS = {"serious", "critical"}


def find_chromium():
    """Arguments for Playwright's `launch`. CHROMIUM may name the program."""
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES)]
    program = next(filter(None, candidates), None)
    assert program, f"No Chromium found: install one of {', '.join(NAMES)}, or set CHROMIUM."
    # Chromium's sandbox does not work as root, which is what many build machines are.
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return {"executable_path": program, "args": FLAGS + as_root}


def watched_page(browser, **options):
    """A context, its page, and the list to which everything objectionable is added."""
    complaints = []
    context = browser.new_context(**options)
    context.set_default_timeout(10_000)

    def only_this_machine(route):
        address = urlsplit(route.request.url)
        if address.hostname in LOOPBACK:
            route.continue_()
        else:
            complaints.append(f"asked for {route.request.url}")
            route.abort()

    def read_console(message):
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            complaints.append(message.text)

    context.route(lambda url: url.startswith(("http:", "https:", "ws:", "wss:")), only_this_machine)
    page = context.new_page()
    page.on("console", read_console)
    page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    return context, page, complaints


class Axe:
    """axe-core at the version tests/browser/package-lock.json pins."""

    def __init__(self):
        program = HERE / "node_modules" / "axe-core" / "axe.min.js"
        assert program.is_file(), "axe-core is missing: run `npm ci` in tests/browser."
        self.program = program.read_text(encoding="utf-8")

    def __call__(self, page, *rules):
        """All rules, or only those named. Styles are not fetched a second time for axe alone:
        what it would read in them concerns orientation locks, and costs half its time.
        """
        options = {"preload": False, "resultTypes": ["violations"]}
        if rules:
            options["runOnly"] = list(rules)
        page.evaluate(self.program)
        found = page.evaluate("options => axe.run(document, options)", options)["violations"]
        serious = [
            f"{violation['id']}: {violation['help']} at {node['target']}"
            for violation in found
            if violation["impact"] in SERIOUS
            for node in violation["nodes"]
        ]
        assert not serious, "\n".join(serious)
