import type { BrowserContextOptions } from "playwright-core";
import { type OpenedDashboard, settled } from "./opened-dashboard.ts";

/** A picture of a page as it stands in the docs: its name there, the page, and how it is looked at. */
export interface PagePicture {
  readonly name: string;
  readonly hash: string;
  readonly options?: BrowserContextOptions;
}

const PHONE = { viewport: { width: 375, height: 812 } };

/** Every page in light, and the one that people have open in dark and on a phone. */
export const PAGE_PICTURES: readonly PagePicture[] = [
  ...["now", "budget", "evidence", "graph", "release", "mesh", "lab", "audit"].map((name) => ({
    name,
    hash: `#/${name}`,
  })),
  { name: "ledger", hash: "#/ledger/5" },
  { name: "now-dark", hash: "#/now", options: { colorScheme: "dark" } },
  { name: "now-phone", hash: "#/now", options: PHONE },
];

/** Where the picture of that name is kept. */
export const keptPicture = (name: string): URL => new URL(`../../../docs/pictures/pages/${name}.png`, import.meta.url);

/** Looks at a page until two looks, a moment apart, are the same: plots come after the rest, and a second may turn. @returns PNG */
export async function takePicture(dashboard: OpenedDashboard, { hash, options }: PagePicture): Promise<Buffer> {
  const page = await dashboard.open(hash, { colorScheme: "light", ...options });
  await settled(page);
  const look = (): Promise<Buffer> => page.screenshot({ animations: "disabled" });
  let before = await look();
  for (let looks = 0; looks < 20; looks += 1) {
    await page.waitForTimeout(200);
    const now = await look();
    if (now.equals(before)) break;
    before = now;
  }
  await page.context().close();
  return before;
}
