// Takes the pictures in docs/pictures of a daemon that serves a site with a run under way.
// Run: node --conditions=@plimsoll/source packages/dashboard/test/take-pictures.ts http://127.0.0.1:7460/ RUN
import { chromium, type BrowserContextOptions, type Page } from "playwright-core";
import { settled } from "./opened-dashboard.ts";

const [url = "http://127.0.0.1:7460/", run = ""] = process.argv.slice(2);
const folder = new URL("../../../docs/pictures/", import.meta.url).pathname;
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

async function picture(
  name: string,
  hash: string,
  options: BrowserContextOptions,
  prepare: (page: Page) => Promise<unknown> = async () => null,
): Promise<void> {
  const page = await (await browser.newContext({ reducedMotion: "reduce", ...options })).newPage();
  await page.goto(`${url}${hash}`);
  await settled(page);
  await prepare(page);
  // The library that draws plots is fetched when the first is drawn.
  await page.waitForTimeout(800);
  await page.screenshot({ path: `${folder}dashboard-${name}.png` });
  await page.context().close();
}

const desk = { width: 1280, height: 800 };
const checkProof = async (page: Page): Promise<void> => {
  await page.click("button:has-text('Check the proof'):enabled");
  await page.waitForSelector(".outcome");
  await page.evaluate("scrollTo(0, 0)");
  // Within its own frame: the entry's JSON goes out of sight, the list stays.
  await page.locator(".entry").evaluate((entry: { scrollTop: number }) => {
    entry.scrollTop = 560;
  });
};

await picture("now", "#/now", { viewport: desk });
await picture("now-dark", "#/now", { viewport: desk, colorScheme: "dark" });
await picture("now-phone", "#/now", { viewport: { width: 375, height: 812 } });
await picture("ledger", "#/ledger/12", { viewport: desk }, checkProof);
await picture("evidence", `#/evidence/runs/${encodeURIComponent(run)}`, { viewport: desk });
await picture("budget", "#/budget", { viewport: desk });
await picture("kill", "#/now", { viewport: desk }, (page) => page.click(`button[aria-label='Kill run ${run}']`));
await browser.close();
