import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { builtDashboard } from "../src/index.ts";
import { HOSTILE } from "./fixture-answers.ts";
import { type OpenedDashboard, openDashboard, settled } from "./opened-dashboard.ts";

let dashboard: OpenedDashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
}, 60_000);
afterAll(() => dashboard[Symbol.asyncDispose]());
beforeEach(() => {
  dashboard.complaints.length = 0;
  dashboard.server.instead.clear();
});

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Every page, and what it shows that no other does. */
const PAGES = [
  ["now", "h1:has-text('Now')", "Why"],
  ["ledger", "h1:has-text('Ledger')", "entries"],
  ["ledger/5", "h2:has-text('Entry 5')", "allocation.opened"],
  ["budget", "h1:has-text('Budget')", "debt wedge"],
  ["evidence", "h1:has-text('Evidence')", "What is missing"],
  ["graph", "h1:has-text('Graph')", "What it costs in a quarter"],
  ["release", "h1:has-text('Release')", "What would change it"],
  ["mesh", "h1:has-text('Mesh')", "site-lerwick"],
  ["lab", "h1:has-text('Lab')", "ClusterTensor"],
  ["audit", "h1:has-text('Audit')", "on hold: energy divergence"],
] as const;

const WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]";

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Serious and critical findings of axe, in words. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const violations = await page.evaluate<readonly Finding[]>("axe.run().then(({ violations }) => violations)");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
}

describe("every page", () => {
  test.each(PAGES)(
    "SVR-85 SVR-86 #/%s: no complaint of console or policy, no serious finding of axe in light and dark, as wide as a phone",
    async (hash, selector, says) => {
      const page = await dashboard.open(`#/${hash}`);
      await settled(page);
      await page.waitForSelector(selector);
      expect(await page.textContent("main")).toContain(says);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.waitForSelector(`html[data-theme="${colorScheme}"]`);
        expect(await findings(page)).toEqual([]);
      }
      await page.setViewportSize({ width: 375, height: 800 });
      expect(await page.evaluate<number[]>(WIDTHS)).toEqual([375, 375]);
      expect(dashboard.complaints).toEqual([]);
      await page.context().close();
    },
  );
});

describe("what stands over a page", () => {
  test("SVR-85 the help and the order to kill have no serious finding in light and dark, and fit a phone", async () => {
    const page = await dashboard.open("#/now");
    await settled(page);
    for (const opener of ["button[aria-label='Help and keys']", "button[aria-label='Kill run keel-distil']"]) {
      await page.click(opener);
      await page.waitForSelector("dialog[open]");
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        expect(await findings(page)).toEqual([]);
      }
      await page.setViewportSize({ width: 375, height: 700 });
      const box = await page.locator("dialog[open]").boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(375);
      expect(await page.locator("dialog[open] .dialog-buttons").isVisible()).toBe(true);
      await page.keyboard.press("Escape");
      await page.setViewportSize({ width: 1280, height: 860 });
    }
    await page.context().close();
  });

  test("SVR-75 SVR-85 a stale page and a problem have no serious finding: old figures are grey and still read", async () => {
    const page = await dashboard.open("#/now");
    await settled(page);
    dashboard.server.isAlive = false;
    dashboard.server.instead.set("/v1/now", "nothing");
    await page.waitForSelector(".banner");
    await page.waitForSelector(".problem");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await findings(page)).toEqual([]);
    }
    dashboard.server.isAlive = true;
    await page.context().close();
  });
});

