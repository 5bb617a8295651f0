import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { expect, test } from "vitest";
import { ask, askChat, completion, json, openGate, serveModel, talk, until } from "./rig.ts";

test("G-70 with an admitted token a request passes and its answer comes back as it was", async () => {
  const model = await serveModel((asked, response) => json(response, completion(asked.body)));
  const { origin } = await openGate(model.origin);
  const answer = await askChat(origin, { hello: "world" });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toEqual(completion('{"hello":"world"}'));
  expect(model.asked).toMatchObject([{ method: "POST", url: "/v1/chat/completions", body: '{"hello":"world"}' }]);
});

test.each([
  ["TOKEN_MISSING", null],
  ["TOKEN_MALFORMED", "nonsense"],
])("G-70 %s: a problem, and not one byte goes to the model server", async (code, token) => {
  const model = await serveModel((_, response) => json(response, {}));
  const { origin } = await openGate(model.origin, { token });
  const answer = await askChat(origin, { hello: "world" });
  expect(answer).toMatchObject({
    status: 503,
    headers: { "content-type": "application/problem+json", "retry-after": "5" },
  });
  expect(JSON.parse(answer.body)).toEqual({
    type: "about:blank",
    title: "Service Unavailable",
    status: 503,
    code,
    detail: "this deployment has no power to answer now",
  });
  expect(model.bytesRead()).toBe(0);
  expect(model.sockets.size).toBe(0);
});

test("G-70 research power is for nobody outside, whatever the token was granted for", async () => {
  const model = await serveModel((_, response) => json(response, {}));
  const { origin, held, issuer } = await openGate(model.origin);
  held.token = issuer.token({ power: 200_000 });
  expect(JSON.parse((await ask(origin, "/")).body)).toMatchObject({ code: "TOKEN_AUDIENCE_MISMATCH" });
  expect(model.bytesRead()).toBe(0);
});

test("G-73 hop-by-hop fields and what Connection names end at the gate, both ways; all else goes on as it was spelt", async () => {
  const model = await serveModel((_, response) => {
    response.writeHead(200, ["Content-Type", "text/plain", "X-Kept", "1", "Connection", "x-secret", "X-Secret", "2"]);
    response.end("ok");
  });
  const { origin } = await openGate(model.origin);
  const headers = {
    Connection: "keep-alive, X-Named",
    "X-Named": "gone",
    "Keep-Alive": "timeout=1",
    TE: "trailers",
    "Proxy-Authorization": "Basic x",
    "X-Kept": "yes",
    Authorization: "Bearer client",
  };
  const answer = await ask(origin, "/x?y=1", { headers });
  const [asked] = model.asked;
  expect(asked!.rawHeaders).toEqual([
    ...["Host", model.origin.slice("http://".length)],
    ...["X-Kept", "yes", "Authorization", "Bearer client", "Via", "1.1 gate", "Connection", "keep-alive"],
  ]);
  expect(asked!.url).toBe("/x?y=1");
  expect(answer.headers).toMatchObject({ "x-kept": "1" });
  expect(answer.headers["x-secret"]).toBeUndefined();
});

test("G-73 the head and every piece of an answer go on when they come, and trailers after them", async () => {
  const model = await serveModel((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream", trailer: "x-sum" });
    response.write("data: 1\n\n");
    sendRest.then(
      () => {
        response.addTrailers({ "x-sum": "2", host: "evil" });
        response.end("data: 2\n\n");
      },
      () => {},
    );
  });
  let release = (): void => {};
  const sendRest = new Promise<void>((resolve) => (release = resolve));
  const { origin } = await openGate(model.origin);
  const pieces: string[] = [];
  const trailers = await new Promise((resolve, reject) => {
    const request = httpRequest(`${origin}/`, { agent: false }, (response) => {
      response.on("data", (chunk: Buffer) => {
        pieces.push(chunk.toString());
        release();
      });
      response.on("end", () => resolve(response.trailers));
    });
    request.on("error", reject);
    request.end();
  });
  expect(pieces).toEqual(["data: 1\n\n", "data: 2\n\n"]);
  expect(trailers).toEqual({ "x-sum": "2" });
});

test("G-73 a chunked upload goes on piece by piece with its trailers, an upload of known length with its length", async () => {
  const model = await serveModel((asked, response) => json(response, asked.body.length));
  const { port, origin } = await openGate(model.origin);
  const head = "POST /v1/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
  await talk(port, `${head}3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\nHost: evil\r\n\r\n`);
  await ask(origin, "/v1/x", { method: "POST", body: "12345", headers: { "content-length": "5" } });
  expect(model.asked.map(({ body }) => body)).toEqual(["abcde", "12345"]);
  expect(model.asked[0]!.headers).toMatchObject({ "transfer-encoding": "chunked" });
  expect(model.asked[0]!.rawTrailers).toEqual(["X-Sum", "5"]);
  expect(model.asked[1]!.headers["content-length"]).toBe("5");
});

test("G-73 a body keeps its framing where Connection names it and where the method has none as a rule", async () => {
  const model = await serveModel((asked, response) => json(response, asked.body));
  const { port } = await openGate(model.origin);
  const head = "GET /v1/x HTTP/1.1\r\nHost: a\r\n";
  const smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  await talk(port, `${head}Connection: close, content-length\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`);
  const chunk = `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`;
  await talk(port, `${head}Connection: close, transfer-encoding\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`);
  expect(model.asked.map(({ url, body }) => [url, body])).toEqual([
    ["/v1/x", smuggled],
    ["/v1/x", smuggled],
  ]);
});

