import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const program = join(root, "packages/cli/bin/plimsoll.js");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-ledger-guide-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shell = (line: string) =>
  spawnSync("sh", ["-c", line.replace("npx plimsoll", `"${process.execPath}" "${program}"`)], {
    cwd: folder,
    encoding: "utf8",
  });

const openssl = spawnSync("openssl", ["version"], { encoding: "utf8" });
const hasOpenssl = openssl.status === 0 && openssl.stdout.startsWith("OpenSSL 3");

const guide = readFileSync(join(root, "docs/guides/check-a-ledger.md"), "utf8");
const commands = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = ""]) =>
  block.trimEnd().split("\n"),
);

describe("LG-89 docs/guides/check-a-ledger.md", () => {
  test("LG-89 has commands to run, one of each kind", () => {
    for (const command of ["verify", "prove", "check", "export", "tail", "fsck", "bench"])
      expect(
        commands.some((line) => line.startsWith(`npx plimsoll ledger ${command} `)),
        command,
      ).toBe(true);
  });

  test.each(commands)("LG-89 %s", (line) => {
    if (line.includes("openssl") && !hasOpenssl) return;
    const told = shell(line);
    expect({ status: told.status, stderr: told.stderr }).toEqual({ status: 0, stderr: "" });
    if (line.startsWith("npx")) expect(told.stdout).not.toBe("");
  });

  test("LG-89 shows of the verification what it prints", () => {
    const shown = /^```text\n(ok: [\s\S]*?)^```$/m.exec(guide)?.[1]?.trimEnd().split("\n") ?? [];
    const printed = shell("npx plimsoll ledger verify .plimsoll/ledger --key auditor.pem").stdout;
    expect(shown.length).toBeGreaterThan(3);
    const words = (line: string): string => line.replace(/\d+/g, "N").replace(/…$/, "");
    for (const line of shown) expect(words(printed)).toContain(words(line));
  });
});