describe("what comes from outside", () => {
  test("SVR-87 text that would be markup stays text", async () => {
    const page = await dashboard.open("#/release");
    await settled(page);
    expect(await page.textContent("main")).toContain(HOSTILE);
    expect(await page.title()).toBe("Release · Plimsoll");
    expect(await page.locator("main img, main script").count()).toBe(0);
    await page.context().close();
  });

  test("SVR-74 a problem is shown with its code and what to do", async () => {
    dashboard.server.instead.set("/v1/wallets", {
      status: 503,
      body: {
        code: "LEDGER_IO_FAILED",
        title: "Service Unavailable",
        status: 503,
        expected: "a disk",
        received: "none",
        fix: "free space",
        retryable: true,
      },
    });
    const page = await dashboard.open("#/budget");
    const problem = page.locator(".problem");
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/Service Unavailable.*LEDGER_IO_FAILED.*free space/s);
    expect(await page.locator(".wallet").count()).toBe(0);
    await page.context().close();
  });

  test("SVR-73 an answer of another form is a problem that says where, and not half a page", async () => {
    dashboard.server.instead.set("/v1/now", {
      status: 200,
      body: { asOf: 1, entries: 1, runs: [{ run: 7 }], deployments: [] },
    });
    const page = await dashboard.open("#/now");
    const problem = page.locator(".problem");
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/ANSWER_MALFORMED.*\/runs\/0\/run/s);
    await page.context().close();
  });

  test("SVR-88 nothing there is said, with what would make something", async () => {
    const empty = { asOf: 1, entries: 0, items: [], next: null };
    dashboard.server.instead.set("/v1/wallets", { status: 200, body: empty });
    dashboard.server.instead.set("/v1/mesh", { status: 200, body: { joined: false } });
    dashboard.server.instead.set("/v1/decisions", { status: 200, body: { ...empty, items: null } });
    const page = await dashboard.open("#/budget");
    await page.waitForSelector("text=No wallet was opened yet");
    await page.goto(`${dashboard.server.url}#/mesh`);
    await page.waitForSelector("text=This site is not part of a mesh");
    await page.goto(`${dashboard.server.url}#/release`);
    await page.waitForSelector("text=This site keeps no release store");
    await page.context().close();
  });

  test("SVR-98 a node whose key another process writes with says so in red, and what it waits for", async () => {
    const mesh = { joined: true, node: "site-hamburg", isDoubled: true, isWriting: false, nodes: [], frontier: {} };
    dashboard.server.instead.set("/v1/mesh", { status: 200, body: mesh });
    const page = await dashboard.open("#/mesh");
    await page.waitForSelector(".problem >> text=Another process writes with this node's key");
    await page.waitForSelector("text=not yet: it asks the others whether its disk is the newest");
    expect(await page.locator(".facts .unknown").count()).toBe(2);
    await page.context().close();
  });

  test("SVR-31 SVR-89 a site that asks for a read token gets it from the reader, and the page keeps it nowhere", async () => {
    dashboard.server.token = "a.read.token";
    const page = await dashboard.open("#/now");
    await page.waitForSelector("text=This site asks for a read token");
    await page.fill(".token input", "a.read.token");
    await page.click("text=Read with it");
    await page.waitForSelector("article.run");
    await settled(page);
    expect(
      await page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])"),
    ).not.toContain("read.token");
    dashboard.server.token = null;
    await page.context().close();
  });
});

describe("long lists", () => {
  const amounts = { granted: "0", available: "0", reserved: "0", posted: "0", spent: "0", overdraft: "0" };
  const walletPage = (lab: string, next: string | null) => ({
    status: 200,
    body: { asOf: 1, entries: 1, items: [{ lab, quarter: "2026-Q4", ...amounts }], next },
  });

  test("SVR-173 a list is asked for page after page", async () => {
    dashboard.server.instead.set("/v1/wallets", (query) =>
      query.get("cursor") === "YWNtZQ" ? walletPage("borealis", null) : walletPage("acme", "YWNtZQ"),
    );
    const page = await dashboard.open("#/budget");
    await page.waitForSelector("article.wallet");
    expect(await page.locator("article.wallet h2").allTextContents()).toEqual(["borealis", "acme"]);
    expect(await page.locator("[role=note]").count()).toBe(0);
    await page.context().close();
  });

  test("SVR-173 one that does not end is shown as far as ten pages go, and says so", async () => {
    let asked = 0;
    dashboard.server.instead.set("/v1/wallets", () => walletPage(`lab-${asked++}`, "bW9yZQ"));
    const page = await dashboard.open("#/budget");
    expect(await page.locator("[role=note]").textContent()).toBe(
      "These are the first 10 of the wallets: the API has the others.",
    );
    expect(await page.locator("article.wallet").count()).toBe(10);
    await page.context().close();
  });

  test("SVR-173 newest entries are all there, however early the parts end", async () => {
    const { ledger } = dashboard.server.site;
    dashboard.server.instead.set("/v1/entries", (query) => {
      const [from, limit] = [Number(query.get("from") ?? 0), Math.min(2, Number(query.get("limit")))];
      const items = [...ledger.entries(from)]
        .slice(0, limit)
        .map(({ index, text }) => ({ index, entry: JSON.parse(text) as unknown }));
      return { status: 200, body: { asOf: 1, entries: ledger.size, items, next: null } };
    });
    const page = await dashboard.open("#/ledger");
    await page.waitForSelector(".entry-list li");
    expect(await page.locator(".entry-list li").count()).toBe(Math.min(100, ledger.size));
    await page.context().close();
  });
});

