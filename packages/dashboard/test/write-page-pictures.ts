// Writes the pictures in docs/pictures/pages, with which pictures.test.ts compares the page.
// Run after a change of the page that is meant: node --conditions=@plimsoll/source packages/dashboard/test/write-page-pictures.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { openDashboard } from "./opened-dashboard.ts";
import { keptPicture, PAGE_PICTURES, takePicture } from "./page-pictures.ts";

await using dashboard = await openDashboard();
mkdirSync(new URL(".", keptPicture("now")), { recursive: true });
for (const picture of PAGE_PICTURES) {
  writeFileSync(keptPicture(picture.name), await takePicture(dashboard, picture));
  process.stderr.write(`${picture.name}\n`);
}
