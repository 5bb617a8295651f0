import {
  PREDICATE_NAMES,
  type PredicateName,
  predicateTypeOf,
} from "../../packages/ledger/src/statement/predicate-type.ts";
import { STATEMENT_KINDS } from "../../packages/ledger/src/statement/entry-kinds.ts";
import type { JsonSchema } from "./type-schema.ts";

interface Variant extends JsonSchema {
  readonly title: string;
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

interface EntrySchema {
  readonly oneOf: readonly Variant[];
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

/**
 * The schemas of our in-toto statements, by the names of their files in spec/schemas/statements: one for each predicate,
 * made from the schema of the entries. What there is closed is open here, because consumers of in-toto MUST ignore fields
 * that they do not know ("Parsing rules").
 */
export const statementSchemas = (entrySchema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(
    PREDICATE_NAMES.map((name) => [
      `${name}.schema.json`,
      statementSchema(name, entrySchema as unknown as EntrySchema),
    ]),
  );

function statementSchema(name: PredicateName, { oneOf, $defs }: EntrySchema): JsonSchema {
  const variants = oneOf.flatMap((variant) => predicateVariants(name, variant));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `urn:plimsoll:schema:statement:${name}:v0.1`,
    title: predicateTypeOf(name),
    description: `An in-toto Statement v1 whose predicate is an entry of the ledger, ${name} v0.1.`,
    type: "object",
    properties: {
      _type: { const: "https://in-toto.io/Statement/v1" },
      subject: { type: "array", items: { $ref: "#/$defs/Subject" }, minItems: 1 },
      predicateType: { const: predicateTypeOf(name) },
      predicate: { oneOf: variants },
    },
    required: ["_type", "subject", "predicateType", "predicate"],
    $defs: { ...opened(definitionsOf(variants, $defs)), Ledger: LEDGER, Subject: SUBJECT },
  };
}

const SHA256: JsonSchema = { type: "string", pattern: "^[0-9a-f]{64}$" };

const SUBJECT: JsonSchema = {
  type: "object",
  properties: {
    name: { type: "string", minLength: 1 },
    digest: { type: "object", properties: { sha256: SHA256 }, required: ["sha256"] },
  },
  required: ["name", "digest"],
};

const LEDGER: JsonSchema = {
  type: "object",
  properties: {
    origin: { type: "string", minLength: 1, description: "The name of the log, as its checkpoints have it." },
    index: { type: "integer", minimum: 0, description: "Of the entry." },
    sha256: { ...SHA256, description: "Of the entry's own text: the canonical JSON of this predicate without ledger." },
  },
  required: ["origin", "index", "sha256"],
};

/** What an entry of this kind looks like as this predicate: not at all, as it is, or only with or without a debit receipt. */
function predicateVariants(name: PredicateName, variant: Variant): readonly JsonSchema[] {
  const predicate = STATEMENT_KINDS[variant.title]?.predicate;
  if (predicate === undefined) return [];
  const mayBeDebit = JSON.stringify(variant.properties["output"] ?? null).includes("debit-receipt");
  if (!mayBeDebit || predicate === "cu-debit") return predicate === name ? [predicateSchema(variant)] : [];
  if (name === "cu-debit") return [predicateSchema(variant, { const: "debit-receipt" })];
  return name === predicate ? [predicateSchema(variant, { type: "null" })] : [];
}

function predicateSchema(variant: Variant, output?: JsonSchema): JsonSchema {
  return opened({
    ...variant,
    properties: { ...variant.properties, ...(output && { output }), ledger: { $ref: "#/$defs/Ledger" } },
    required: [...variant.required, "ledger"],
  });
}

/** Only what is referred to, from wherever. */
function definitionsOf(schemas: unknown, all: EntrySchema["$defs"]): EntrySchema["$defs"] {
  const found = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/\$defs\/([^"]+)"/g)) {
      if (found.has(name) || all[name] === undefined) continue;
      found.add(name);
      visit(all[name]);
    }
  };
  visit(schemas);
  return Object.fromEntries(Object.entries(all).filter(([name]) => found.has(name)));
}

/** The same schema without `additionalProperties: false`, at every depth. */
function opened<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(opened) as T;
  if (typeof schema !== "object" || schema === null) return schema;
  const kept = Object.entries(schema).filter(([name, value]) => !(name === "additionalProperties" && value === false));
  return Object.fromEntries(kept.map(([name, value]) => [name, opened(value)])) as T;
}
