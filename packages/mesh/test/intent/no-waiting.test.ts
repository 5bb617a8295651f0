import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/**
 * T1: between nodes nobody waits for a reply. A node that asks and waits is as slow as the slowest that it asks, and dead
 * with the first that is dead: that is how the mesh before this one orphaned its slow half. So the bus has no request at
 * all (ports/bus.ts), and the ways around it are forbidden here. `node/worker` is left out: a model endpoint is a worker
 * of one node, and not a peer.
 */
const FORBIDDEN: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  { pattern: /(?<![#.\w])(globalThis\.)?fetch\s*\(/, instead: "send a message, and hear the answer as an event" },
  { pattern: /from\s+["'](node:)?https?2?["']|from\s+["'](undici|axios|got)["']/, instead: "use the Bus" },
  { pattern: /\b(XMLHttpRequest|EventSource)\b/, instead: "use the Bus" },
  { pattern: /\bhttps?2?\.(request|get|connect)\s*\(/, instead: "use the Bus" },
  { pattern: /\.(request|requestMany)\s*\(/, instead: "publish without a reply subject" },
  { pattern: /\bawait\b[^;]*\b(reply|replies|response|responses)\b/i, instead: "hear it as a message" },
  { pattern: /\bawait\b[^;]*\b(bus|peer|peers)\.(send|ask|call|query)\s*\(/, instead: "send, and go on" },
  { pattern: /\bAtomics\.wait\b|\bexecFileSync\b|\bspawnSync\b|\bexecSync\b/, instead: "do not block the node's turn" },
];

const OUTSIDE = "node/worker/";
/** Files that talk HTTP to something that is no peer, each with the one thing that it may ask. */
const EXCEPTIONS: ReadonlyMap<string, RegExp> = new Map([
  // A node asks its brokers' own monitoring port how they are set, before it uses them: a broker is no node.
  ["node/nats/durable-brokers.ts", /\/(varz|jsz)/],
]);
const root = new URL("../../src/", import.meta.url).pathname;

const offencesIn = (source: string): readonly string[] =>
  FORBIDDEN.filter(({ pattern }) => pattern.test(withoutComments(source))).map(({ instead }) => instead);

const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.startsWith(OUTSIDE));

const read = (file: string): string => readFileSync(join(root, file), "utf8");

test("T1 ME-280 the rule looks at real files", () => {
  expect(sources.length).toBeGreaterThan(30);
  expect(sources).toContain("ports/bus.ts");
});

test("T1 ME-280 between nodes there is no HTTP, no request and no wait for a reply", () => {
  const searched = sources.filter((file) => !EXCEPTIONS.has(file));
  const offenders = searched.flatMap((file) => offencesIn(read(file)).map((to) => `${file}: ${to}`));
  console.info(`T1  ${sources.length} files, ${offenders.length} waits for a peer  (bar 0)`);
  expect(offenders).toEqual([]);
});

test("T1 ME-280 what is excepted asks for nothing but what it is excepted for", () => {
  for (const [file, allowed] of EXCEPTIONS) {
    const calls = read(file).match(/(?<![#.\w])fetch\s*\([^)]*\)?/g) ?? [];
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatch(allowed);
  }
});

test.each([
  "const reply = await globalThis.fetch(url)",
  "const state = await fetch(`http://${peer}/state`);",
  'import { request } from "node:http";',
  'import http from "http";',
  'const message = await nc.request("mesh.state", bytes);',
  "await peerConnection.request(frame)",
  "const answer = await this.#replyOf(peer);\nconst r = await\n  reply;",
  "await bus.send(to, message);",
  "http.get(address, handle);",
  "new XMLHttpRequest()",
  "Atomics.wait(cell, 0, 0);",
])("T1 ME-280 canary: %j would be caught", (source) => {
  expect(offencesIn(source)).not.toEqual([]);
});

test("T1 ME-280 the bus cannot be waited for: it promises nothing but its closing", () => {
  const bus = withoutComments(readFileSync(join(root, "ports/bus.ts"), "utf8"));
  expect(bus.match(/Promise</g)).toHaveLength(1);
  expect(bus).toMatch(/close\(\): Promise<void>/);
});
