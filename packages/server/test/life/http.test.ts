import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventLoopTimers } from "@plimsoll/foundation/node";
import { ask, codeIn, post } from "../kit/ask.ts";
import { startDaemon, type TestDaemon } from "../kit/daemon.ts";
import { wait } from "../kit/eventually.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { judgement, JUDGES, Signer } from "../kit/signer.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const folder = new TemporaryFolder();
const data = `${folder.path}/site`;
let daemon: TestDaemon;
let signer: Signer;

beforeAll(async () => {
  makePlainSite(data);
  daemon = await startDaemon(data);
  signer = new Signer(data);
});

afterAll(async () => {
  await daemon.stop();
  folder[Symbol.dispose]();
});

/** Headers of every answer (SVR-38). */
const GUARDED = [
  "content-security-policy: default-src 'none'",
  "x-content-type-options: nosniff",
  "referrer-policy: no-referrer",
  "cross-origin-opener-policy: same-origin",
  "cross-origin-resource-policy: same-origin",
  "cross-origin-embedder-policy: require-corp",
];

/** Sends bytes as they are, and answers with what came until the other side ended. */
async function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(daemon.url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  return await untilEnd(socket);
}

async function untilEnd(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("utf8").on("data", (part: string) => (text += part));
  socket.on("error", () => {});
  await once(socket, "close");
  return text;
}

const openingCode = async (open: () => Promise<TestDaemon>): Promise<string> => {
  try {
    await (await open()).stop();
    return "it opened";
  } catch (cause) {
    return String((cause as { readonly code?: unknown }).code);
  }
};

describe("opening", () => {
  test("SVR-2 a second daemon over the same folder is DATA_IN_USE, and harms the first in nothing", async () => {
    expect(await openingCode(() => startDaemon(data))).toBe("DATA_IN_USE");
    expect((await ask(daemon.url, "/readyz")).status).toBe(200);
  });

  test("SVR-1 a port that somebody else has is PORT_IN_USE, and nothing is left behind", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const copy = folder.copyOf(data, "port");
    rmSync(`${copy}/ledger/writer.lock`, { force: true });
    expect(await openingCode(() => startDaemon(copy, { port }))).toBe("PORT_IN_USE");
    // The folder is free again, and no task of the failed one ticks there.
    const again = await startDaemon(copy);
    expect((await ask(again.url, "/readyz")).status).toBe(200);
    await again.stop();
    other.close();
  });

  test("SVR-167 a start that fails before it listens leaves no task that ticks, and the folder free", async () => {
    const copy = folder.copyOf(data, "half-started");
    const running = new Set<object>();
    const every = (intervalMs: number, action: () => void) => {
      const timer = eventLoopTimers.every(intervalMs, action);
      running.add(timer);
      return { stop: () => (running.delete(timer), timer.stop()) };
    };
    // A page at a path that the API has.
    const page = new Map([["/v1/now", { body: Buffer.from(""), contentType: "text/html" }]]);
    await expect(startDaemon(copy, {}, { page, timers: { every } })).rejects.toThrow("already declared");
    expect(running.size).toBe(0);
    await (await startDaemon(copy)).stop();
  });

  test.each(["0.0.0.0", "::", "192.0.2.1", "example.org"])("SVR-3 on %s without TLS is TLS_MISSING", async (host) => {
    expect(await openingCode(() => startDaemon(data, { host }))).toBe("TLS_MISSING");
  });

  test("SVR-1 a folder without a site is SITE_NOT_FOUND, also for a reader, and none is made", async () => {
    for (const readOnly of [false, true]) {
      const code = await openingCode(() => startDaemon(`${folder.path}/nothing`, { readOnly }));
      expect(["SITE_NOT_FOUND", "LEDGER_NOT_FOUND"]).toContain(code);
    }
    mkdirSync(`${folder.path}/empty`);
    expect(await openingCode(() => startDaemon(`${folder.path}/empty`))).toBe("SITE_NOT_FOUND");
  });

  test("SVR-1 a damaged ledger is not served", async () => {
    const copy = folder.copyOf(data, "damaged");
    const log = readFileSync(`${copy}/ledger/ledger.log`);
    log[Math.floor(log.length / 2)] = (log[Math.floor(log.length / 2)] ?? 0) ^ 1;
    writeFileSync(`${copy}/ledger/ledger.log`, log);
    expect(await openingCode(() => startDaemon(copy))).toMatch(/^LEDGER_/);
  });
});

