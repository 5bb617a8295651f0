import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parameterVectors, profilesFile } from "./cluster-files.ts";

const root = new URL("../../../../", import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, root), "utf8"));

test("SIM-280 the profiles of the Python package are those of TypeScript", () => {
  expect(read("python/src/plimsoll/simulation/profiles.json")).toEqual(profilesFile());
});

test("SIM-284 the vectors of parameter blocks are what TypeScript writes", () => {
  expect(read("spec/vectors/simulation/parameters.json")).toEqual(parameterVectors());
});
