import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCommand } from "./read-command.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const program = join(root, "packages/cli/bin/plimsoll.js");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-readme-"));

const TIMEOUT = { timeout: 170_000 };
const hasPython = spawnSync("python3", ["--version"]).status === 0;

/** The commands of a block, each on one line, under the heading that they stand under. */
const commandsUnder = new Map<string, readonly string[]>();
for (const section of readFileSync(join(root, "README.md"), "utf8").split(/^## /m)) {
  const [heading = ""] = section.split("\n", 1);
  const blocks = [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  commandsUnder.set(heading, blocks.join("").replaceAll("\\\n", " ").trimEnd().split("\n").filter(Boolean));
}
const allCommands = [...commandsUnder.values()].flat().filter((line) => line.startsWith("npx plimsoll "));

/** A lab that no other test on this machine has: runs are found by their name. */
const LAB = `readme-${process.pid}`;

/** As a user types it in a checkout, which here is a folder with the examples in it. */
const shell = (line: string) =>
  spawnSync(
    "sh",
    ["-c", line.replaceAll("npx plimsoll", `"${process.execPath}" "${program}"`).replaceAll("acme", LAB)],
    {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "", PYTHONDONTWRITEBYTECODE: "1" },
    },
  );

beforeAll(() => symlinkSync(join(root, "examples"), join(folder, "examples")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("G-226 README.md", () => {
  // In the order of the page: the ledger that is checked is that of the job.
  const RUN_HERE = ["Govern your own job", "Ask the kernel", "Check a ledger"];
  test.skipIf(!hasPython).each(RUN_HERE)("G-226 every command under %s does what it says", TIMEOUT, (heading) => {
    const commands = commandsUnder.get(heading) ?? [];
    expect(commands.length).toBeGreaterThan(1);
    for (const line of commands) {
      const { status, stdout, stderr } = shell(line);
      expect(status, line + stdout + stderr).toBe(0);
    }
  });

  test("G-226 every other command is one, with options that are there and nothing missing", async () => {
    expect(allCommands.length).toBeGreaterThan(20);
    for (const line of allCommands)
      for (const one of line.split("&&")) await expect(readCommand(one.trim()), one).resolves.toBeUndefined();
  });
});
