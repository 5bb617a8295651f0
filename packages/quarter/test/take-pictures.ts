// Takes the pictures in docs/pictures of a told quarter.
// Run: node --conditions=@plimsoll/source packages/quarter/test/take-pictures.ts quarter/report.html
import { resolve } from "node:path";
import { type BrowserContextOptions, chromium } from "playwright-core";

const [report = "quarter/report.html", folder = new URL("../../../docs/pictures/", import.meta.url).pathname] =
  process.argv.slice(2);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

/** @param selector what is to be at the top of the picture */
async function picture(name: string, selector: string, options: BrowserContextOptions): Promise<void> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.goto(`file://${resolve(report)}`);
  await page.locator(selector).evaluate((element: { scrollIntoView(): void }) => element.scrollIntoView());
  await page.screenshot({ path: `${folder}quarter-${name}.png` });
  await context.close();
}

const desk = { width: 1060, height: 820 };
await picture("overview", "body", { viewport: desk });
await picture("kill", "#training", { viewport: desk });
await picture("deception", "#deception", { viewport: desk, colorScheme: "dark" });
await picture("bounds", "#bounds", { viewport: desk });
await picture("phone", "#audit", { viewport: { width: 375, height: 812 } });
await browser.close();
