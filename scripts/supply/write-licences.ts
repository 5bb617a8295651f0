// Writes docs/reference/licences.md. Run: npm run licences
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inventory } from "./inventory/inventory.ts";
import { licencesPage } from "./inventory/licences-page.ts";
import { ROOT } from "./workspace.ts";

writeFileSync(join(ROOT, "docs/reference/licences.md"), licencesPage(inventory()));
