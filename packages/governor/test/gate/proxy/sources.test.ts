import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "@plimsoll/foundation/node";
import { expect, onTestFinished, test } from "vitest";
import {
  ApiUsageCounter,
  EdgeSpool,
  EdgeWatch,
  followFeedFile,
  followFeedUrl,
  readUsage,
  watchTokenFile,
} from "../../../src/gate/proxy/index.ts";
import { openEndpoint } from "../../../src/model-endpoint/index.ts";
import {
  NEVER,
  TIMERS,
  WEIGHTS,
  ask,
  askChat,
  completion,
  endless,
  json,
  openGate,
  openIssuer,
  serveModel,
  serveRaw,
  sleep,
  stream,
  temporaryFolder,
  until,
} from "./rig.ts";

const wait = async (ms: number, signal: AbortSignal): Promise<void> => await pause(ms, undefined, { signal });

/** As a site writes: whoever reads sees the old or the new. */
function replace(file: string, text: string): void {
  writeFileSync(`${file}.draft`, text);
  renameSync(`${file}.draft`, file);
}

test("G-76 a withdrawal in a feed file is heard within 200 ms, a broken or vanished file changes nothing", async () => {
  const issuer = openIssuer();
  const gatekeeper = issuer.gatekeeper();
  const file = join(temporaryFolder(), "withdrawals.json");
  replace(file, JSON.stringify(issuer.feed(1_000_000)));
  const following = followFeedFile(file, gatekeeper, TIMERS);
  onTestFinished(() => following.stop());
  const token = issuer.token();
  for (const break_ of [() => replace(file, "{"), () => rmSync(file)]) {
    break_();
    await sleep(150);
    expect(gatekeeper.admit(token).admitted).toBe(true);
  }
  replace(file, JSON.stringify(issuer.feed(0)));
  const beganMs = performance.now();
  await until(() => !gatekeeper.admit(token).admitted);
  expect(performance.now() - beganMs).toBeLessThan(400);
});

