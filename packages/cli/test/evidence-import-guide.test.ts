import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { digestOfValue } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, siteIn } from "@plimsoll/governor";
import { starterPolicy } from "@plimsoll/kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { largeMapping, writeLargeLog } from "../../evidence/test/intake/large-log.ts";
import { signMapping } from "../src/evidence-tools/mapping-file.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const program = join(root, "packages/cli/bin/plimsoll.js");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-import-guide-"));
const data = join(folder, ".plimsoll");
const guide = readFileSync(join(root, "docs/guides/import-evidence.md"), "utf8");
const commands = [...guide.matchAll(/^npx plimsoll .*$/gm)].map(([line]) => line);

const shell = (line: string) =>
  spawnSync("sh", ["-c", line.replace("npx plimsoll", `"${process.execPath}" "${program}"`)], {
    cwd: folder,
    encoding: "utf8",
  });

const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "m").exec(guide)?.[1] ?? "";

/** What a reader has beforehand: a site with a run, and for "Let it count" a log of a whole window and the mappings for it. */
beforeAll(() => {
  symlinkSync(join(root, "spec"), join(folder, "spec"));
  writeFileSync(join(folder, "mapping.json"), block("json"));
  const log = writeLargeLog(join(folder, "log.eval"), "eval-zstd", 8_000_000, 10_000);
  const keys = new FileKeyRing(dataFolder(data).keys);
  using site = siteIn(data, keys, systemClock);
  site.open("site", { ...starterPolicy, trialsPerWindow: log.samples });
  site.accredit("acme", 20, 0);
  site.must("run.start:acme-run-1", {
    type: "run.start",
    run: "acme-run-1",
    lab: "acme",
    lineage: "acme",
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest: digestOfValue("weights"), trainedFlop: "1000000000" },
    datasets: [],
    flopPerSecondMax: "1000000000",
  });
  for (const context of ["EVAL", "SHADOW"] as const) {
    const signed = signMapping({ ...largeMapping(log), context }, keys.key("evaluator-1"));
    writeFileSync(join(folder, `${context.toLowerCase()}.dsse.json`), JSON.stringify(signed));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("E-65 E-66 docs/guides/import-evidence.md", () => {
  test("E-65 has commands to run", () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  test.each(commands)("E-65 E-66 %s", (line) => {
    const told = shell(line);
    expect({ status: told.status, stderr: told.stderr }).toEqual({ status: 0, stderr: "" });
    expect(told.stdout).not.toBe("");
    if (line.includes("--rows"))
      for (const shown of block("text").trim().split("\n")) expect(told.stdout).toContain(`${shown}\n`);
    if (line.includes("--record")) expect(told.stdout).toContain("recorded in acme-run-1/set-1");
  });
});
