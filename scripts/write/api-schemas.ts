// Writes the schemas of the API's answers from their TypeScript types: node --conditions=@plimsoll/source scripts/write/api-schemas.ts
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiSchemasText } from "../schemas/api-schemas.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const file = join(root, "packages/server/src/openapi/answer-schemas.ts");

writeFileSync(file, apiSchemasText());
execFileSync(process.execPath, [join(root, "node_modules/oxfmt/bin/oxfmt"), file], { stdio: "inherit" });
