import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shippedPolicy } from "@plimsoll/kernel";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const program = join(root, "packages/cli/bin/plimsoll.js");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-guide-"));

const shell = (line: string) =>
  spawnSync("sh", ["-c", line.replace("npx plimsoll", `"${process.execPath}" "${program}"`)], {
    cwd: folder,
    encoding: "utf8",
  });

beforeAll(() => {
  symlinkSync(join(root, "examples"), join(folder, "examples"));
  writeFileSync(join(folder, "strict.json"), JSON.stringify({ ...shippedPolicy, name: "strict", leaseTtlMs: 1_000 }));
  expect(shell("npx plimsoll init").status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const guide = readFileSync(join(root, "docs/guides/check-the-kernel.md"), "utf8");
const commands = [...guide.matchAll(/^npx plimsoll .*$/gm)].map(([line]) => line);

describe("K-90 K-91 K-92 docs/guides/check-the-kernel.md", () => {
  test("K-90 has commands to run", () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  test("K-90 shows of the replay what it prints", () => {
    const shown = /^```text\n([\s\S]*?)^```$/m.exec(guide)?.[1]?.split("\n") ?? [];
    const printed = shell("npx plimsoll kernel replay examples/kernel/first-commands.jsonl").stdout;
    for (const line of shown) expect(printed).toContain(line.replace(/…$/, ""));
    expect(shown.length).toBeGreaterThan(5);
  });

  test.each(commands)("K-90 %s", (line) => {
    const told = shell(line);
    expect({ status: told.status, stderr: told.stderr }).toEqual({ status: 0, stderr: "" });
    expect(told.stdout).not.toBe("");
  });
});
