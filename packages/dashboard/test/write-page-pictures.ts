// Writes the pictures in docs/pictures/pages, with which pictures.test.ts compares the page.
// Run after a change of a page that is meant: node --conditions=@plimsoll/source packages/dashboard/test/write-page-pictures.ts [NAME...]
import { mkdirSync, writeFileSync } from "node:fs";
import { openDashboard } from "./opened-dashboard.ts";
import { keptPicture, PAGE_PICTURES, takePicture } from "./page-pictures.ts";

await using dashboard = await openDashboard();
mkdirSync(new URL(".", keptPicture("now")), { recursive: true });
const wanted = process.argv.slice(2);
for (const picture of PAGE_PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  writeFileSync(keptPicture(picture.name), await takePicture(dashboard, picture));
  process.stderr.write(`${picture.name}\n`);
}
