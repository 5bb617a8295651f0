// Writes spec/schemas/release from the shapes of a dossier: node --conditions=@plimsoll/source scripts/write/release-schemas.ts
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dossierSchemas } from "@plimsoll/release/node";

const root = fileURLToPath(new URL("../..", import.meta.url));
const directory = join(root, "spec", "schemas", "release");

mkdirSync(directory, { recursive: true });
for (const [file, schema] of Object.entries(dossierSchemas())) {
  writeFileSync(join(directory, file), `${JSON.stringify(schema, null, 2)}\n`);
}
execFileSync(process.execPath, [join(root, "node_modules/oxfmt/bin/oxfmt"), directory], { stdio: "inherit" });
