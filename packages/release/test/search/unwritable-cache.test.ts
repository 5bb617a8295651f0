import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSealed, writeSealed } from "../../src/node/search/sealed-file.ts";

test("RS-463 a cache that cannot be written is none, and stops nothing", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-cache-"));
  try {
    const key = new Uint8Array(32).fill(1);
    const [whole, beneath] = [join(folder, "values"), join(folder, "file", "values")];
    writeFileSync(join(folder, "file"), "no folder");
    for (const path of [whole, beneath]) writeSealed(path, "a name", key, new Uint8Array([1]));
    expect([whole, beneath].map((path) => readSealed(path, "a name", key)?.length ?? null)).toEqual([1, null]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
