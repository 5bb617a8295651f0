import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plimsoll-first-hour-"));
const hasTools = ["python3", "curl", "npx"].every((name) => spawnSync(name, ["--version"]).status === 0);

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
  return text.replaceAll("7460", String(port)).replaceAll("acme", LABS.acme).replaceAll("birch", LABS.birch);
}

/** As in a checkout, where the machine's own Node may be an old one: npm's `npx`, and nothing fetched from anywhere. */
const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_OPTIONS: "",
  PATH: (process.env["PATH"] ?? "")
    .split(":")
    .filter((part) => !part.endsWith("node_modules/.bin"))
    .join(":"),
  PYTHONDONTWRITEBYTECODE: "1",
  npm_config_offline: "true",
  npm_config_yes: "false",
});

test.skipIf(!hasTools)("SVR-95 SVR-165 the first hour, block by block", { timeout: 170_000 }, async () => {
  for (const name of ["examples", "node_modules"]) symlinkSync(join(root, name), join(folder, name));
  const port = await freePort();
  // Whatever happens, the daemon that this shell started ends with it.
  const guard = `trap 'kill -KILL "$(cat site/serve.pid)" 2>/dev/null || true' EXIT`;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", `set -eu\n${guard}\n${script(port)}\necho done`], {
    cwd: folder,
    encoding: "utf8",
    env: environment(),
  });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/acme-\d+-run-1 \w+ [A-Z_]+/);
  expect(stdout).toContain("CU conserved");
  expect(stdout + stderr).toMatch(/birch-\d+-run-1 is dead/);
  expect(stdout.trimEnd().endsWith("done")).toBe(true);
  expect(readFileSync(join(folder, "serve.log"), "utf8").trimEnd().endsWith("plimsoll: stopped")).toBe(true);
  await expect(fetch(`http://127.0.0.1:${port}/readyz`)).rejects.toThrow();
});
