import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const program = join(root, "packages/cli/bin/plimsoll.js");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-first-hour-"));
const hasTools = ["python3", "curl"].every((name) => spawnSync(name, ["--version"]).status === 0);

/** Labs that no other test on this machine has: runs are found by their name. */
const LABS = { acme: `acme-${process.pid}`, birch: `birch-${process.pid}` };

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const freePort = async (): Promise<number> =>
  await new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** All blocks of the guide, as somebody types them into one shell; a mark before each tells how far it came. */
function script(port: number): string {
  const guide = readFileSync(join(root, "docs/guides/first-hour.md"), "utf8");
  const blocks = [...guide.matchAll(/^## (.*)\n[\s\S]*?^```sh\n([\s\S]*?)^```$/gm)];
  expect(blocks.length).toBe(7);
  const text = blocks.map(([, heading = "", block = ""]) => `echo "block: ${heading}"\n${block}`).join("\n");
  return text
    .replaceAll("npx plimsoll", `"${process.execPath}" "${program}"`)
    .replaceAll("7460", String(port))
    .replaceAll("acme", LABS.acme)
    .replaceAll("birch", LABS.birch);
}

test.skipIf(!hasTools)("SVR-95 the first hour, block by block", { timeout: 170_000 }, async () => {
  symlinkSync(join(root, "examples"), join(folder, "examples"));
  const port = await freePort();
  // Whatever happens, the daemon that this shell started ends with it.
  const guarded = `set -euo pipefail\ntrap 'kill -KILL \${DAEMON:-0} 2>/dev/null || true' EXIT\n${script(port)}\ntrap - EXIT\necho done`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", guarded], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", PYTHONDONTWRITEBYTECODE: "1" },
  });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/acme-\d+-run-1 \w+ [A-Z_]+/);
  expect(stdout).toContain("CU conserved");
  expect(stdout + stderr).toMatch(/birch-\d+-run-1 is dead/);
  expect(stdout.trimEnd().endsWith("done")).toBe(true);
});
