import { integer, list } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { byName, known, open, text } from "./open-shape.ts";
import { problemOf, unreachable } from "./problem.ts";

const shape = open({ name: text, level: known(integer(0, 10)), more: byName(integer()), items: list(text, 2) });
const good = { name: "a", level: 3, more: { x: 1 }, items: ["b"], newer: true };

test("SVR-22 SVR-73 what is missing or of another form is not known, and never 0", () => {
  expect(shape.parse(good)).toEqual({ ok: true, value: { name: "a", level: 3, more: { x: 1 }, items: ["b"] } });
  for (const level of [undefined, null, "3", 11, -1, 1.5, {}])
    expect(shape.parse({ ...good, level })).toMatchObject({ ok: true, value: { level: null } });
});

test("SVR-73 an answer that lacks what makes it one is refused with its place", () => {
  expect(shape.parse({ ...good, name: 4 })).toMatchObject({ ok: false, error: { path: "/name" } });
  expect(shape.parse({ ...good, more: { x: "1" } })).toMatchObject({ ok: false, error: { path: "/more/x" } });
  expect(shape.parse({ ...good, items: ["a", "b", "c"] }).ok).toBe(false);
  for (const other of [null, [], "text", 4]) expect(shape.parse(other).ok).toBe(false);
  expect(text.parse("x".repeat(4_097)).ok).toBe(false);
});

test("SVR-37 SVR-74 a problem keeps its code and fix; anything else becomes one that says so", () => {
  const told = {
    code: "KEY_REVOKED",
    title: "Forbidden",
    status: 403,
    expected: "e",
    received: "r",
    fix: "f",
    retryable: false,
  };
  expect(problemOf(403, told)).toEqual(told);
  expect(problemOf(502, "<html>")).toMatchObject({ status: 502, code: "HTTP_502", fix: null });
  expect(unreachable(new TypeError("refused"))).toMatchObject({ status: null, code: "NO_ANSWER", received: "refused" });
});
