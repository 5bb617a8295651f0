import { expect, test } from "vitest";
import { collectedMember, survivorsOf } from "./mesh-options.ts";

test("ME-413 survivors are a number or a share of the nodes, rounded up, and at least one", () => {
  const cases = [
    ["1%", 30, 1],
    ["1%", 101, 2],
    ["50%", 3, 2],
    ["100%", 7, 7],
    ["4", 7, 4],
  ] as const;
  for (const [text, nodes, count] of cases) expect(survivorsOf(text, nodes), text).toBe(count);
});

test("ME-413 no survivors, more than there are nodes, and what is no number are refused", () => {
  for (const text of ["0", "8", "101%", "-1", "1.5", "many", "", "%"]) {
    expect(() => survivorsOf(text, 7), text).toThrow(expect.objectContaining({ code: "MESH_OPTIONS" }));
  }
});

test("ME-412 a member is a name and a key of 64 digits; a name may contain what a key is set apart by", () => {
  const key = "0a".repeat(32);
  expect(collectedMember(`a=b=${key}`, [])).toEqual([{ name: "a=b", key }]);
  for (const text of [key, `=${key}`, `a=${key.slice(2)}`, `a=${key.toUpperCase()}`]) {
    expect(() => collectedMember(text, []), text).toThrow();
  }
});
