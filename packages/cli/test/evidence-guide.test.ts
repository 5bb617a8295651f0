import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const program = join(root, "packages/cli/bin/plimsoll.js");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-evidence-guide-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shell = (line: string) =>
  spawnSync("sh", ["-c", line.replace("npx plimsoll", `"${process.execPath}" "${program}"`)], {
    cwd: folder,
    encoding: "utf8",
  });

const guide = readFileSync(join(root, "docs/guides/measure-control.md"), "utf8");
const commands = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = ""]) =>
  block.trimEnd().split("\n"),
);

describe("E-180 docs/guides/measure-control.md", () => {
  test("E-180 has commands to run, one of each kind", () => {
    for (const command of ["gridworld train", "evidence probe", "evidence status", "evidence check"])
      expect(
        commands.some((line) => line.startsWith(`npx plimsoll ${command} `)),
        command,
      ).toBe(true);
  });

  test.each(commands)("E-180 %s", { timeout: 120_000 }, (line) => {
    const told = shell(line);
    expect({ status: told.status, stderr: told.stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("E-180 shows of practice what it prints", () => {
    const shown = /^```text\n(dimension [\s\S]*?)^```$/m.exec(guide)?.[1]?.trimEnd().split("\n") ?? [];
    const printed = shell("npx plimsoll evidence probe --practice 20 --weights ckpt/step-00000.policy").stdout.split(
      "\n",
    );
    expect(shown).toHaveLength(2);
    expect(printed[0]).toBe(shown[0]);
    expect(printed[1]?.split(/\s+/).slice(0, 3)).toEqual(shown[1]?.split(/\s+/).slice(0, 3));
  });
});
