import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { Ajv } from "ajv";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decidedCase } from "../../src/report/pack-documents.ts";
import { mlBom } from "../../src/report/ml-bom.ts";
import { FIXTURES, type Told, told } from "./fixtures.ts";
import { materialOf, singleLog } from "./rig.ts";

const SCHEMAS = new URL("../../../../node_modules/@cyclonedx/cyclonedx-library/res/schema/", import.meta.url);

const schemaOf = (name: string): object =>
  JSON.parse(readFileSync(new URL(`${name}.SNAPSHOT.schema.json`, SCHEMAS), "utf8")) as object;

/** The official schema; of its formats those that stand in our documents are checked here. */
function officialValidator() {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addFormat(
    "date-time",
    (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text)),
  );
  for (const format of ["iri-reference", "idn-email", "email", "uri", "uri-reference"]) ajv.addFormat(format, true);
  for (const name of ["spdx", "jsf-0.82"])
    ajv.addSchema(schemaOf(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  return ajv.compile(schemaOf("bom-1.6"));
}

const bomOf = (of: Told): CanonicalValue => mlBom(decidedCase(materialOf(singleLog(of), of.evaluation)));
const isValid = officialValidator();

test.each(FIXTURES)("RS-315 the ML-BOM is valid by the official schema of CycloneDX 1.6: %s", (_name, of) => {
  expect(isValid(bomOf(of)) ? [] : isValid.errors).toEqual([]);
});

test("RS-315 the rig sees what is not valid", () => {
  const bom = bomOf(told()) as { readonly [key: string]: CanonicalValue };
  expect(isValid({ ...bom, serialNumber: "urn:uuid:1" })).toBe(false);
  expect(isValid({ ...bom, metadata: { timestamp: "yesterday" } })).toBe(false);
  expect(isValid({ ...bom, confidence: 1 })).toBe(false);
});

test("RS-315 serial number and time are the decision's: the same decision the same bytes, another one another number", () => {
  const [one, again, other] = [told(), told(), told({ atMs: told().atMs + 1 })].map(
    (of) => bomOf(of) as { readonly serialNumber: string; readonly metadata: { readonly timestamp: string } },
  );
  expect(canonicalJson(one as unknown as CanonicalValue)).toBe(canonicalJson(again as unknown as CanonicalValue));
  expect(one?.serialNumber).not.toBe(other?.serialNumber);
  expect(one?.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(one?.metadata.timestamp).toBe("2026-11-22T12:00:00.000Z");
});

test("RS-315 it has the subject's hashes, the recounted figures, the risks and each source by digest", () => {
  const text = canonicalJson(bomOf(told()));
  for (const words of [
    "machine-learning-model",
    '"alg":"SHA-256"',
    "share of successes, n = 400",
    '"value":"0.0325"',
    "r-1: Finds weak passwords",
    '"bom-ref":"source:source-2"',
  ])
    expect(text).toContain(words);
});
