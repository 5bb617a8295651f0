import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** All files of the page together, each as it crosses the wire. */
export const bundleGzipBytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + gzipSync(readFileSync(join(parentPath, name))).length, 0);

/** First contentful paint of the page, ms from the beginning of its navigation, in a browser that has nothing of it yet. */
export async function firstPaintsMs(url: string, rounds: number): Promise<readonly number[] | null> {
  const executablePath = PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) return null;
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const paints: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "load" });
    paints.push(await page.evaluate<number>(FIRST_PAINT));
    await context.close();
  }
  await browser.close();
  return paints.toSorted((left, right) => left - right);
}

/** Runs in the browser. */
const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list, observer) => {
    const paint = list.getEntries().find(({ name }) => name === "first-contentful-paint");
    if (paint === undefined) return;
    observer.disconnect();
    resolve(paint.startTime);
  }).observe({ type: "paint", buffered: true });
})`;