describe("TLS", () => {
  test("SVR-3 with a certificate it answers over TLS alone, and says that it stays so", async () => {
    const [cert, key] = [`${folder.path}/site.crt`, `${folder.path}/site.key`];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
    const words = ["req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2", ...subject];
    execFileSync("openssl", [...words, "-keyout", key, "-out", cert], { stdio: "ignore" });
    const copy = folder.copyOf(data, "tls");
    const over = await startDaemon(copy, { readOnly: true, tls: { cert, key } });
    try {
      expect(over.url).toMatch(/^https:/);
      const answer = await ask(over.url, "/v1/site", { ca: readFileSync(cert, "utf8") });
      expect(answer.status).toBe(200);
      expect(answer.headers["strict-transport-security"]).toMatch(/max-age=\d+/);
      const unread = await ask(over.url, "/v1/runs/%zz", { ca: readFileSync(cert, "utf8") });
      expect(unread.headers["strict-transport-security"]).toBe(answer.headers["strict-transport-security"]);
      await expect(ask(over.url, "/v1/site")).rejects.toThrow(/certificate/);
      await expect(ask(over.url.replace("https", "http"), "/v1/site")).rejects.toThrow(/hang up|ECONNRESET|Parse/);
    } finally {
      await over.stop();
    }
  });

  test("SVR-3 a certificate that is none, or not there, ends the start", async () => {
    const copy = folder.copyOf(data, "no-tls");
    writeFileSync(`${folder.path}/bad.pem`, "hello");
    for (const file of ["bad.pem", "missing.pem"]) {
      const tls = { cert: `${folder.path}/${file}`, key: `${folder.path}/${file}` };
      expect(await openingCode(() => startDaemon(copy, { tls }))).toBe("TLS_MALFORMED");
    }
    const again = await startDaemon(copy);
    await again.stop();
  });
});

