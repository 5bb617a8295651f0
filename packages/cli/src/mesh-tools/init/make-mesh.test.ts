import { expect, test } from "vitest";
import { genesisOf } from "./make-mesh.ts";

const plan = { name: "m", survivors: 1, spendWitnesses: 0, dimensions: 8 };
const members = ["a", "b", "c"].map((name, place) => ({ name, key: `${place}`.repeat(64) }));

test("ME-412 the first member may issue rights, and all are members", () => {
  expect(genesisOf(plan, members)).toEqual({ ...plan, members, issuers: ["0".repeat(64)] });
});

test("ME-412 a mesh that could never certify or spend is refused", () => {
  const refused = expect.objectContaining({ code: "MESH_OPTIONS" });
  expect(() => genesisOf(plan, [])).toThrow(refused);
  expect(() => genesisOf(plan, [...members, ...members.slice(0, 1)])).toThrow(refused);
  expect(() => genesisOf({ ...plan, survivors: 4 }, members)).toThrow(refused);
  expect(() => genesisOf({ ...plan, spendWitnesses: 3 }, members)).toThrow(refused);
  expect(genesisOf({ ...plan, survivors: 3, spendWitnesses: 2 }, members).survivors).toBe(3);
});
