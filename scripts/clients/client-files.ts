import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openApiDocument } from "../../packages/server/src/openapi/document.ts";
import { ROUTES } from "../../packages/server/src/routes/routes.ts";
import { apiOf, type Schema } from "./api.ts";
import { pythonOperations, pythonTypes } from "./python.ts";
import { signingVectors } from "./signing-vectors.ts";
import { operationsModule, typesModule } from "./typescript.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The description that `GET /v1/openapi.json` answers: no daemon is needed for it. */
export const apiDocument = (): object => openApiDocument(ROUTES);

/** What the clients have from the API's description and from what the ledger signs: texts by the places where they lie. */
export function clientFiles(): Readonly<Record<string, string>> {
  const api = apiOf(apiDocument());
  const command = JSON.parse(readFileSync(`${root}spec/schemas/command.schema.json`, "utf8")) as Schema;
  return {
    "packages/client/src/generated/types.ts": formatted("types.ts", typesModule(api, command)),
    "packages/client/src/generated/operations.ts": formatted("operations.ts", operationsModule(api)),
    "python/src/plimsoll/client/generated/types.py": pythonTypes(api, command),
    "python/src/plimsoll/client/generated/operations.py": pythonOperations(api),
    "spec/vectors/server/signing.json": `${JSON.stringify(signingVectors(), null, 2)}\n`,
  };
}

const formatted = (name: string, text: string): string =>
  execFileSync(
    process.execPath,
    [`${root}node_modules/oxfmt/bin/oxfmt`, `--stdin-filepath=packages/client/src/generated/${name}`],
    {
      cwd: root,
      input: text,
      encoding: "utf8",
      maxBuffer: 16 * 1_048_576,
    },
  );
