import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type OpenedDashboard, openDashboard, settled } from "./opened-dashboard.ts";

let dashboard: OpenedDashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
}, 60_000);
afterAll(() => dashboard[Symbol.asyncDispose]());
afterEach(() => {
  dashboard.server.isAlive = true;
  dashboard.server.instead.clear();
});

const asked = (path: string): number => dashboard.server.asked.filter((each) => each === path).length;

test("SVR-42 SVR-70 SVR-75 when nothing is heard for 3 s the page says so in red, and every figure is marked old", async () => {
  const page = await dashboard.open("#/now");
  await settled(page);
  expect(await page.locator(".banner, .old").count()).toBe(0);
  dashboard.server.isAlive = false;
  const since = performance.now();
  await page.waitForSelector(".banner", { timeout: 10_000 });
  const silentMs = performance.now() - since;
  expect(silentMs).toBeGreaterThan(1_500);
  expect(silentMs).toBeLessThan(6_000);
  expect(await page.textContent(".banner")).toMatch(
    /Stale\. Nothing was heard from the site since 2026-09-21 14:13:\d\d UTC\. Every figure below is old\./,
  );
  expect(await page.getAttribute(".live", "data-state")).toBe("stale");
  const cards = await page.locator("article.card").count();
  expect(await page.locator("article.card .old").count()).toBe(cards);
  expect(await page.evaluate("getComputedStyle(document.querySelector('.card')).filter")).toContain("grayscale");
  // What counts down is not known once the site's time is not.
  expect(await page.textContent("article.run .power")).toContain("nothing is heard");
  dashboard.server.isAlive = true;
  await page.waitForSelector(".banner", { state: "detached", timeout: 12_000 });
  await settled(page);
  expect(await page.locator(".old").count()).toBe(0);
  await page.context().close();
}, 40_000);

test("SVR-75 a page that never heard of its site is not taken for a quiet one", async () => {
  dashboard.server.isAlive = false;
  dashboard.server.instead.set("/v1/now", "nothing");
  const page = await dashboard.open("#/now");
  await page.waitForSelector(".banner", { timeout: 10_000 });
  expect(await page.textContent(".banner")).toContain("Nothing was ever heard from the site.");
  expect(await page.textContent(".problem")).toContain("NO_ANSWER");
  await page.context().close();
}, 20_000);

test("SVR-78 a hundred entries in a moment are one question, and a view that is left asks no more", async () => {
  const page = await dashboard.open("#/budget");
  await settled(page);
  await page.waitForTimeout(1_200);
  const before = asked("/v1/wallets");
  for (let times = 0; times < 100; times += 1) dashboard.server.tellEntry();
  await page.waitForTimeout(800);
  expect(asked("/v1/wallets") - before).toBe(1);
  await page.keyboard.press("7");
  await page.waitForSelector("h1:has-text('Mesh')");
  const left = asked("/v1/wallets");
  dashboard.server.tellEntry();
  await page.waitForTimeout(1_300);
  expect(asked("/v1/wallets")).toBe(left);
  await page.context().close();
}, 20_000);

test("SVR-76 the lease counts down by the site's time while the reader's calendar is years off", async () => {
  const page = await dashboard.open("#/now");
  await settled(page);
  const left = await page.textContent("article[aria-label='Run run-1'] .power-row:nth-child(3) .power-figure");
  expect(left).toMatch(/^[0-3]\.\d s left$/);
  await page.context().close();
});

test("SVR-22 SVR-81 what is not known is hatched and called unknown, and is neither 0 nor good", async () => {
  const page = await dashboard.open("#/now");
  await settled(page);
  const run = page.locator("article[aria-label='Run ballast-pretrain']");
  expect(await run.locator(".hull[data-zone='unknown']").count()).toBe(4);
  expect(await run.locator(".hull-bound").allTextContents()).toEqual(["unknown", "unknown", "unknown", "unknown"]);
  expect(await run.locator(".hull .load-mark").count()).toBe(0);
  expect(await run.locator(".bar-unknown").count()).toBe(1);
  expect(await run.locator(".power-row").nth(1).textContent()).toContain("the machine has not said");
  expect(await run.textContent()).toContain("control over its training is unknown");
  await page.context().close();
});

test("SVR-75 SVR-78 what was decided while the stream was gone is asked for, though no entry was ever heard", async () => {
  const page = await dashboard.open("#/budget");
  await settled(page);
  let told = [5, 7, 9];
  const places: (string | undefined)[] = [];
  await page.route("**/v1/events", async (route) => {
    const [entries = 9, ...rest] = told;
    told = rest;
    places.push(route.request().headers()["last-event-id"]);
    const body = `event: pulse\ndata: {"asOf":${dashboard.server.site.nowMs},"entries":${entries}}\n\n`;
    await route.fulfill({ contentType: "text/event-stream", body });
  });
  await page.reload();
  await settled(page);
  const before = asked("/v1/wallets");
  await expect.poll(() => places.length, { timeout: 10_000 }).toBeGreaterThan(3);
  await expect.poll(() => asked("/v1/wallets") - before, { timeout: 3_000 }).toBeGreaterThan(1);
  expect(places.slice(0, 4)).toEqual([undefined, "4", "4", "4"]);
  await page.context().close();
}, 30_000);

test("SVR-160 a log that became shorter is told of in red, and stays so when it grows again", async () => {
  const page = await dashboard.open("#/ledger");
  await settled(page);
  let told = [9, 3, 12];
  await page.route("**/v1/events", async (route) => {
    const [entries = 12, ...rest] = told;
    told = rest;
    const body = `event: pulse\ndata: {"asOf":${dashboard.server.site.nowMs},"entries":${entries}}\n\n`;
    await route.fulfill({ contentType: "text/event-stream", body });
  });
  await page.reload();
  const banner = page.locator(".banner", { hasText: "Another history." });
  await banner.waitFor({ timeout: 10_000 });
  await page.waitForTimeout(2_500);
  expect(told).toEqual([]);
  expect(await banner.textContent()).toContain("The log had 12 entries, and then 3.");
  await page.context().close();
}, 30_000);
