import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Desk } from "./desk.ts";

const SLOW = { timeout: 60_000 };

/** An example with one file changed. */
async function changed(desk: Desk, example: string, file: string, edit: (text: string) => string): Promise<string> {
  const folder = desk.path("case");
  await desk.release("init", folder, "--example", example);
  const path = desk.path("case", file);
  writeFileSync(path, edit(readFileSync(path, "utf8")));
  return folder;
}

test(
  "RS-519 a screening claim of another kind is told by its kind, before the answer and under Level",
  SLOW,
  async () => {
    using desk = new Desk();
    const folder = await changed(desk, "g1", "claims.json", (text) =>
      text.replace('"kind": "compute"', '"kind": "capability"'),
    );
    const { text, code } = await desk.text("evaluate", folder);
    expect(code).toBe(3);
    const [before = "", after = ""] = text.split("level ASL-5");
    expect(before).toContain("screeningClaim `screening` does not screen this subject");
    expect(before).toContain("it is of kind capability; it must be compute");
    expect(after).toMatch(
      /Level: \S+ is not ruled out; screeningClaim screening: it is of kind capability; it must be/,
    );
    expect((await desk.release("evaluate", folder)).summary["screeningFaults"]).toEqual([
      "it is of kind capability; it must be compute",
    ]);
  },
);
