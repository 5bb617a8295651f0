import { expect, test } from "vitest";
import { personName } from "./person-name.ts";

test("RS-464 a name is one line with something in it, and not a long one", () => {
  for (const name of ["Ada Lin", "operator", "Zoë of the night shift", "x".repeat(200)])
    expect(personName(name)).toBe(name);
  for (const name of ["", " ", "two\nlines", "x".repeat(201)])
    expect(() => personName(name)).toThrow("expected a name");
});
