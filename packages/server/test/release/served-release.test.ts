import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { openReleaseReading } from "@plimsoll/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, codeIn } from "../kit/ask.ts";
import { startDaemon, type TestDaemon } from "../kit/daemon.ts";
import { wait } from "../kit/eventually.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const folder = new TemporaryFolder();
const data = join(folder.path, "site");
const pack = join(data, "packs", "evil");
const LARGE_BYTES = 40 * 1_048_576;
let daemon: TestDaemon;

beforeAll(async () => {
  makePlainSite(data);
  mkdirSync(pack, { recursive: true });
  writeFileSync(join(pack, "manifest.json"), "{}");
  writeFileSync(join(pack, "report.html"), "<script>fetch('/v1/now')</script><form action=/>");
  writeFileSync(join(pack, "large.bin"), Buffer.alloc(LARGE_BYTES, 1));
  const release = openReleaseReading(data, { environment: {} as never, kernelWord: () => [] });
  daemon = await startDaemon(data, { readOnly: true }, { release });
});

afterAll(async () => {
  await daemon.stop();
  folder[Symbol.dispose]();
});

test("SVR-153 what stands in a pack runs, asks and leads nowhere in a reader's browser", async () => {
  for (const file of ["report.html", "manifest.json"]) {
    const { status, headers } = await ask(daemon.url, `/v1/packs/evil/${file}`);
    expect(status).toBe(200);
    const policy = String(headers["content-security-policy"]);
    for (const directive of ["sandbox;", "default-src 'none'", "form-action 'none'", "frame-ancestors 'none'"])
      expect(policy).toContain(directive);
    expect(policy).not.toMatch(/script|allow-|connect-src/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
  }
  expect((await ask(daemon.url, "/v1/site")).headers["content-security-policy"]).not.toContain("sandbox");
});

test("SVR-153 a file is read as it is taken: whoever does not take it costs no memory", async () => {
  const whole = await ask(daemon.url, "/v1/packs/evil/large.bin");
  expect(whole.bytes).toEqual(Buffer.alloc(LARGE_BYTES, 1));
  expect(whole.headers["content-length"]).toBe(String(LARGE_BYTES));
  const head = await ask(daemon.url, "/v1/packs/evil/large.bin", { method: "HEAD" });
  expect([head.status, head.bytes.length]).toEqual([200, 0]);
  const before = process.memoryUsage();
  const { hostname, port } = new URL(daemon.url);
  const sockets = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = connect(Number(port), hostname).on("error", () => {});
      await once(socket, "connect");
      socket.write(`GET /v1/packs/evil/large.bin HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
      await once(socket, "readable");
      return socket;
    }),
  );
  await wait(500);
  const { rss } = process.memoryUsage();
  for (const socket of sockets) socket.destroy();
  expect(rss - before.rss).toBeLessThan(5 * LARGE_BYTES);
});

test("SVR-152 of a store that cannot be read a stranger hears the code, and the log the rest", async () => {
  mkdirSync(join(data, "release", "log"), { recursive: true });
  writeFileSync(join(data, "release", "log", "ledger.log"), "garbage");
  writeFileSync(join(data, "release", "log", "checkpoint"), "x");
  const damaged = await ask(daemon.url, "/v1/overrides");
  rmSync(join(data, "release"), { recursive: true });
  const gone = await ask(daemon.url, "/v1/overrides");
  expect([damaged, gone].map((answer) => [answer.status, codeIn(answer)])).toEqual([
    [503, "LEDGER_DAMAGED"],
    [503, "RELEASE_LOG_GONE"],
  ]);
  for (const { text } of [damaged, gone]) expect(text).not.toContain(folder.path);
  expect(daemon.logText()).toContain(join(data, "release"));
});
