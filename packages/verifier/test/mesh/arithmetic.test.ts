import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { cosineTable } from "../../src/mesh/cosine.ts";
import { merkleRoot, rootByPath } from "../../src/mesh/merkle.ts";
import { pathOf } from "./maker.ts";

test("ME-32 the cosines are those of the platform, to the nearest whole number", () => {
  const table = cosineTable();
  const wrong = table.findIndex(
    (value, k) => Math.abs(value - 32_767 * Math.cos((2 * Math.PI * k) / 65_536)) > 0.5 + 1e-9,
  );
  expect([table.length, wrong]).toEqual([65_536, -1]);
});

test("ME-32 the cosines are the pinned ones", () => {
  const bytes = Buffer.alloc(2 * 65_536);
  cosineTable().forEach((value, k) => bytes.writeInt16BE(value, 2 * k));
  expect(hash("sha256", bytes)).toBe("6ef063ef4e94fc0e874b501f2e75ab11eee7b65515b2ef511473ecbc4c513004");
});

const entries = (size: number): Buffer[] =>
  Array.from({ length: size }, (_, at) => hash("sha256", `${size} ${at}`, "buffer"));

/** RFC 6962 §2.1, by its recursion. */
function rootOf(entries: readonly Buffer[]): Buffer {
  if (entries.length <= 1) return hash("sha256", Buffer.concat([Buffer.of(0), ...entries]), "buffer");
  const split = 2 ** Math.ceil(Math.log2(entries.length) - 1);
  const halves = [rootOf(entries.slice(0, split)), rootOf(entries.slice(split))];
  return hash("sha256", Buffer.concat([Buffer.of(1), ...halves]), "buffer");
}

test("ME-365 the root of every batch is that of RFC 6962, and every path leads to it", () => {
  for (let size = 1; size <= 64; size += 1) {
    const ids = entries(size);
    const root = rootOf(ids);
    expect(merkleRoot(ids)).toEqual(root);
    ids.forEach((id, at) => expect(rootByPath(id, at, size, pathOf(ids, at))).toEqual(root));
  }
});

test("ME-365 the root of nothing is the SHA-256 of nothing", () => {
  expect(merkleRoot([]).toString("hex")).toBe(hash("sha256", ""));
});

test("ME-365 no other place, size, length or node of a path leads there", () => {
  for (const size of [2, 3, 5, 8, 13, 64]) {
    const ids = entries(size);
    const root = merkleRoot(ids);
    ids.forEach((id, at) => {
      const path = pathOf(ids, at);
      const leadsThere = (at: number, size: number, path: Buffer[]) =>
        rootByPath(id, at, size, path)?.equals(root) === true;
      const places = ids.map((_, place) => place).filter((place) => leadsThere(place, size, path));
      expect(places).toEqual([at]);
      expect(leadsThere(at, size, path.slice(1))).toBe(false);
      expect(leadsThere(at, size, [...path, root])).toBe(false);
      expect(leadsThere(at + size, size, path)).toBe(false);
      path.forEach((_, node) => expect(leadsThere(at, size, path.with(node, root))).toBe(false));
    });
  }
});