describe("too much", () => {
  test("SVR-36 a body above 1 MiB is 413, said or chunked, and the daemon goes on", async () => {
    for (const path of ["/v1/commands", "/v1/kills", "/v1/tokens"]) {
      const answer = await post(daemon.url, path, `"${"x".repeat(1_048_576)}"`);
      expect([answer.status, codeIn(answer)]).toEqual([413, "BODY_TOO_LARGE"]);
    }
    const chunk = `${(200_000).toString(16)}\r\n${"y".repeat(200_000)}\r\n`;
    const chunked = await raw(
      `POST /v1/commands HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n${chunk.repeat(6)}0\r\n\r\n`,
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
    expect((await ask(daemon.url, "/healthz")).status).toBe(200);
  });

  test("SVR-36 it is refused by its length alone, before it is sent", async () => {
    const text = await raw(
      "POST /v1/commands HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 99999999\r\nconnection: close\r\n\r\n",
    );
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("SVR-36 more requests a second than are allowed are 429 with Retry-After, whatever they ask for", async () => {
    for (const path of ["/healthz", "/v1/site", "/v1/nowhere", "/v1/commands"]) {
      const other = await startDaemon(data, { readOnly: true, requestsPerSecond: 5 });
      try {
        const answers = await Promise.all(Array.from({ length: 30 }, async () => await ask(other.url, path)));
        const refused = answers.filter(({ status }) => status === 429);
        expect(refused.length, path).toBeGreaterThanOrEqual(10);
        for (const each of refused) {
          expect(codeIn(each)).toBe("TOO_MANY_REQUESTS");
          expect(Number(each.headers["retry-after"])).toBeGreaterThanOrEqual(1);
          expect(each.json()).toMatchObject({ retryable: true });
        }
        await expect.poll(async () => (await ask(other.url, "/healthz")).status, { timeout: 3_000 }).toBe(200);
      } finally {
        await other.stop();
      }
    }
  });

  test.concurrent("SVR-36 one who sends slowly is cut off after 15 s", { timeout: 60_000 }, async () => {
    const { hostname, port } = new URL(daemon.url);
    const slow = [
      "GET /v1/site HTTP/1.1\r\nx-a: ",
      "POST /v1/commands HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\ncontent-type: application/json\r\n\r\n{",
    ];
    const startedMs = performance.now();
    // Headers that come in parts, and a body that does.
    const ends = slow.map(async (begin) => {
      const socket = connect(Number(port), hostname);
      socket.write(begin);
      const drip = setInterval(() => socket.writable && socket.write("x"), 500);
      const text = await untilEnd(socket);
      clearInterval(drip);
      return text;
    });
    for (const text of await Promise.all(ends)) expect(text).toMatch(/^(HTTP\/1\.1 408 [\s\S]*REQUEST_TOO_SLOW|$)/);
    expect(performance.now() - startedMs).toBeLessThan(30_000);
  });
});

describe("weird requests", () => {
  test.each([
    ["/v1/runs", "GET, HEAD"],
    ["/v1/runs/some%2Frun", "GET, HEAD"],
    ["/healthz", "GET, HEAD"],
    ["/v1/events", "GET"],
    ["/v1/commands", "POST"],
    ["/v1/log/tile/0/000", "GET, HEAD"],
  ])("SVR-23 %s is asked by %s alone", async (path, allow) => {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "PROPFIND"]) {
      if (allow.includes(method)) continue;
      const answer = await ask(daemon.url, path, { method });
      expect([answer.status, answer.headers["allow"]], method).toEqual([405, allow]);
      if (method !== "HEAD") expect(codeIn(answer)).toBe("METHOD_NOT_ALLOWED");
    }
  });

  test.each(["/healthz", "/v1/site", "/v1/runs", "/v1/log/checkpoint", "/metrics", "/v1/openapi.json"])(
    "SVR-20 HEAD %s is GET without its body",
    async (path) => {
      const [head, got] = [await ask(daemon.url, path, { method: "HEAD" }), await ask(daemon.url, path)];
      expect([head.status, head.text]).toEqual([200, ""]);
      expect(head.headers["content-type"]).toBe(got.headers["content-type"]);
    },
  );

  test.each([
    "/v1/log/tile/0/../../keys/node.pem",
    "/v1/log/tile/0/..%2f..%2fkeys%2fnode.pem",
    "/v1/log/tile/%2e%2e/%2e%2e/keys/node.pem",
    "/v1/log/tile/entries/000/../../../keys",
    "/v1/log/tile/0//000",
    "/v1/log/tile/0/000.p/0",
    "/v1/log/tile/0/000.p/256",
    "/v1/log/tile/64/000",
    "/v1/log/tile/-1/000",
    "/v1/log/tile/0/x000/x000/000",
    "/v1/packs/../../keys/node.pem",
    "/v1/packs/..%2f..%2fkeys/node.pem",
    "/v1/packs/a/..%2f..%2fkeys%2fnode.pem",
    "/../keys/node.pem",
    "/..%2fkeys%2fnode.pem",
    "/assets/..%2f..%2fkeys%2fnode.pem",
    "//v1/site",
    "/v1/site/",
    "/V1/SITE",
    "/v1/runs/%00",
    "/v1/runs/%0a",
    "/v1/runs/%ff",
    "/v1/runs/%",
    "/v1/runs/%zz",
    "/v1/runs/%E0%A4%A",
    `/v1/runs/${"x".repeat(401)}`,
    `/v1/runs/${"x".repeat(3_000)}`,
    "/v1/runs/%F0%9F%92%A9",
    "/v1/runs?limit=1&limit=2",
    "/v1/runs?limit[]=1",
    "/v1/runs?__proto__=1",
    "/v1/runs?limit=",
    "/v1/runs?limit=%31%30%30%30",
    "/v1/runs?cursor=a.b",
    "/v1/runs?cursor=____",
    "/v1/entries/-1",
    "/v1/entries/1.5",
    "/v1/entries/99999999999999999999",
    "/v1/consistency?from=0",
    "/v1/consistency?from=2&to=1",
    "/v1/events?after=99999999999999999999",
  ])("SVR-37 %j is a problem with a code, and no file", async (path) => {
    const answer = await ask(daemon.url, path);
    expect([400, 404], answer.text).toContain(answer.status);
    expect(["REQUEST_MALFORMED", "NOT_FOUND"]).toContain(codeIn(answer));
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    expect(answer.text).not.toMatch(/PRIVATE KEY|node_modules|\/work\/|at .*\.ts:/);
  });

  test("SVR-37 a name that is not known is told", async () => {
    const told = async (name: string) => (await ask(daemon.url, `/v1/runs?${name}=1`)).text;
    expect(JSON.parse(await told("limt"))).toMatchObject({
      received: expect.stringMatching(/additional properties: "limt"$/),
    });
    expect((await told("x".repeat(500))).match(/x{10,}/)?.[0]).toHaveLength(64);
  });

  test.each([
    ["hello\r\n\r\n", 400],
    ["GET / HTTP/3.0\r\nhost: 127.0.0.1\r\n\r\n", 400],
    [
      "GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
    ],
    [`GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-long: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ["GET /healthz HTTP/1.0\r\n\r\n", 421],
  ])("SVR-37 %j is answered in the same form", async (bytes, status) => {
    const text = await raw(bytes);
    for (const header of GUARDED) expect(text.toLowerCase()).toContain(header);
    expect(text.slice(0, 60)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).toMatch(/"code":"[A-Z_]+"/);
    expect((await ask(daemon.url, "/healthz")).status).toBe(200);
  });

  test("SVR-37 a fault of ours says an id and nothing else, and the log has it", async () => {
    const copy = folder.copyOf(data, "fault");
    const broken = await startDaemon(copy, { readOnly: true }, { release: BROKEN });
    try {
      const answer = await ask(broken.url, "/v1/packs");
      expect([answer.status, codeIn(answer)]).toEqual([500, "INTERNAL"]);
      expect(answer.text).not.toContain("secret");
      const [, id = "none"] = /log for ([0-9a-f-]{36})/.exec(answer.text) ?? [];
      expect(broken.logText()).toContain(id);
    } finally {
      await broken.stop();
    }
  });
});

const fails = (): never => {
  throw new Error("a secret of the machine");
};
const BROKEN = { decisions: fails, overrides: fails, packs: fails, packFile: fails };

test("SVR-4 a stop finishes what is under way, and takes nothing new", async () => {
  const copy = folder.copyOf(data, "stop");
  const gate = Promise.withResolvers<void>();
  const other = await startDaemon(
    copy,
    {},
    {
      kill: async (run) => {
        await gate.promise;
        return { run, processes: 0, deathConfirmedMs: 1, settled: true };
      },
    },
  );
  const start = {
    type: "run.start",
    run: "r",
    lab: "acme",
    lineage: "l",
    tier: 1,
    domain: "general",
    basis: { kind: "genesis", seed: "1" },
    datasets: [],
    flopPerSecondMax: "1",
  };
  expect((await post(other.url, "/v1/commands", signer.command("start", start, ["lab-acme"]))).status).toBe(200);
  const kill = post(other.url, "/v1/kills", signer.order("k", "r", ["operator-1"]));
  await expect.poll(async () => (await ask(other.url, "/metrics")).status).toBe(200);
  const stopped = other.stop();
  await expect(ask(other.url, "/healthz")).rejects.toThrow(/ECONNREFUSED|hang up/);
  gate.resolve();
  expect((await kill).json()).toMatchObject({ run: "r", settled: true });
  await stopped;
  const again = await startDaemon(copy);
  const repeated = await post(again.url, "/v1/commands", signer.command("start", start, ["lab-acme"]));
  expect(repeated.json()).toMatchObject({ decision: "repeated" });
  await again.stop();
});

/** Begins a request's head, lets a daemon be stopped, and ends the head: what is answered then. */
async function askedWhileEnding(path: string): Promise<string> {
  const other = await startDaemon(folder.copyOf(data, `ending-${path.replaceAll("/", "-")}`));
  const { hostname, port } = new URL(other.url);
  const socket = connect(Number(port), hostname);
  const answer = untilEnd(socket);
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\n`);
  await wait(150);
  const stopped = other.stop();
  await wait(50);
  socket.write("\r\n");
  await stopped;
  return await answer;
}

test("SVR-4 SVR-38 while it ends /readyz says so, in its own form and under the headers of every answer", async () => {
  const [head = "", body = ""] = (await askedWhileEnding("/readyz")).split("\r\n\r\n");
  expect(head).toMatch(/^HTTP\/1\.1 503 /);
  expect(JSON.parse(body)).toEqual({ status: "unready", reasons: ["the daemon is ending"] });
  for (const header of GUARDED) expect(head.toLowerCase()).toContain(header);
});

test("SVR-4 SVR-37 what is asked of a daemon that ends is refused with a code, and may be asked again", async () => {
  const [head = "", body = ""] = (await askedWhileEnding("/v1/site")).split("\r\n\r\n");
  expect(head).toMatch(/^HTTP\/1\.1 503 /);
  expect(head).toContain("application/problem+json");
  expect(JSON.parse(body)).toMatchObject({ code: "DAEMON_ENDING", retryable: true });
  for (const header of GUARDED) expect(head.toLowerCase()).toContain(header);
});

test("SVR-33 a command is the same for ever: after a restart too", async () => {
  const copy = folder.copyOf(data, "restart");
  const first = await startDaemon(copy);
  const decided = await post(first.url, "/v1/commands", signer.command("for-ever", judgement(1), JUDGES));
  await first.stop();
  const second = await startDaemon(copy);
  const again = await post(second.url, "/v1/commands", signer.command("for-ever", judgement(1), JUDGES));
  expect(again.json()).toEqual({ decision: "repeated", firstEntry: decided.json()["firstEntry"] });
  await second.stop();
});
