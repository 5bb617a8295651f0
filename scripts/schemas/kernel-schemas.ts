import { fileURLToPath } from "node:url";
import { digest } from "@plimsoll/foundation";
import { commandShape, policyShape } from "@plimsoll/kernel";
import { stampShape } from "../../packages/kernel/src/command/stamped-command.ts";
import { type JsonSchema, schemaOfType } from "./type-schema.ts";

const ENTRY_TYPES = fileURLToPath(new URL("../../packages/kernel/src/entry/entry.ts", import.meta.url));

/** The schemas of the kernel's data, by the names of their files in spec/schemas. */
export const kernelSchemas = (): Readonly<Record<string, JsonSchema>> => ({
  "command.schema.json": headed("command", "Command", COMMAND_DESCRIPTION, {
    ...commandShape.jsonSchema,
    oneOf: titled(commandShape.jsonSchema["oneOf"], "type"),
    $defs: { stamp: stampShape.jsonSchema, line: lineSchema(stampShape.jsonSchema as unknown as StampSchema) },
  }),
  "entry.schema.json": headed("entry", "Entry", ENTRY_DESCRIPTION, entrySchema()),
  "policy.schema.json": headed("policy", "Policy", POLICY_DESCRIPTION, policyShape.jsonSchema),
});

const COMMAND_DESCRIPTION =
  "Everything a caller may ask of the kernel. #/$defs/stamp is what the sequencer puts on a command; " +
  "#/$defs/line is one line of a file for plimsoll kernel replay.";
const ENTRY_DESCRIPTION = "One leaf of the ledger: what the kernel decided, and on whose word.";
const POLICY_DESCRIPTION =
  "The numbers that a site may choose, all whole: micro-CU, parts per million, milliseconds, FLOP in decimal digits.";

const headed = (name: string, title: string, description: string, schema: JsonSchema): JsonSchema => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: `urn:plimsoll:schema:${name}`,
  title,
  description,
  ...schema,
});

/** Entries exist as types alone; what has a parser takes its schema from there. */
function entrySchema(): JsonSchema {
  const parsed = { Digest: digest.jsonSchema, Policy: policyShape.jsonSchema };
  const { anyOf, $defs } = schemaOfType(ENTRY_TYPES, "Entry", parsed);
  return { oneOf: titled(anyOf, "kind"), $defs };
}

/** Each variant under the constant that tells it apart. */
const titled = (variants: unknown, tag: string): readonly JsonSchema[] =>
  (variants as readonly Variant[]).map((variant) => ({ title: variant.properties[tag]?.const, ...variant }));

interface Variant {
  readonly properties: Readonly<Record<string, { readonly const?: string }>>;
}

/** A command as a replay takes it: the digest is computed, and signers are plain key ids. */
function lineSchema({ properties: { id, at, signers } }: StampSchema): JsonSchema {
  return {
    type: "object",
    properties: { id, at, signers: { ...signers, items: signers.items.properties.keyId }, body: { $ref: "#" } },
    required: ["id", "at", "signers", "body"],
    additionalProperties: false,
  };
}

interface StampSchema {
  readonly properties: {
    readonly id: JsonSchema;
    readonly at: JsonSchema;
    readonly signers: { readonly items: { readonly properties: { readonly keyId: JsonSchema } } };
  };
}