test("G-73 HEAD, 204 and an answer in another status pass without a body of the gate's", async () => {
  const model = await serveModel((asked, response) => {
    if (asked.method === "HEAD") response.writeHead(200, { "content-length": "77" }).end();
    else if (asked.url === "/none") response.writeHead(204).end();
    else response.writeHead(418, "Teapot", { "content-type": "text/plain" }).end("short and stout");
  });
  const { origin } = await openGate(model.origin);
  expect(await ask(origin, "/", { method: "HEAD" })).toMatchObject({
    status: 200,
    headers: { "content-length": "77" },
    body: "",
  });
  expect(await ask(origin, "/none")).toMatchObject({ status: 204, body: "" });
  expect(await ask(origin, "/pot")).toMatchObject({ status: 418, body: "short and stout" });
});

test("G-73 a client that asks whether to go on is told so by the model server, and nothing is uploaded without a token", async () => {
  const model = await serveModel((asked, response) => json(response, asked.body));
  const { port, held } = await openGate(model.origin);
  const head = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
  expect(await talk(port, `${head}{}`)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  held.token = null;
  expect(await talk(port, head)).toMatch(/^HTTP\/1\.1 503 /);
});

test("G-73 neither side is read faster than the other takes it", { timeout: 10_000 }, async () => {
  const sent = { bytes: 0 };
  const big = randomBytes(1 << 20);
  const model = await serveModel((_, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    const fill = (): void => {
      while (sent.bytes < 64 << 20) {
        sent.bytes += big.length;
        if (!response.write(big)) return void response.once("drain", fill);
      }
      response.end();
    };
    fill();
  });
  const { origin } = await openGate(model.origin);
  const received = await new Promise<number>((resolve, reject) => {
    const request = httpRequest(`${origin}/`, { agent: false }, (response) => {
      let bytes = 0;
      setTimeout(() => {
        expect(sent.bytes).toBeLessThan(32 << 20);
        response.on("data", (chunk: Buffer) => (bytes += chunk.length));
        response.on("end", () => resolve(bytes));
      }, 300);
    });
    request.on("error", reject);
    request.end();
  });
  expect(received).toBe(64 << 20);
});

test("G-73 what is upgraded is refused, h2c is passed over, a tunnel and a target that is no path are refused", async () => {
  const model = await serveModel((_, response) => json(response, {}));
  const { port } = await openGate(model.origin);
  const websocket = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";
  expect(await talk(port, websocket, 300)).toMatch(/^HTTP\/1\.1 501 [^]*"code":"UPGRADE_REFUSED"/);
  expect(await talk(port, "CONNECT evil:443 HTTP/1.1\r\nHost: evil\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  expect(await talk(port, "GET http://evil/ HTTP/1.1\r\nHost: evil\r\n\r\n", 300)).toMatch(/^HTTP\/1\.1 400 /);
  expect(model.bytesRead()).toBe(0);
  const h2c =
    "GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: A\r\n\r\n";
  expect(await talk(port, h2c)).toMatch(/^HTTP\/1\.1 200 /);
  expect(model.asked[0]!.headers).not.toHaveProperty("http2-settings");
});

test("G-82 a model server that is gone is 502, one that breaks off is a broken connection, and a stale connection is tried anew", async () => {
  let rude = false;
  const model = await serveModel((_, response) => {
    if (!rude) return json(response, {});
    response.writeHead(200, { "content-type": "text/plain" });
    response.write("half", () => response.socket?.destroy());
  });
  const { origin, gate } = await openGate(model.origin);
  await ask(origin, "/");
  for (const socket of model.sockets) socket.destroy();
  expect((await ask(origin, "/")).status).toBe(200);
  rude = true;
  await expect(ask(origin, "/")).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  await model.close();
  const answer = await askChat(origin, {});
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([502, "UPSTREAM_UNREACHABLE"]);
  await until(() => gate.status().exchanges === 0);
});

test("G-82 a connection to the model server that is not used is ended before the model server would", async () => {
  const model = await serveModel((_, response) => json(response, {}));
  const looks: (() => void)[] = [];
  const timers = { every: (_: number, look: () => void) => (looks.push(look), { stop: () => {} }) };
  const { origin } = await openGate(model.origin, { timers });
  const lookAll = (): void => looks.forEach((look) => look());
  for (let request = 0; request < 2; request += 1) {
    await ask(origin, "/");
    lookAll();
    expect(model.sockets.size).toBe(1);
  }
  lookAll();
  await until(() => model.sockets.size === 0);
});

test("G-82 a model server that does not begin in time is 504, one that stands still is cut", async () => {
  const model = await serveModel((asked, response) => {
    if (asked.url === "/stalls") response.writeHead(200, { "content-type": "text/plain" }).write("one");
  });
  const { origin } = await openGate(model.origin, { limits: { firstByteMs: 100, stallMs: 100 } });
  const answer = await ask(origin, "/never");
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([504, "UPSTREAM_TIMED_OUT"]);
  await expect(ask(origin, "/stalls")).rejects.toThrow();
  await until(() => model.sockets.size === 0);
});