async function serveFeed(answer: (response: ServerResponse, tag: string | undefined) => void) {
  const server = createServer((request, response) => answer(response, request.headers["if-none-match"]));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/withdrawals`;
}

test.each(["polled", "as events"])(
  "G-76 a feed at an address is heard, %s, and again when its server comes back",
  async (way) => {
    const issuer = openIssuer();
    const gatekeeper = issuer.gatekeeper();
    let envelope = JSON.stringify(issuer.feed(1_000_000));
    const open = new Set<ServerResponse>();
    let down = false;
    const url = await serveFeed((response, tag) => {
      const etag = `"${envelope.length}${envelope.slice(-40)}"`;
      if (down) response.socket?.destroy();
      else if (way === "as events") {
        open.add(response.writeHead(200, { "content-type": "text/event-stream" }));
        response.write(`: hello\n\ndata: ${envelope}\n\n`);
      } else if (tag === etag) response.writeHead(304).end();
      else response.writeHead(200, { etag }).end(envelope);
    });
    const connected: boolean[] = [];
    const onConnected = (isConnected: boolean) => connected.push(isConnected);
    const following = followFeedUrl({ url, gatekeeper, fetch, wait, onConnected });
    onTestFinished(async () => {
      following.stop();
      await following.stopped;
    });
    const token = issuer.token();
    const say = (level: 0 | 1_000_000): void => {
      envelope = JSON.stringify(issuer.feed(level));
      for (const response of open) response.write(`data: ${envelope}\n\n`);
    };
    say(0);
    await until(() => !gatekeeper.admit(token).admitted, 1_000);
    say(1_000_000);
    await until(() => gatekeeper.admit(token).admitted, 1_000);
    down = true;
    for (const response of open) response.destroy();
    open.clear();
    await until(() => connected.includes(false), 2_000);
    expect(gatekeeper.admit(token).admitted).toBe(true);
    envelope = JSON.stringify(issuer.feed(0));
    down = false;
    await until(() => !gatekeeper.admit(token).admitted, 3_000);
  },
);

test("G-82 a token file is taken when it is replaced, and an absent one is no token", async () => {
  const file = join(temporaryFolder(), "token.jwt");
  const watched = watchTokenFile(file, TIMERS);
  onTestFinished(() => watched.stop());
  expect(watched.current()).toBeNull();
  for (const token of ["first", "second"]) {
    replace(file, `${token}\n`);
    await until(() => watched.current() === token, 400);
  }
  rmSync(file);
  await until(() => watched.current() === null, 400);
});

const STARVED = (file: string): string => `
  const { watchTokenFile } = await import(${JSON.stringify(new URL("../../../src/gate/proxy/token-file.ts", import.meta.url).href)});
  const { closeSync, openSync } = await import("node:fs");
  const every = (ms, action) => { const timer = setInterval(action, ms); return { stop: () => clearInterval(timer) }; };
  const held = [];
  try { for (;;) held.push(openSync("/dev/null", "r")); } catch {}
  const watched = watchTokenFile(${JSON.stringify(file)}, { every });
  const during = watched.current();
  for (const handle of held) closeSync(handle);
  setTimeout(() => { watched.stop(); console.log(JSON.stringify([during, watched.current()])); }, 300);
`;

test("G-82 a token file that could not be read once is read again", () => {
  const file = join(temporaryFolder(), "token.jwt");
  replace(file, "token\n");
  const words = ["--conditions=@plimsoll/source", "--input-type=module", "-e", STARVED(file)];
  const limited = ["-c", 'ulimit -n 256 && exec "$0" "$@"', process.execPath, ...words];
  expect(JSON.parse(execFileSync("/bin/sh", limited, { encoding: "utf8" }))).toEqual([null, "token"]);
});

test("G-77 use is counted, is in the file within a second or so, and goes on from there", async () => {
  const model = await serveModel((asked, response) => {
    if (asked.url === "/stream") endless(2)(asked, response, undefined as never);
    else json(response, completion("hi"));
  });
  const { origin, usage, usageFile, gate } = await openGate(model.origin);
  await askChat(origin, { a: 1 });
  await ask(origin, "/v1/models");
  const cut = await stream(origin, "/stream");
  usage.save();
  const body = JSON.stringify(completion("hi"));
  expect(usage.read()).toMatchObject({ calls: 3, promptTokens: 18, completionTokens: 8, bytesIn: 9 });
  expect(usage.read().bytesOut).toBeGreaterThanOrEqual(2 * body.length);
  await gate.close();
  await until(() => cut.atMs > 0);
  usage.close();
  const before = readUsage(usageFile)!;
  const events = before.completionTokens - 8;
  expect(events).toBeGreaterThan(0);
  const again = new ApiUsageCounter(usageFile, systemClock, TIMERS);
  again.addCall();
  again.close();
  expect(again.read()).toEqual({ ...before, calls: before.calls + 1 });
});

test("G-77 counters that are saved beside the traffic lose and double nothing, and never put an older state over a newer", async () => {
  const file = join(temporaryFolder(), "api-usage.json");
  let tick = (): void => {};
  const timers = { every: (_: number, action: () => void) => ((tick = action), { stop: () => {} }) };
  const usage = new ApiUsageCounter(file, systemClock, timers);
  let seen = 0;
  for (let call = 1; call <= 200; call += 1) {
    usage.addCall();
    if (call % 3 === 0) tick();
    if (call % 7 === 0) await sleep(1);
    if (call % 31 === 0) usage.save();
    const kept = readUsage(file)!.calls;
    expect(kept).toBeGreaterThanOrEqual(seen);
    expect(usage.read().calls).toBeLessThanOrEqual(kept);
    seen = kept;
  }
  usage.close();
  await sleep(50);
  expect([usage.read().calls, readUsage(file)!.calls]).toEqual([200, 200]);
});

test("G-77 a file of counters has one counter: a second is refused, and none runs it back", () => {
  const file = join(temporaryFolder(), "api-usage.json");
  const first = new ApiUsageCounter(file, systemClock, TIMERS);
  const beside = new ApiUsageCounter(join(dirname(file), "another.json"), systemClock, TIMERS);
  for (let call = 0; call < 100; call += 1) first.addCall();
  first.save();
  expect(() => new ApiUsageCounter(file, systemClock, TIMERS)).toThrow(
    expect.objectContaining({ code: "API_USAGE_IN_USE" }),
  );
  expect(readUsage(file)!.calls).toBe(100);
  beside.close();
  first.close();
  const second = new ApiUsageCounter(file, systemClock, TIMERS);
  second.addCall();
  second.close();
  first.addCall();
  first.close();
  expect(readUsage(file)!.calls).toBe(101);
});

test("G-77 a counter that was killed holds nobody out", async () => {
  const file = join(temporaryFolder(), "api-usage.json");
  const source = new URL("../../../src/site/file-lock.ts", import.meta.url).href;
  const program = `const { takeFileLock } = await import(${JSON.stringify(source)}); globalThis.lock = takeFileLock(${JSON.stringify(file)}); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--conditions=@plimsoll/source", "--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  expect(() => new ApiUsageCounter(file, systemClock, TIMERS)).toThrow(
    expect.objectContaining({ code: "API_USAGE_IN_USE" }),
  );
  child.kill("SIGKILL");
  await once(child, "close");
  new ApiUsageCounter(file, systemClock, TIMERS).close();
});

