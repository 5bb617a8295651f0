import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ask, codeIn, post } from "../kit/ask.ts";
import { startDaemon, type TestDaemon } from "../kit/daemon.ts";
import { eventually, wait } from "../kit/eventually.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const folder = new TemporaryFolder();
const data = `${folder.path}/site`;
const RATE = 20;
let limited: TestDaemon;

beforeAll(async () => {
  makePlainSite(data);
  limited = await startDaemon(data, { requestsPerSecond: RATE, streamsMax: 2 });
});

afterAll(async () => {
  await limited.stop();
  folder[Symbol.dispose]();
});

const JSON_TYPE = { "content-type": "application/json" };

/** What is refused before anybody knows who asks; each with the code that it is refused with alone. */
const REFUSED = [
  ["a token that counts for nothing", "/v1/site", { headers: { authorization: "Bearer a.b.c" } }, "TOKEN_INVALID"],
  ["a stream without a right", "/v1/events", { headers: { authorization: "Basic eA==" } }, "TOKEN_INVALID"],
  ["a foreign Host", "/healthz", { headers: { host: "example.org" } }, "HOST_FOREIGN"],
  ["a foreign Origin", "/healthz", { headers: { origin: "https://example.org" } }, "ORIGIN_FOREIGN"],
  ["an address that is none", "/%zz", {}, "REQUEST_MALFORMED"],
  ["a path that nobody answers", "/nowhere", {}, "NOT_FOUND"],
  ["a body that is none", "/v1/commands", { method: "POST", body: "{", headers: JSON_TYPE }, "REQUEST_MALFORMED"],
] as const;

test.each(REFUSED)("SVR-147 %s counts against the rate of its address", async (_name, path, asking, code) => {
  await wait(1_100);
  const answers = await Promise.all(Array.from({ length: 3 * RATE }, async () => await ask(limited.url, path, asking)));
  const codes = answers.map(codeIn);
  expect(new Set(codes)).toEqual(new Set([code, "TOO_MANY_REQUESTS"]));
  expect(codes.filter((each) => each === code).length).toBeLessThanOrEqual(2 * RATE);
  expect(answers.find(({ status }) => status === 429)?.headers["retry-after"]).toBe("1");
});

const longBody = JSON.stringify({ payloadType: "x", payload: "A".repeat(900_000), signatures: [] });

test("SVR-147 long bodies count by their length, told or not; short ones and those of tomorrow do not", async () => {
  await wait(1_100);
  const sent = await Promise.all(
    Array.from({ length: 8 }, async () => await post(limited.url, "/v1/commands", longBody)),
  );
  const codes = sent.map(codeIn);
  // Two mebibytes a second: two of these, or four where a second ended meanwhile.
  expect(codes.filter((each) => each !== "TOO_MANY_REQUESTS").length).toBeGreaterThanOrEqual(2);
  expect(codes.filter((each) => each !== "TOO_MANY_REQUESTS").length).toBeLessThanOrEqual(4);
  expect(sent.find(({ status }) => status === 429)?.headers["retry-after"]).toBe("1");
  await wait(1_100);
  const unsaid = { ...JSON_TYPE, "transfer-encoding": "chunked" };
  const chunked = await Promise.all(
    Array.from({ length: 6 }, async () =>
      codeIn(await ask(limited.url, "/v1/commands", { method: "POST", headers: unsaid, body: "{}" })),
    ),
  );
  expect(new Set(chunked)).toEqual(new Set(["REQUEST_MALFORMED", "TOO_MANY_REQUESTS"]));
  await wait(1_100);
  const short = await Promise.all(
    Array.from({ length: RATE / 2 }, async () => codeIn(await post(limited.url, "/v1/commands", "{}"))),
  );
  expect(new Set(short)).toEqual(new Set(["REQUEST_MALFORMED"]));
  expect(codeIn(await post(limited.url, "/v1/commands", longBody))).toBe("REQUEST_MALFORMED");
});

/** A connection over which nobody says anything. */
function quiet(localAddress: string): Socket {
  const { hostname, port } = new URL(limited.url);
  return connect({ host: hostname, port: Number(port), localAddress }).on("error", () => {});
}

test("SVR-148 one address has so many connections and no more, and leaves some to others", async () => {
  await wait(1_100);
  // Two streams and a thousand beside them, of which five hundred are for others.
  const sockets = Array.from({ length: 560 }, () => quiet("127.0.0.1"));
  await eventually(() => sockets.filter(({ closed }) => closed).length >= 58, 10_000);
  expect(sockets.filter(({ closed }) => !closed).length).toBeGreaterThan(480);
  const other = quiet("127.0.0.2");
  let told = "";
  other.setEncoding("utf8").on("data", (text: string) => (told += text));
  other.write("GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
  await eventually(() => told.includes('"ok"'));
  for (const socket of [...sockets, other]) socket.destroy();
  await eventually(async () => (await ask(limited.url, "/healthz").catch(() => null))?.status === 200);
}, 30_000);

test("SVR-36 a calendar that is set back shuts nobody out: the rate counts by the monotonic clock", async () => {
  const other = `${folder.path}/calendar`;
  makePlainSite(other);
  const daemon = await startDaemon(other, { requestsPerSecond: 2 });
  const setBackMs = Date.now() - 3_600_000;
  const statuses = [(await ask(daemon.url, "/healthz")).status];
  const calendar = vi.spyOn(Date, "now").mockImplementation(() => setBackMs);
  for (let times = 0; times < 4; times += 1) {
    await wait(600);
    statuses.push((await ask(daemon.url, "/healthz")).status);
  }
  calendar.mockRestore();
  await daemon.stop();
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
});
