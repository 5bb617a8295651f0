// Writes spec/schemas/statements from spec/schemas/entry.schema.json: node --conditions=@plimsoll/source scripts/write/statement-schemas.ts
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { statementSchemas } from "../schemas/statement-schemas.ts";
import type { JsonSchema } from "../schemas/type-schema.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const schemas = join(root, "spec", "schemas");
const entrySchema = JSON.parse(readFileSync(join(schemas, "entry.schema.json"), "utf8")) as JsonSchema;

mkdirSync(join(schemas, "statements"), { recursive: true });
for (const [file, schema] of Object.entries(statementSchemas(entrySchema))) {
  writeFileSync(join(schemas, "statements", file), `${JSON.stringify(schema, null, 2)}\n`);
}
execFileSync(process.execPath, [join(root, "node_modules/oxfmt/bin/oxfmt"), join(schemas, "statements")], {
  stdio: "inherit",
});
