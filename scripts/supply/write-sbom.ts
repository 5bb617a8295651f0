// Writes docs/reference/sbom.cdx.json. Run: npm run sbom
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { billOfMaterials } from "./sbom/bill-of-materials.ts";
import { ROOT } from "./workspace.ts";

writeFileSync(join(ROOT, "docs/reference/sbom.cdx.json"), billOfMaterials());