test("G-77 a refusal is no call, and a counter that cannot be kept or believed closes the gate", async () => {
  const model = await serveModel((_, response) => json(response, {}));
  const folder = temporaryFolder();
  const file = join(folder, "deep", "api-usage.json");
  expect(() => new ApiUsageCounter(file, systemClock, TIMERS)).toThrow(
    expect.objectContaining({ code: "API_USAGE_NOT_WRITABLE" }),
  );
  mkdirSync(join(folder, "deep"));
  const usage = new ApiUsageCounter(file, systemClock, TIMERS);
  onTestFinished(() => usage.close());
  const { origin, held } = await openGate(model.origin, { usage });
  const token = held.token;
  held.token = null;
  await ask(origin, "/");
  usage.save();
  expect(usage.read().calls).toBe(0);
  held.token = token;
  await ask(origin, "/");
  rmSync(join(folder, "deep"), { recursive: true });
  usage.save();
  expect(JSON.parse((await ask(origin, "/")).body).code).toBe("METER_NOT_DURABLE");
  mkdirSync(join(folder, "deep"));
  usage.save();
  expect((await ask(origin, "/")).status).toBe(200);
  writeFileSync(file, '{"calls":-1}');
  expect(() => readUsage(file)).toThrow(expect.objectContaining({ code: "API_USAGE_MALFORMED" }));
});

const GRAPH = { nodes: [{ node: "model", kind: "model", weights: WEIGHTS, components: [] }], edges: [] };
const EDGE = { from: "model", to: "shell", privilege: "tool_access" };

test("G-81 an undeclared edge is kept in a file until the site has it, and reported once in all restarts", async () => {
  const file = join(temporaryFolder(), "observed.json");
  const delivered: object[] = [];
  let isThere = false;
  const sink = {
    submit: async (edges: readonly object[]) => {
      if (!isThere) throw new Error("no site");
      delivered.push(...edges);
    },
  };
  const model = await serveModel((_, response) => json(response, completion("hi")));
  const openWatched = async (): Promise<{ origin: string; spool: EdgeSpool }> => {
    const spool = new EdgeSpool(file, sink, TIMERS);
    onTestFinished(() => spool.close());
    const onUndeclared = (edge: typeof EDGE): void => spool.add(edge);
    const edges = new EdgeWatch({
      graph: GRAPH,
      artifact: WEIGHTS,
      nodeOfTool: new Map(),
      reported: spool.reported,
      onUndeclared,
    });
    return { origin: (await openGate(model.origin, { edges, isDurable: () => spool.isDurable })).origin, spool };
  };
  const first = await openWatched();
  await askChat(first.origin, { tools: [{ type: "function", function: { name: "shell" } }] });
  await askChat(first.origin, { tools: [{ type: "function", function: { name: "shell" } }] });
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ waiting: [EDGE], delivered: [] });
  first.spool.close();
  isThere = true;
  const second = await openWatched();
  await second.spool.deliver();
  await askChat(second.origin, { tools: [{ type: "function", function: { name: "shell" } }] });
  await second.spool.deliver();
  expect(delivered).toEqual([EDGE]);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ waiting: [], delivered: [EDGE] });
});

test("G-80 a gate may refuse what a client offers rather than report it; what the model calls is reported all the same", async () => {
  const call = { choices: [{ message: { tool_calls: [{ function: { name: "shell" } }] } }] };
  const model = await serveModel((asked, response) =>
    json(response, asked.body.includes("run it") ? call : completion("hi")),
  );
  const observed: object[] = [];
  const edges = new EdgeWatch({
    graph: GRAPH,
    artifact: WEIGHTS,
    nodeOfTool: new Map(),
    reported: [],
    onUndeclared: (edge) => observed.push(edge),
  });
  const { origin, usage } = await openGate(model.origin, { edges, refusesUndeclaredTools: true });
  const offer = { tools: [{ type: "function", function: { name: "shell" } }] };
  for (const headers of [{}, { expect: "100-continue" }]) {
    const refused = await askChat(origin, offer, headers);
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([403, "TOOL_UNDECLARED"]);
  }
  expect([model.bytesRead(), observed]).toEqual([0, []]);
  expect((await askChat(origin, { a: 1 })).status).toBe(200);
  expect((await askChat(origin, { say: "run it" })).status).toBe(200);
  expect(observed).toEqual([EDGE]);
  expect((await askChat(origin, offer)).status).toBe(403);
  usage.save();
  expect(usage.read()).toMatchObject({ calls: 2, bytesIn: '{"a":1}'.length + '{"say":"run it"}'.length });
});

