import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { HEURISTIC_NAMES } from "../../src/cluster-tools/policy/heuristic-names.ts";
import { temporaryFolder } from "./lab-cluster.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const program = join(root, "packages/cli/bin/plimsoll.js");
const folder = temporaryFolder();

const shell = (line: string) =>
  spawnSync("sh", ["-c", line.replace("npx plimsoll", `"${process.execPath}" "${program}"`)], {
    cwd: folder,
    encoding: "utf8",
  });

const guide = readFileSync(join(root, "docs/guides/compare-maintenance-policies.md"), "utf8");
const commands = [...guide.matchAll(/^npx plimsoll .*$/gm)].map(([line]) => line);

describe("SIM-375 docs/guides/compare-maintenance-policies.md", () => {
  test("SIM-375 has commands of each kind, and names every heuristic", () => {
    for (const verb of ["check", "bench", "speed", "play", "train", "evaluate", "calibrate"])
      expect(
        commands.some((line) => line.startsWith(`npx plimsoll lab cluster ${verb}`)),
        verb,
      ).toBe(true);
    for (const name of HEURISTIC_NAMES) expect(guide).toContain(`\`${name}\``);
  });

  test.each(commands)("SIM-375 %s", (line) => {
    const told = shell(line);
    expect({ status: told.status, stderr: told.stderr }).toEqual({ status: 0, stderr: "" });
    expect(told.stdout).not.toBe("");
    // What the guide shows of the benchmark is what it prints.
    if (line.endsWith("bench")) expect(guide).toContain(told.stdout.split("\n").slice(0, 5).join("\n"));
  });
});
