import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { HeldBodies } from "../../../src/gate/proxy/held-bodies.ts";
import { ask, endless, json, openGate, serveModel, serveRaw, sleep, talk, until } from "./rig.ts";

const POST = "POST /v1/x HTTP/1.1\r\nHost: a\r\n";
const SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

test.each([
  ["both lengths", `${POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  ["both lengths, other order", `${POST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  ["two lengths", `${POST}Content-Length: 0\r\nContent-Length: 38\r\n\r\n${SMUGGLED}`],
  ["a list of lengths", `${POST}Content-Length: 0, 38\r\n\r\n${SMUGGLED}`],
  ["a signed length", `${POST}Content-Length: +4\r\n\r\nabcd${SMUGGLED}`],
  ["a coding that is not chunked", `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  ["chunked and then another", `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  ["a space before the colon", `${POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
  ["a chunk size that is none", `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n${SMUGGLED}`],
  ["a chunk that is too short", `${POST}Transfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n${SMUGGLED}`],
  ["lines that end in a line feed alone", `POST /v1/x HTTP/1.1\nHost: a\nContent-Length: 0\n\n${SMUGGLED}`],
  ["no host", "GET / HTTP/1.1\r\n\r\n"],
  ["no HTTP", "\u0016\u0003\u0001 hello\r\n\r\n"],
  ["another version", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
])("G-74 what can be read in two ways is refused: %s", async (_, bytes) => {
  const model = await serveModel((_, response) => json(response, {}));
  const { port, gate } = await openGate(model.origin);
  const answer = await talk(port, bytes, 400);
  expect(answer).not.toMatch(/^HTTP\/1\.1 200/);
  expect(answer).not.toContain("HTTP/1.1 200");
  expect(model.asked.map(({ url }) => url)).toEqual([]);
  await until(() => gate.status().connections === 0 && gate.status().exchanges === 0);
});

test("G-74 headers and bodies are bounded, and who sends more gets a problem", async () => {
  const model = await serveModel((_, response) => json(response, {}));
  const { port, origin, gate } = await openGate(model.origin, {
    limits: { headerBytesMax: 4_096, requestBytesMax: 1_000 },
  });
  const tooMany = `GET / HTTP/1.1\r\nHost: a\r\n${"A: b\r\n".repeat(300)}\r\n`;
  expect(await talk(port, tooMany, 300)).toMatch(/^HTTP\/1\.1 413 [^]*"code":"REQUEST_TOO_LARGE"/);
  expect(await talk(port, `GET /${"x".repeat(5_000)} HTTP/1.1\r\nHost: a\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
  const long = await ask(origin, "/", {
    method: "POST",
    body: "x".repeat(1_001),
    headers: { "content-length": "1001" },
  });
  expect(long.status).toBe(413);
  expect(model.bytesRead()).toBe(0);
  const chunk = `3e9\r\n${"x".repeat(1_001)}\r\n0\r\n\r\n`;
  expect(await talk(port, `${POST}Transfer-Encoding: chunked\r\n\r\n${chunk}`)).toMatch(/^HTTP\/1\.1 413 /);
  await until(() => model.sockets.size === 0 && gate.status().exchanges === 0);
  expect(model.asked).toEqual([]);
});

test("G-74 a body that is encoded is refused, whatever it says that it is", async () => {
  const model = await serveModel((_, response) => json(response, {}));
  const { origin } = await openGate(model.origin);
  for (const type of ["application/json", "audio/wav", "application/octet-stream", "multipart/form-data; boundary=x"]) {
    const headers = { "content-encoding": "gzip", "content-length": "4", "content-type": type };
    const coded = await ask(origin, "/", { method: "POST", body: "abcd", headers });
    expect([coded.status, JSON.parse(coded.body).code]).toEqual([415, "REQUEST_UNREADABLE"]);
  }
  expect(model.bytesRead()).toBe(0);
});

test.each([false, true])(
  "G-74 who sends a header and no body, or no more of one, keeps nobody out (bodies kept back: %s)",
  async (refusesUndeclaredTools) => {
    const model = await serveModel((_, response) => json(response, {}));
    const limits = { requestsInFlightMax: 4, bodyStallMs: 150 };
    const { port, origin, gate } = await openGate(model.origin, { refusesUndeclaredTools, limits });
    const sockets = Array.from({ length: 8 }, () => open(port, `${POST}Content-Length: 10\r\n\r\n`));
    await until(() => gate.status().exchanges === 8);
    expect((await ask(origin, "/v1/models")).status).toBe(200);
    for (const socket of sockets) socket.write("abc");
    await until(() => gate.status().exchanges === 0);
    expect((await ask(origin, "/v1/models")).status).toBe(200);
    expect(model.asked.map(({ method }) => method)).toEqual(["GET", "GET"]);
  },
);

test("G-74 a body that comes in small pieces is not cut for it", async () => {
  const model = await serveModel((asked, response) => json(response, asked.body.length));
  const { port } = await openGate(model.origin, { limits: { bodyStallMs: 150 } });
  const socket = open(port, `${POST}Transfer-Encoding: chunked\r\n\r\n`);
  for (let piece = 0; piece < 6; piece += 1) {
    socket.write("1\r\na\r\n");
    await sleep(50);
  }
  socket.write("0\r\n\r\n");
  await until(() => model.asked.length === 1);
  expect(model.asked[0]!.body).toBe("aaaaaa");
});

test("G-74 an upload that the model server is slow to take is not its client's fault", async () => {
  const size = 24 * 1_048_576;
  const server = createServer((request, response) => {
    setTimeout(() => request.resume(), 500);
    request.on("end", () => response.end("taken"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { origin } = await openGate(`http://127.0.0.1:${port}`, { limits: { bodyStallMs: 100 } });
  const headers = { "content-length": String(size) };
  expect(await ask(origin, "/", { method: "POST", body: "x".repeat(size), headers })).toMatchObject({ body: "taken" });
});

test("G-74 bodies that are kept back have one bound together: whoever keeps most goes, the next passes", async () => {
  const model = await serveModel((_, response) => json(response, {}));
  const limits = { heldBytesMax: 100_000 };
  const { port, origin, gate } = await openGate(model.origin, { refusesUndeclaredTools: true, limits });
  const half = `${POST}Content-Length: 2000000\r\n\r\n${" ".repeat(60_000)}`;
  const first = talk(port, half, 2_000);
  await until(() => gate.status().exchanges === 1);
  await sleep(20);
  const second = talk(port, half.replace(" ".repeat(60_000), " ".repeat(70_000)), 2_000);
  const gone = await Promise.race([first, second]);
  expect(gone).toMatch(/^HTTP\/1\.1 503 [^]*Retry-After: 1[^]*HOLDING_SPACE_SPENT/);
  const small = await ask(origin, "/", { method: "POST", body: "{}", headers: { "content-length": "2" } });
  expect(small.status).toBe(200);
  expect(gate.status().exchanges).toBe(1);
});

test("G-74 the space for bodies is free again when they are through, by any end, and each piece counts for what it costs", () => {
  const held = new HeldBodies(11_000);
  const cut: string[] = [];
  const holder = (name: string) => ({ cut: () => void cut.push(name) });
  const [large, small, leaving] = [holder("large"), holder("small"), holder("leaving")];
  held.keep(leaving, 5_000);
  held.passOn(leaving);
  held.keep(large, 2_000);
  held.keep(small, 1_000);
  held.keep(small, 1_000);
  expect(cut).toEqual([]);
  held.keep(small, 1_000);
  expect(cut).toEqual(["small"]);
  for (let piece = 0; piece < 20; piece += 1) held.keep(large, 1);
  expect(cut).toEqual(["small", "large"]);
  held.release(leaving);
  held.release(large);
  expect(held.bytes).toBe(0);
});

test("G-74 who is slow with a header or a body is shown out", async () => {
  const model = await serveModel((_, response) => json(response, {}));
  const { port, gate } = await openGate(model.origin, { limits: { headerMs: 200, requestMs: 400 } });
  const beganMs = performance.now();
  const [header, body] = await Promise.all([
    talk(port, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", 3_000),
    talk(port, `${POST}Content-Length: 100\r\n\r\nabc`, 3_000),
  ]);
  expect(header).toMatch(/^HTTP\/1\.1 408 /);
  expect(body).not.toContain("200 OK");
  expect(performance.now() - beganMs).toBeLessThan(2_500);
  await until(() => gate.status().connections === 0 && gate.status().exchanges === 0 && model.sockets.size === 0);
});

test("G-74 who does not read his answer is cut after a while", async () => {
  const model = await serveModel((_, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    const piece = Buffer.alloc(1 << 20);
    const fill = (): void => {
      while (response.write(piece));
      response.once("drain", fill);
    };
    fill();
  });
  const { port, gate } = await openGate(model.origin, { limits: { stallMs: 200 } });
  const socket = open(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  socket.pause();
  await until(() => gate.status().exchanges === 1);
  await until(() => gate.status().exchanges === 0 && model.sockets.size === 0);
});

test("G-74 clients that go away leave nothing open: half-open, aborted uploads, abandoned streams", async () => {
  const model = await serveModel(endless(5));
  const { port, gate } = await openGate(model.origin);
  const opened = [
    ...Array.from({ length: 20 }, () => open(port, "GET / HT")),
    ...Array.from({ length: 20 }, () => open(port, `${POST}Content-Length: 1000\r\n\r\nabc`)),
    ...Array.from({ length: 20 }, () => open(port, `${POST}Transfer-Encoding: chunked\r\n\r\n5\r\nab`)),
    ...Array.from({ length: 20 }, () => open(port, `${POST}Content-Length: 2\r\n\r\n{}`)),
  ];
  await until(() => gate.status().connections === 80 && gate.status().exchanges === 60 && model.asked.length === 20);
  opened.forEach((socket, place) => (place % 2 === 0 ? socket.destroy() : socket.resetAndDestroy()));
  await until(() => gate.status().connections === 0 && gate.status().exchanges === 0 && model.sockets.size === 0);
});

test("G-74 pipelined requests are answered in their order, each under the token, and cut together", async () => {
  const model = await serveModel((asked, response) => {
    if (asked.url === "/slow") setTimeout(() => response.end("slow"), 60);
    else if (asked.url === "/endless") endless(5)(asked, response, undefined as never);
    else response.end("fast");
  });
  const { port, gate, held } = await openGate(model.origin);
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const answer = await talk(port, get("/slow") + get("/fast"), 500);
  expect(answer.match(/slow|fast/g)).toEqual(["slow", "fast"]);
  const socket = open(port, get("/endless") + get("/endless") + get("/endless"));
  await until(() => gate.status().exchanges === 3);
  held.token = null;
  await until(() => gate.status().exchanges === 0 && gate.status().connections === 0 && model.sockets.size === 0);
  await until(() => socket.destroyed);
});

test("G-74 nonsense after a request does not get into its answer", async () => {
  const model = await serveModel((_, response) => {
    response.writeHead(200, { "content-type": "text/plain" });
    response.write("begun");
  });
  const { port } = await openGate(model.origin);
  const socket = open(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  await until(() => answer.includes("begun"));
  socket.write("nonsense\r\n\r\n");
  await until(() => socket.destroyed);
  expect(answer).not.toContain("REQUEST_MALFORMED");
});

test("G-74 any bytes in path, method and header are refused or passed, and the gate stands", async () => {
  const model = await serveModel((_, response) => json(response, {}));
  const { port, origin } = await openGate(model.origin);
  const requests = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).flatMap((byte) => [
    `GET /${byte} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: a\r\nX-${byte}: 1\r\nX: ${byte}1\r\nConnection: close\r\n\r\n`,
  ]);
  const answers = await Promise.all(requests.map(async (request) => await talk(port, request, 15_000)));
  expect(new Set(answers.map((answer) => answer.slice(0, 12)))).toEqual(new Set(["HTTP/1.1 200", "HTTP/1.1 400"]));
  expect((await ask(origin, "/")).status).toBe(200);
});

test.each([
  ["a status that is none", "HTTP/1.1 099 \u0001\r\nContent-Length: 0\r\n\r\n"],
  ["no HTTP", "hello\r\n\r\n"],
  ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
  ["both lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
  ["another protocol", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"],
  ["compressed events", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\nx"],
])("G-74 a model server that sends %s is 502", async (_, answer) => {
  const model = await serveRaw(answer);
  const { origin, gate } = await openGate(model.origin);
  expect((await ask(origin, "/")).status).toBe(502);
  await until(() => gate.status().exchanges === 0);
});

test("G-74 after a refusal of who was asked to wait, the connection ends: his next request is nobody's body", async () => {
  const model = await serveModel((_, response) => json(response, {}));
  const { port } = await openGate(model.origin, { token: null });
  const first = `${POST}Content-Length: ${SMUGGLED.length}\r\nExpect: 100-continue\r\n\r\n`;
  expect(await talk(port, first, 1_000)).toMatch(/^HTTP\/1\.1 503 [^]*Connection: close/);
});

test("G-74 no more connections than the bound", async () => {
  const model = await serveModel((_, response) => json(response, {}));
  const { port, gate } = await openGate(model.origin, { limits: { connectionsMax: 3 } });
  const sockets = Array.from({ length: 6 }, () => open(port, "GET / HT"));
  await until(() => sockets.filter(({ destroyed }) => destroyed).length === 3);
  await sleep(20);
  expect(gate.status().connections).toBe(3);
});

function open(port: number, bytes: string): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.on("data", () => {});
  socket.write(bytes, "latin1");
  onTestFinished(() => void socket.destroy());
  return socket;
}
