import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { list, nullable, object, union } from "./composites.ts";
import { decimal, digest, identifier, integer, oneOf } from "./scalars.ts";

const pet = union("kind", { cat: { name: identifier, lives: integer(0, 9) }, fish: { depth: nullable(integer()) } });

describe("shapes", () => {
  test("F-9 a value of the shape comes back equal and as a copy", () => {
    const cat = { kind: "cat", name: "tom", lives: 9 };
    const parsed = pet.parse(cat);
    expect(parsed).toEqual({ ok: true, value: cat });
    expect(parsed.ok && parsed.value).not.toBe(cat);
  });

  test.each([
    [{ kind: "cat", name: "tom", lives: 10 }, "/lives"],
    [{ kind: "cat", name: "tom", lives: 1.5 }, "/lives"],
    [{ kind: "cat", name: "tom" }, "/lives"],
    [{ kind: "cat", name: "", lives: 1 }, "/name"],
    [{ kind: "cat", name: "a".repeat(129), lives: 1 }, "/name"],
    [{ kind: "cat", name: "tom", lives: 1, tail: true }, "/tail"],
    [{ kind: "dog" }, ""],
    [[], ""],
    [null, ""],
  ])("F-9 refuses %o at %s", (value, path) => {
    const parsed = pet.parse(value);
    expect(parsed).toMatchObject({ ok: false, error: { path } });
  });

  test("F-9 inherited fields are no fields", () => {
    expect(object({ name: identifier }).parse(Object.create({ name: "tom" }))).toMatchObject({ ok: false });
  });

  test("F-9 lists, decimals and digests have limits", () => {
    expect(list(integer(), 2).parse([1, 2, 3]).ok).toBe(false);
    expect(decimal.parse("007").ok).toBe(false);
    expect(decimal.parse("1".repeat(40)).ok).toBe(false);
    expect(digest.parse(`sha256:${"a".repeat(63)}`).ok).toBe(false);
    expect(oneOf(1, 2).parse("1").ok).toBe(false);
  });

  test("F-9 no value makes a shape throw", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(typeof pet.parse(value).ok).toBe("boolean");
      }),
    );
  });
});
