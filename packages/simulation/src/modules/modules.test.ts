import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = new URL("../../../..", import.meta.url).pathname;

test("SIM-11 every kernel module, Python's copy too, is what its AssemblyScript source compiles to", async () => {
  const build = promisify(execFile)(process.execPath, ["scripts/build-kernels.js", "--check"], { cwd: root });
  await expect(build).resolves.toMatchObject({ stderr: "" });
});
