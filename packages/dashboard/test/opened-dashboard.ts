import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type FixtureServer, fixtureServer } from "./fixture-server.ts";

/** Chromium as Debian and others name it; the first that there is. */
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The page over a fixture server, and a browser that looks at it. */
export interface OpenedDashboard extends AsyncDisposable {
  readonly server: FixtureServer;
  readonly browser: Browser;
  /** Whatever a tab complained of: errors and warnings of its console, what nobody caught, what its policy of content forbade. */
  readonly complaints: string[];
  /** A tab of its own context on a page such as `#/ledger`. */
  open(hash?: string, options?: BrowserContextOptions): Promise<Page>;
}

export async function openDashboard(): Promise<OpenedDashboard> {
  const program = CHROMIUM.find((place) => existsSync(place));
  if (program === undefined) throw new Error("CHROMIUM_MISSING: run node scripts/install/chromium.js");
  const server = await fixtureServer();
  const browser = await chromium.launch({ executablePath: program, args: FLAGS });
  const complaints: string[] = [];
  return {
    server,
    browser,
    complaints,
    open: async (hash = "#/now", options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 860 },
        reducedMotion: "reduce",
        ...options,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      page.on("pageerror", ({ message }) => complaints.push(message));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
      });
      await page.addInitScript(
        'addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => console.error("CSP", violatedDirective, blockedURI))',
      );
      await page.goto(`${server.url}${hash}`);
      await page.waitForSelector("main h1");
      return page;
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Waits until nothing of the page is loading, and it is live. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('.live[data-state="live"]');
  // A condition as text would be evaluated in the page, which its policy of content forbids.
  await page.waitForSelector("main .loading", { state: "detached" });
}
