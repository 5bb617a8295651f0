import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { shippedPolicy } from "@plimsoll/kernel";
import { TestSite, weights } from "../../kernel/test/test-site.ts";
import { kernelSchemas } from "../../../scripts/schemas/kernel-schemas.ts";
import { Replay } from "../src/kernel-tools/replay.ts";

const DIRECTORY = new URL("../../../spec/schemas/", import.meta.url);
const schemas = kernelSchemas();
const ajv = new Ajv2020({ strict: true, allErrors: true });
for (const schema of Object.values(schemas)) ajv.addSchema(schema);

const faultsOf = (schema: string, value: unknown): unknown => {
  ajv.validate(`urn:plimsoll:schema:${schema}`, value);
  return ajv.errors ?? [];
};

const exampleLines = readFileSync(new URL("../../../examples/kernel/first-commands.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");

/** As JSON carries it: what is `undefined` or frozen in memory must not matter. */
const carried = (value: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(value)) as never;

function exampleEntries() {
  const replay = new Replay();
  const answers = exampleLines.flatMap((text, index) =>
    replay.submit({ number: index + 1, text: { ok: true, value: text } }),
  );
  return answers.flatMap((answer) => {
    const { type, ...entry } = carried(answer);
    return type === "entry" ? [entry] : [];
  });
}

/** A run that rises, falls and is killed, at the site of the kernel's own tests. */
function testedEntries() {
  const site = TestSite.inFull();
  site.do({ type: "tick", holders: ["lease-1"] });
  site.checkpoint(weights("w1"), "900");
  site.probe("set-3", weights("w1"), { uncontrolled: 20 });
  site.probe("set-4", weights("w1"), { uncontrolled: 500 });
  return site.entries.map(carried);
}

describe("K-93 schemas", () => {
  test("K-93 spec/schemas is what the code says: node --conditions=@plimsoll/source scripts/write/schemas.ts", () => {
    const files = readdirSync(DIRECTORY).filter((name) => name.endsWith(".json"));
    expect(files.toSorted()).toEqual(Object.keys(schemas).toSorted());
    for (const [file, schema] of Object.entries(schemas)) {
      const kept: unknown = JSON.parse(readFileSync(new URL(file, DIRECTORY), "utf8"));
      expect(JSON.stringify(kept), file).toBe(JSON.stringify(schema));
    }
  });

  test.each(Object.entries(schemas))("K-93 %s names its edition, itself and what it is for", (_, schema) => {
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: expect.stringMatching(/^urn:plimsoll:schema:/),
      title: expect.any(String),
      description: expect.any(String),
    });
  });

  test("K-93 every entry of the example and of the kernel's own stories is of the schema", () => {
    const entries = [...exampleEntries(), ...testedEntries()];
    for (const entry of entries) expect(faultsOf("entry", entry), JSON.stringify(entry)).toEqual([]);
    expect(new Set(entries.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(17);
  });

  test("K-93 entries are closed and whole: a field more, a field less, a fraction and an unknown kind are faults", () => {
    for (const entry of exampleEntries()) {
      const { at, ...rest } = entry;
      for (const odd of [{ ...entry, mood: "good" }, rest, { ...rest, at: 0.5 }, { ...entry, kind: "site.closed" }])
        expect(faultsOf("entry", odd), `${String(entry["kind"])} ${String(at)}`).not.toEqual([]);
    }
  });

  test("K-93 every object of the entry schema is closed", () => {
    const open: string[] = [];
    walk(schemas["entry.schema.json"], (part, path) => {
      if (part["type"] === "object" && part["additionalProperties"] !== false) open.push(path);
    });
    expect(open).toEqual([]);
  });

  test("K-93 every line of the example is one of the command schema, and a field more is a fault", () => {
    for (const text of exampleLines) {
      const line = JSON.parse(text) as { readonly body: object };
      expect(faultsOf("command#/$defs/line", line), text).toEqual([]);
      expect(faultsOf("command#/$defs/line", { ...line, body: { ...line.body, mood: "good" } })).not.toEqual([]);
    }
  });

  test("K-93 the stamp of a command", () => {
    const stamp = { id: "c", digest: weights("c"), at: 1, signers: [{ keyId: "aaaaaaaaaaaaaaaa" }] };
    expect(faultsOf("command#/$defs/stamp", stamp)).toEqual([]);
    expect(faultsOf("command#/$defs/stamp", { ...stamp, signers: [{ keyId: "A" }] })).not.toEqual([]);
  });

  test("K-93 the shipped policy is of the policy schema, and one out of range is not", () => {
    expect(faultsOf("policy", shippedPolicy)).toEqual([]);
    expect(faultsOf("policy", { ...shippedPolicy, leaseTtlMs: 0 })).not.toEqual([]);
  });
});

function walk(value: unknown, visit: (part: Record<string, unknown>, path: string) => void, path = ""): void {
  if (typeof value !== "object" || value === null) return;
  visit(value as Record<string, unknown>, path);
  for (const [name, inner] of Object.entries(value)) walk(inner, visit, `${path}/${name}`);
}