describe("by keyboard", () => {
  test("SVR-84 numbers and g with a letter lead to every page, / to the filter, ? to the help", async () => {
    const page = await dashboard.open();
    await settled(page);
    for (const [place, name] of [
      "now",
      "ledger",
      "budget",
      "evidence",
      "graph",
      "release",
      "mesh",
      "lab",
      "audit",
    ].entries()) {
      await page.keyboard.press(`${place + 1}`);
      await page.waitForURL(`**/#/${name}`);
    }
    await page.keyboard.press("g");
    await page.keyboard.press("l");
    await page.waitForURL("**/#/ledger");
    await page.waitForSelector("#filter");
    await page.keyboard.press("/");
    expect(await page.locator(":focus").getAttribute("id")).toBe("filter");
    await page.keyboard.type("1 deployment");
    expect(await page.inputValue("#filter")).toBe("1 deployment");
    expect(await page.evaluate("location.hash")).toBe("#/ledger");
    await page.evaluate("document.activeElement.blur()");
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]:has-text('Keys')");
    await page.keyboard.press("3");
    expect(await page.evaluate("location.hash")).toBe("#/ledger");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog[open]", { state: "detached" });
    await page.context().close();
  });

  test("SVR-84 the first tab skips to the content, and every stop of the walk is seen", async () => {
    const page = await dashboard.open();
    await settled(page);
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.locator(":focus").getAttribute("id")).toBe("content");
    expect(await page.evaluate("location.hash")).toBe("#/now");
    for (let stop = 0; stop < 6; stop += 1) {
      await page.keyboard.press("Tab");
      expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).not.toBe("none");
    }
    await page.context().close();
  });

  test("SVR-90 the colours follow the system until the reader chooses, and the choice is kept", async () => {
    const page = await dashboard.open("#/now", { colorScheme: "dark" });
    await settled(page);
    const paper = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const dark = await paper();
    await page.keyboard.press("d");
    await page.waitForSelector('html[data-theme="light"]');
    expect(await paper()).not.toBe(dark);
    await page.reload();
    await page.waitForSelector('html[data-theme="light"]');
    await page.context().close();
  });
});

describe("small and fast", () => {
  test("SVR-91 all files together are at most 250 kB gzipped", async () => {
    const folder = await builtDashboard();
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.reduce(
      (sum, { parentPath, name }) => sum + gzipSync(readFileSync(join(parentPath, name))).length,
      0,
    );
    process.stderr.write(`the page: ${bytes} bytes gzipped in ${files.length} files\n`);
    expect(bytes).toBeLessThanOrEqual(250_000);
  });

  test("SVR-91 nothing in the page's own file is inline, and every asset's name carries its digest", async () => {
    const folder = await builtDashboard();
    const html = readFileSync(join(folder, "index.html"), "utf8");
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/);
    expect(readdirSync(join(folder, "assets")).every((name) => /-[\w-]{8}\.\w+$/.test(name))).toBe(true);
  });

  test("SVR-91 the first paint comes within a second", async () => {
    const page = await dashboard.open();
    await settled(page);
    const paint = '(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity)';
    const firstPaintMs = await page.evaluate<number>(paint);
    process.stderr.write(`first contentful paint: ${Math.round(firstPaintMs)} ms\n`);
    expect(firstPaintMs).toBeLessThanOrEqual(1_000);
    await page.context().close();
  });
});

test("SVR-70 a Green that is void says so, with the gate's reason, and is no green mark", async () => {
  await using dashboard = await openDashboard();
  dashboard.server.instead.set("/v1/decisions", {
    status: 200,
    body: {
      asOf: 1,
      entries: 1,
      items: [
        {
          evaluation: "e-1",
          decisionDigest: null,
          subject: "keel",
          action: "external_deploy",
          level: "ASL-1",
          colour: "GREEN",
          votes: {},
          reasons: [],
          wouldChange: [],
          at: 1,
          standing: "void",
          standingReasons: [{ code: "UNPROVEN_DECISION_EXPIRED", text: "No transparency pack is at hand." }],
        },
      ],
    },
  });
  const page = await dashboard.open("#/release");
  await page.getByText("GREEN: it does not hold now, and may not ship").waitFor();
  await page.getByText("No transparency pack is at hand.").waitFor();
  expect(await page.locator('article[data-colour="green"]').count()).toBe(0);
});
