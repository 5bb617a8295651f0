import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { builtPage } from "../../src/page-tools/built-page.ts";
import { readPageFiles } from "../../src/page-tools/page-files.ts";
import { servePage, type ServedPage } from "../../src/page-tools/serve-page.ts";

/** Chromium as Debian and others name it; the first that there is. */
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

/** The lab's page, served, and a browser that looks at it. */
export interface OpenedLab extends AsyncDisposable {
  readonly served: ServedPage;
  readonly browser: Browser;
  /** Whatever a tab complained of: its console's errors and warnings, and what nobody caught. */
  readonly complaints: string[];
  /** A tab on the page; `at` is a view's name. */
  open(at?: string, options?: BrowserContextOptions): Promise<Page>;
}

export async function openLab(): Promise<OpenedLab> {
  const program = CHROMIUM.find((place) => existsSync(place));
  if (program === undefined) throw new Error("CHROMIUM_MISSING: run node scripts/install/chromium.js");
  const served = await servePage(readPageFiles(await builtPage()), 0);
  const browser = await chromium.launch({ executablePath: program, args: FLAGS });
  const plain = await browser.newContext();
  const complaints: string[] = [];
  return {
    served,
    browser,
    complaints,
    open: async (at = "cluster", options) => {
      const context = options === undefined ? plain : await browser.newContext(options);
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.on("pageerror", ({ message }) => complaints.push(message));
      page.on("requestfailed", (request) => complaints.push(`not loaded: ${request.url()}`));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
      });
      await page.goto(`${served.url}#${at}`);
      await page.waitForSelector(`#${at}[data-speed]:not([hidden])`);
      return page;
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await served[Symbol.asyncDispose]();
    },
  };
}

/** What an element says of itself in this data attribute. */
export const said = (page: Page, selector: string, name: string): Promise<string> =>
  page.getAttribute(selector, `data-${name}`).then((value) => value ?? "");

/** Presses a button so many times at once. */
export const press = (page: Page, selector: string, times: number): Promise<void> =>
  page.locator(selector).evaluate((button, count) => {
    for (let time = 0; time < count; time += 1) (button as unknown as { click(): void }).click();
  }, times);
