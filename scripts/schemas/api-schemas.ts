import { fileURLToPath } from "node:url";
import { digest } from "@plimsoll/foundation";
import { policyShape } from "@plimsoll/kernel";
import { type JsonSchema, schemaOfType } from "./type-schema.ts";

const ANSWER_TYPES = fileURLToPath(new URL("../../packages/server/src/http/answers.ts", import.meta.url));

/** The schemas of the API's answers by their names, and of the types that they refer to. */
export function apiSchemas(): Readonly<Record<string, JsonSchema>> {
  const known = { Digest: digest.jsonSchema, Policy: policyShape.jsonSchema };
  const { properties, $defs } = schemaOfType(ANSWER_TYPES, "Answers", known);
  const named = properties as Readonly<Record<string, JsonSchema>>;
  const schemas = { ...($defs as Readonly<Record<string, JsonSchema>>), ...answersBesideDefinitions(named) };
  return JSON.parse(JSON.stringify(schemas).replaceAll("#/$defs/", "#/components/schemas/")) as typeof schemas;
}

/** An answer whose type has the name of a definition refers to it, under the name of the answer. */
const answersBesideDefinitions = (named: Readonly<Record<string, JsonSchema>>): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(Object.entries(named).filter(([name, { $ref }]) => $ref !== `#/$defs/${name}`));

/** The module that the server reads them from. */
export const apiSchemasText = (): string =>
  [
    "// Written by scripts/write/api-schemas.ts from the types in src/http/answers.ts; not edited by hand.",
    'import type { JsonSchema } from "./json-schema.ts";',
    "",
    `export const ANSWER_SCHEMAS: Readonly<Record<string, JsonSchema>> = ${JSON.stringify(apiSchemas(), null, 2)};`,
    "",
  ].join("\n");