const probes = { listen: { host: "127.0.0.1", port: 0 }, secret: "5ec7e7" };

/** The chat port that live probing uses, at the gate's way in for probes. */
const endpointAt = (probeOrigin: string | null) =>
  openEndpoint({
    baseUrl: `${probeOrigin}/v1`,
    model: "m",
    apiKeyVariable: null,
    environment: {},
    budget: { requestsMax: 10, tokensMax: 100_000 },
    clock: systemClock,
    wait,
    requestsPerSecond: 1_000,
    retriesMax: 0,
  }).chat;

const QUESTION = {
  messages: [{ role: "user" as const, content: "What is the weather?" }],
  tools: [{ name: "read_notice", description: "reads", parameters: ["id"] }],
  answerTokensMax: 8,
  temperatureMilli: 0,
  samplingSeed: 1,
};

test("G-78 a probe and an ordinary request with the same body are the same bytes to the model server, and count alike", async () => {
  const answer = JSON.stringify(completion("sunny"));
  const model = await serveRaw(
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`,
  );
  const observed: object[] = [];
  const edges = new EdgeWatch({
    graph: GRAPH,
    artifact: WEIGHTS,
    nodeOfTool: new Map(),
    reported: [],
    onUndeclared: (edge) => observed.push(edge),
  });
  const { origin, gate, usage } = await openGate(model.origin, { probes, edges });
  const chat = endpointAt(gate.probeOrigin);
  expect(await chat(QUESTION, NEVER)).toMatchObject({ kind: "answered", text: "sunny" });
  const [naked] = model.received;
  const body = naked!.slice(naked!.indexOf("\r\n\r\n") + 4);
  await ask(origin, "/v1/chat/completions", {
    method: "POST",
    body,
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "User-Agent": "OpenAI/Python 1.9",
      "content-length": String(Buffer.byteLength(body)),
    },
  });
  expect(observed).toEqual([{ from: "model", to: "read_notice", privilege: "tool_access" }]);
  await chat(QUESTION, NEVER);
  const [, ordinary, probe] = model.received;
  expect(probe).toBe(ordinary);
  usage.save();
  expect(usage.read()).toMatchObject({
    calls: 3,
    promptTokens: 27,
    completionTokens: 12,
    bytesIn: 3 * Buffer.byteLength(body),
  });
  expect(observed).toHaveLength(1);
});

test("G-78 the way in for probes is on loopback, under a secret, and no way around the token", async () => {
  const model = await serveModel((_, response) => json(response, completion("hi")));
  const { gate, held } = await openGate(model.origin, { probes });
  const { origin } = new URL(gate.probeOrigin!);
  expect((await ask(origin, "/v1/models")).status).toBe(400);
  expect((await ask(gate.probeOrigin!, "/v1/models")).status).toBe(200);
  held.token = null;
  expect(await endpointAt(gate.probeOrigin)(QUESTION, NEVER)).toMatchObject({ kind: "failed", code: "HTTP_503" });
  expect(model.asked.map(({ url }) => url)).toEqual(["/v1/models"]);
  const elsewhere = { ...probes, listen: { host: "0.0.0.0", port: 0 } };
  await expect(openGate(model.origin, { probes: elsewhere })).rejects.toMatchObject({
    code: "PROBE_ADDRESS_NOT_LOOPBACK",
  });
});

test("G-79 at staging an evaluation lease stands in place of a token, for probes alone and as long as it lasts", async () => {
  const model = await serveModel((asked, response) => {
    if (asked.url.endsWith("/slow")) endless(5)(asked, response, undefined as never);
    else json(response, completion("hi"));
  });
  const lease: { endMs: number | null } = { endMs: systemClock.monotonicMs() + 60_000 };
  const { origin, gate } = await openGate(model.origin, { token: null, probes, evaluationLease: () => lease.endMs });
  expect(JSON.parse((await ask(origin, "/v1/models")).body).code).toBe("TOKEN_MISSING");
  expect(await endpointAt(gate.probeOrigin)(QUESTION, NEVER)).toMatchObject({ kind: "answered" });
  expect(gate.status().standing.serves).toBe("probes");
  const cut = await stream(gate.probeOrigin!, "/v1/slow");
  lease.endMs = null;
  await until(() => cut.atMs > 0, 1_000);
  expect(await endpointAt(gate.probeOrigin)(QUESTION, NEVER)).toMatchObject({ kind: "failed" });
  expect(model.asked).toHaveLength(2);
});
