import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { inventory } from "../inventory/inventory.ts";
import { publishedPackages, ROOT } from "../workspace.ts";
import { billOfMaterials } from "./bill-of-materials.ts";

interface Bom {
  readonly specVersion: string;
  readonly components: readonly {
    readonly purl: string;
    readonly hashes?: readonly unknown[];
    readonly "bom-ref": string;
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

const text = billOfMaterials();
const bom = JSON.parse(text) as Bom;

/** The official schema of CycloneDX 1.6, which its library carries. */
function officialValidator() {
  const schemas = join(ROOT, "node_modules/@cyclonedx/cyclonedx-library/res/schema");
  const schema = (name: string): object =>
    JSON.parse(readFileSync(join(schemas, `${name}.SNAPSHOT.schema.json`), "utf8")) as object;
  const ajv = new Ajv({ strict: false, allErrors: true });
  for (const format of ["date-time", "iri-reference", "idn-email", "email", "uri", "uri-reference"])
    ajv.addFormat(format, true);
  for (const name of ["spdx", "jsf-0.82"])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  return ajv.compile(schema("bom-1.6"));
}

test("SC-8 the bill of materials is valid CycloneDX 1.6, and the rig sees what is not", () => {
  const isValid = officialValidator();
  expect(isValid(bom) ? [] : isValid.errors).toEqual([]);
  expect(bom.specVersion).toBe("1.6");
  expect(isValid({ ...bom, components: [{ type: "library" }] })).toBe(false);
  expect(isValid({ ...bom, components: [...bom.components, bom.components[0]] })).toBe(false);
});

test("SC-8 it is current (npm run sbom), and the same bytes each time", () => {
  expect(billOfMaterials()).toBe(text);
  expect(readFileSync(join(ROOT, "docs/reference/sbom.cdx.json"), "utf8")).toBe(text);
  expect(text).not.toMatch(/timestamp|serialNumber/);
});

test("SC-8 it names all that is shipped, with a digest for each tarball of others", () => {
  const shipped = inventory().filter(({ use }) => use === "shipped");
  const named = new Set(bom.components.map(({ purl }) => purl));
  const purls = [
    ...shipped.map(({ name, version }) => `pkg:npm/${name.replace("@", "%40")}@${version}`),
    ...publishedPackages().map(({ manifest }) => `pkg:npm/${manifest.name.replace("@", "%40")}@${manifest.version}`),
  ];
  expect([...named].sort()).toEqual(purls.toSorted());
  const others = bom.components.filter(({ "bom-ref": ref }) => ref.includes("node_modules/"));
  expect(others.filter(({ hashes = [] }) => hashes.length !== 1)).toEqual([]);
});

test("SC-8 who needs whom: every reference is a component, and everything hangs on the product", () => {
  const refs = new Set([...bom.components.map((each) => each["bom-ref"]), "plimsoll-workspace@0.1.0"]);
  const needs = new Map(bom.dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
  expect([...needs].flat(2).filter((ref) => !refs.has(ref))).toEqual([]);
  const reached = new Set<string>();
  const open = ["plimsoll-workspace@0.1.0"];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (reached.has(ref)) continue;
    reached.add(ref);
    open.push(...(needs.get(ref) ?? []));
  }
  expect([...refs].filter((ref) => !reached.has(ref))).toEqual([]);
});
