import { expect, test } from "vitest";
import { hashOf, PAGES, routeOf } from "./route.ts";
import { wishOf } from "./shortcuts.ts";

const press = (key: string, more = {}) =>
  wishOf({ key, isModified: false, isTyping: false, isAfterLeader: false, ...more });

test("SVR-84 every page has an address, and a name in it comes back as it was", () => {
  for (const { page } of PAGES) expect(routeOf(hashOf(page))).toEqual({ page, rest: [] });
  const name = "a/b %2F #ü ?";
  expect(routeOf(hashOf("evidence", "runs", name))).toEqual({ page: "evidence", rest: ["runs", name] });
  for (const hash of ["", "#", "#/", "#/nowhere", "#content", "#/%E0%A4%A"]) expect(routeOf(hash).page).toBe("now");
});

test("SVR-84 numbers, and g with a letter, go to every page", () => {
  for (const [place, { page, key }] of PAGES.entries()) {
    expect(press(`${place + 1}`)).toEqual({ wish: "go", page });
    expect(press(key, { isAfterLeader: true })).toEqual({ wish: "go", page });
  }
  expect(new Set(PAGES.map(({ key }) => key)).size).toBe(PAGES.length);
});

test("SVR-84 no key is taken from a field or from the browser", () => {
  for (const key of ["1", "/", "?", "g", "d"]) {
    expect(press(key)).not.toBeNull();
    expect(press(key, { isTyping: true })).toBeNull();
    expect(press(key, { isModified: true })).toBeNull();
  }
  for (const key of ["0", "x", "Enter", " ", "Tab", "10"]) expect(press(key)).toBeNull();
});
