import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenedDashboard, openDashboard } from "./opened-dashboard.ts";
import { keptPicture, PAGE_PICTURES, takePicture } from "./page-pictures.ts";

/** Of all points. A digit that moved on is less, a moved column, a lost plot or another colour is more. */
const SHARE_MAX = 0.001;

let dashboard: OpenedDashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
}, 60_000);
afterAll(() => dashboard[Symbol.asyncDispose]());

/** The share of points in which two pictures differ, anti-aliasing aside; all of them where the sizes do. */
function difference(one: Buffer, other: Buffer): { readonly share: number; readonly shown: Buffer } {
  const [first, second] = [PNG.sync.read(one), PNG.sync.read(other)];
  const { width, height } = first;
  if (second.width !== width || second.height !== height) return { share: 1, shown: other };
  const shown = new PNG({ width, height });
  const points = pixelmatch(first.data, second.data, shown.data, width, height, { threshold: 0.2 });
  return { share: points / (width * height), shown: PNG.sync.write(shown) };
}

/** Leaves both pictures for whoever has to look. */
function kept(name: string, taken: Buffer, shown: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-picture-"));
  writeFileSync(join(folder, `${name}-now.png`), taken);
  writeFileSync(join(folder, `${name}-difference.png`), shown);
  return folder;
}

test.each(PAGE_PICTURES)("SVR-97 the page $name looks as its picture in the docs", async (picture) => {
  const taken = await takePicture(dashboard, picture);
  const { share, shown } = difference(readFileSync(keptPicture(picture.name)), taken);
  if (share > SHARE_MAX)
    throw new Error(
      `${picture.name} differs in ${(share * 100).toFixed(2)} % of its points: look into ${kept(picture.name, taken, shown)}; if it is meant, run node --conditions=@plimsoll/source packages/dashboard/test/write-page-pictures.ts`,
    );
});

test("SVR-97 the comparison is not blind: a page without its runs is told from its picture", async () => {
  const [picture] = PAGE_PICTURES;
  if (picture === undefined) throw new Error("no picture");
  dashboard.server.instead.set("/v1/now", { status: 503, body: { code: "LEDGER_IO_FAILED", title: "x", status: 503 } });
  const taken = await takePicture(dashboard, picture);
  dashboard.server.instead.clear();
  expect(difference(readFileSync(keptPicture(picture.name)), taken).share).toBeGreaterThan(SHARE_MAX * 2);
});
