import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenedLab, openLab, said } from "./opened-lab.ts";

let lab: OpenedLab;
beforeAll(async () => {
  lab = await openLab();
}, 60_000);
afterAll(() => lab[Symbol.asyncDispose]());

const proven = (page: Page) => page.waitForSelector('#proof:not([data-state="running"])');

/** Visible controls and pictures without a name; evaluated in the page, whose types the tests do not have. */
const NAMELESS = `[...document.querySelectorAll("button, input, select, canvas, a")]
  .filter((each) => each.checkVisibility())
  .filter((each) => {
    const labels = [...(each.labels ?? [])].map((label) => label.textContent).join("");
    return ((each.getAttribute("aria-label") ?? labels) + each.textContent).trim() === "";
  })
  .map((each) => each.outerHTML)`;

const WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]";

const PAPER = "getComputedStyle(document.body).backgroundColor";
const PICTURE = 'document.querySelector("#gardener [data-role=field]").toDataURL()';

describe("same bits", () => {
  test("SIM-381 every published trajectory comes out in the page as published, and so do ten million steps", async () => {
    const page = await lab.open();
    await proven(page);
    expect(await page.textContent("#proof-badge")).toBe("same bits: 18 of 18");
    expect(await page.locator('#proof tr[data-same="true"]').count()).toBe(18);
    expect(await page.textContent("#proof [data-role=hash]")).toMatch(/^[0-9a-f]{8}$/);
    await page.waitForSelector("#proof[data-steps-per-second]");
    expect(Number(await said(page, "#proof", "steps-per-second"))).toBeGreaterThan(10_000);
    await page.click("#proof [data-role=whole]");
    await page.waitForSelector("#proof[data-whole]", { timeout: 60_000 });
    expect(await said(page, "#proof", "whole")).toBe("same");
    expect(await page.textContent("#proof [data-role=whole-hash]")).toMatch(/^[0-9a-f]{8}, as published$/);
  }, 90_000);

  test("SIM-65 SIM-382 the page is isolated, and two threads share one memory", async () => {
    const page = await lab.open();
    expect(await page.evaluate("crossOriginIsolated")).toBe(true);
    expect(await said(page, "#proof", "isolated")).toBe("true");
    const threadsMax = Number(await said(page, "#proof", "threads-max"));
    expect(threadsMax).toBeGreaterThanOrEqual(1);
    if (threadsMax < 2) return;
    await page.waitForSelector("#proof[data-steps-per-second]");
    await page.selectOption("#proof-threads", "2");
    await page.click("#proof [data-role=golden]");
    await page.waitForSelector('#proof[data-state="same"]');
    expect(await page.locator('#proof tr[data-same="true"]').count()).toBe(18);
    await page.click("#proof [data-role=speed]");
    await page.waitForSelector('#proof[data-speed-threads="2"]');
    expect(await page.textContent("#proof [data-role=rate]")).toMatch(/ M, 2 threads$/);
  });

  test("SIM-382 without isolation it runs on one thread, with the same bits", async () => {
    const page = await (await lab.browser.newContext()).newPage();
    await page.route("**/*", async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers() };
      delete headers["cross-origin-opener-policy"];
      delete headers["cross-origin-embedder-policy"];
      await route.fulfill({ response, headers });
    });
    await page.goto(lab.served.url);
    await proven(page);
    expect(await page.evaluate("crossOriginIsolated")).toBe(false);
    expect(await said(page, "#proof", "threads-max")).toBe("1");
    expect(await page.textContent("#proof-badge")).toBe("same bits: 18 of 18");
  });
});

describe("for everybody", () => {
  test("SIM-392 tabs by arrows, run and step by key, and no key is taken from a control that needs it", async () => {
    const page = await lab.open();
    await page.focus("#tab-cluster");
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(":focus").getAttribute("id")).toBe("tab-gardener");
    expect([await page.isVisible("#gardener"), await page.isVisible("#cluster")]).toEqual([true, false]);
    await page.keyboard.press(".");
    expect(await said(page, "#gardener", "generation")).toBe("1");
    await page.keyboard.press("Home");
    await page.evaluate("document.activeElement.blur()");
    await page.keyboard.press(" ");
    expect(await said(page, "#cluster", "state")).toBe("running");
    await page.focus("#tab-cluster");
    await page.keyboard.press("ArrowRight");
    expect(await said(page, "#cluster", "state")).toBe("paused");
    await page.keyboard.press("ArrowLeft");
    await page.focus("#cluster [data-role=step]");
    await page.keyboard.press("Enter");
    const steps = await said(page, '[data-lane="0"]', "steps");
    await page.focus("#cluster-seed");
    await page.keyboard.press(".");
    expect(await said(page, '[data-lane="0"]', "steps")).toBe(steps);
  });

  test("SIM-392 every control has a name, and every picture says what it shows", async () => {
    const page = await lab.open();
    for (const tab of ["#tab-cluster", "#tab-gardener"]) {
      await page.click(tab);
      const nameless = await page.evaluate<string[]>(NAMELESS);
      expect(nameless).toEqual([]);
    }
    expect(await page.getAttribute("#gardener canvas", "aria-label")).toMatch(/^60 by 60 cells, 25 agents/);
  });

  test("SIM-393 nothing overflows at the widths of phones and tablets", async () => {
    const page = await lab.open("cluster", { viewport: { width: 320, height: 780 } });
    await page.check("#cluster-compare");
    for (const width of [320, 390, 768])
      for (const tab of ["#tab-cluster", "#tab-gardener"]) {
        await page.setViewportSize({ width, height: 780 });
        await page.click(tab);
        const [wide = 0, inner = 0] = await page.evaluate<number[]>(WIDTHS);
        expect(inner).toBe(width);
        expect(wide).toBeLessThanOrEqual(inner);
      }
  });

  test("SIM-393 it is dark for those who want it dark, pictures too, and turns at once", async () => {
    const page = await lab.open("gardener", { colorScheme: "light" });
    const shades = () => Promise.all([page.evaluate<string>(PAPER), page.evaluate<string>(PICTURE)]);
    const [paper, picture] = await shades();
    expect((await shades())[1]).toBe(picture);
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(async () => (await shades())[1]).not.toBe(picture);
    expect((await shades())[0]).not.toBe(paper);
  });
});

test("SIM-399 the page leaves nothing in the window", async () => {
  const page = await (await lab.browser.newContext()).newPage();
  await page.goto(lab.served.url);
  await proven(page);
  const own = await page.evaluate<string[]>("Object.keys(window)");
  const icon = await page.getAttribute("link[rel=icon]", "href");
  await page.goto(new URL(icon!, lab.served.url).href);
  const before = await page.evaluate<string[]>("Object.keys(window)");
  expect(own.length).toBeGreaterThan(50);
  const known = new Set([...before, "cluster", "gardener", "proof"]);
  expect(own.filter((name) => !known.has(name))).toEqual([]);
});

test("SIM-394 nothing is asked of another host, and no tab had anything to complain of", async () => {
  const context = await lab.browser.newContext();
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).origin));
  await page.goto(lab.served.url);
  await proven(page);
  expect(asked.length).toBeGreaterThan(3);
  expect(new Set(asked)).toEqual(new Set([new URL(lab.served.url).origin]));
  expect(lab.complaints).toEqual([]);
});
