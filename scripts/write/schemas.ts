// Writes spec/schemas from the kernel's shapes and types: node --conditions=@plimsoll/source scripts/write/schemas.ts
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { kernelSchemas } from "../schemas/kernel-schemas.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const directory = join(root, "spec", "schemas");

mkdirSync(directory, { recursive: true });
for (const [file, schema] of Object.entries(kernelSchemas())) {
  writeFileSync(join(directory, file), `${JSON.stringify(schema, null, 2)}\n`);
}
execFileSync(process.execPath, [join(root, "node_modules/oxfmt/bin/oxfmt"), directory], { stdio: "inherit" });
