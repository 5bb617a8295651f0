import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { starterPolicy } from "@plimsoll/kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const program = join(root, "packages/cli/bin/plimsoll.js");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-identity-guide-"));
const guide = readFileSync(join(root, "docs/guides/examine-normative-identity.md"), "utf8");
const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, block = ""]) =>
    block.trimEnd(),
  );
const commands = blocks("sh").flatMap((block) => block.split("\n"));
const printed: string[] = [];

const shell = (line: string) =>
  spawnSync("sh", ["-c", line.replace("npx plimsoll", `"${process.execPath}" "${program}"`)], {
    cwd: folder,
    encoding: "utf8",
  });

/** What a reader has beforehand: the examples of the checkout. */
beforeAll(() => cpSync(join(root, "examples/policies"), join(folder, "examples/policies"), { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("E-199 docs/guides/examine-normative-identity.md", () => {
  test("E-199 has a command for each step", () => {
    expect(commands.map((line) => line.split(" ").slice(2, 5).join(" "))).toEqual([
      "init --policy examples/policies/asks-normative-identity.json",
      "lab accredit acme",
      "lab sovereignty freeze",
      "lab sovereignty calibrate",
      "lab sovereignty run",
      "evidence examine open",
      "lab sovereignty export",
      "evidence examine record",
      "evidence examine close",
    ]);
  });

  test("E-199 the policy of the example is the starter policy, which asks", () => {
    const text = readFileSync(join(root, "examples/policies/asks-normative-identity.json"), "utf8");
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ ...starterPolicy, asksNormativeIdentity: true })));
  });

  test("E-199 a site is not opened twice under a policy of one's own", () => {
    const again = join(folder, "twice");
    const init = `npx plimsoll init --policy examples/policies/asks-normative-identity.json --data "${again}"`;
    expect(shell(init).status).toBe(0);
    expect(shell(init)).toMatchObject({ status: 1, stderr: expect.stringContaining("SITE_OPEN_ALREADY") });
  });

  test.each(commands)("E-199 %s", { timeout: 120_000 }, (line) => {
    const { status, stdout, stderr } = shell(line);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    printed.push(stdout);
  });

  test("E-199 shows all that playing and closing print, whichever families are drawn", () => {
    const withoutNames = (text: string) => text.trimEnd().replaceAll(/^\w+(?=: failed, never asked)/gm, "FAMILY");
    const [played = "", , closed = ""] = printed.slice(-3);
    expect(blocks("text").map(withoutNames)).toEqual([played, closed].map(withoutNames));
  });
});
