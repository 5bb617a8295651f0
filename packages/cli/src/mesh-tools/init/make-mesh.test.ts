import { expect, test } from "vitest";
import { checkSurvivors, genesisOf } from "./make-mesh.ts";

const plan = { name: "m", survivors: 1, spendWitnesses: 0, dimensions: 8 };
const members = ["a", "b", "c"].map((name, place) => ({ name, key: `${place}`.repeat(64) }));

test("ME-412 the first member may issue rights, and all are members", () => {
  expect(genesisOf(plan, members)).toEqual({ ...plan, members, issuers: ["0".repeat(64)] });
});

test("ME-412 a mesh that could never certify or spend is refused", () => {
  const refused = expect.objectContaining({ code: "MESH_OPTIONS" });
  expect(() => genesisOf(plan, [])).toThrow(refused);
  expect(() => genesisOf(plan, [...members, ...members.slice(0, 1)])).toThrow(refused);
  expect(() => genesisOf({ ...plan, name: "m".repeat(201) }, members)).toThrow(refused);
  expect(() => genesisOf({ ...plan, spendWitnesses: 3 }, members)).toThrow(refused);
  expect(genesisOf({ ...plan, survivors: 2, spendWitnesses: 2 }, members).survivors).toBe(2);
});

test("ME-520 no more survivors than every node's own check of the genesis allows: 2 · s is at most n + 1", () => {
  const refused = expect.objectContaining({ code: "MESH_OPTIONS", message: expect.stringContaining("at most 2 ") });
  expect(() => genesisOf({ ...plan, survivors: 3 }, members)).toThrow(refused);
  for (const [nodes, most] of [
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [7, 4],
  ] as const) {
    expect(() => checkSurvivors(most, nodes)).not.toThrow();
    expect(() => checkSurvivors(most + 1, nodes)).toThrow(expect.objectContaining({ code: "MESH_OPTIONS" }));
  }
});
