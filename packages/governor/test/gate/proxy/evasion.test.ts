import { expect, test } from "vitest";
import { EdgeWatch } from "../../../src/gate/proxy/index.ts";
import { ask, askChat, completion, json, openGate, serveModel, talk, until, WEIGHTS } from "./rig.ts";

const GRAPH = { nodes: [{ node: "model", kind: "model", weights: WEIGHTS, components: [] }], edges: [] };
const OFFER = { messages: [], tools: [{ type: "function", function: { name: "shell" } }] };
const HEAD = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";

async function openWatched(refusesUndeclaredTools: boolean, hasGraph = true) {
  const model = await serveModel((_, response) => json(response, completion("hi")));
  const observed: string[] = [];
  const onUndeclared = ({ to }: { readonly to: string }): void => void observed.push(to);
  const graphed = { graph: GRAPH, artifact: WEIGHTS, nodeOfTool: new Map<string, string>(), reported: [] };
  const edges = hasGraph ? new EdgeWatch({ ...graphed, onUndeclared }) : null;
  return { model, observed, ...(await openGate(model.origin, { edges, refusesUndeclaredTools })) };
}

const post = async (origin: string, body: string, headers: Record<string, string>) =>
  await ask(origin, "/v1/chat/completions", {
    method: "POST",
    body,
    headers: { "content-length": String(Buffer.byteLength(body)), ...headers },
  });

test.each(["application/octet-stream", "image/png", "multipart/form-data; boundary=x", "audio/wav", "text/plain"])(
  "G-80 a tool is seen in JSON that says it is %s",
  async (type) => {
    const refusing = await openWatched(true);
    const refused = await post(refusing.origin, JSON.stringify(OFFER), { "content-type": type });
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([403, "TOOL_UNDECLARED"]);
    expect(refusing.model.bytesRead()).toBe(0);
    const reporting = await openWatched(false);
    expect((await post(reporting.origin, JSON.stringify(OFFER), { "content-type": type })).status).toBe(200);
    expect(reporting.observed).toEqual(["shell"]);
  },
);

test("G-80 what is no JSON offers nothing and passes, kept back or not", async () => {
  const form =
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n';
  const body = `${form}\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\r\n--x--\r\n`;
  for (const refuses of [true, false]) {
    const { origin, model, observed } = await openWatched(refuses);
    for (const type of ["multipart/form-data; boundary=x", "image/png", "application/octet-stream"])
      expect((await post(origin, body, { "content-type": type })).status).toBe(200);
    expect(model.asked.map((asked) => asked.body)).toEqual([body, body, body]);
    expect(observed).toEqual([]);
  }
});

test("G-73 Connection takes away no field that says what a body is, who asks, and for whom", async () => {
  const { port, model } = await openWatched(true);
  const names = "close, content-type, authorization, accept, host, content-length, x-api-key, x-own";
  const fields = "Content-Type: image/png\r\nAuthorization: Bearer a\r\nAccept: b\r\nX-Api-Key: c\r\nX-Own: d\r\n";
  await talk(port, `${HEAD.replace("close", names)}${fields}Content-Length: 2\r\n\r\n{}`);
  const { headers } = model.asked[0]!;
  expect(headers).toMatchObject({
    "content-type": "image/png",
    authorization: "Bearer a",
    accept: "b",
    "x-api-key": "c",
  });
  expect(headers["x-own"]).toBeUndefined();
});

test.each([true, false])(
  "G-74 JSON in another encoding than UTF-8 is refused where tools are looked for (kept back: %s)",
  async (refuses) => {
    const { port, model, gate } = await openWatched(refuses);
    const bodies = [
      Buffer.from(`\ufeff${JSON.stringify(OFFER)}`, "utf16le"),
      Buffer.from(JSON.stringify(OFFER), "utf16le").swap16(),
    ];
    for (const body of bodies) {
      const head = `${HEAD}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
      expect(await talk(port, head + body.toString("latin1"), 300)).toMatch(/^HTTP\/1\.1 415 [^]*REQUEST_UNREADABLE/);
    }
    for (const charset of ["charset=utf-7", 'charset="cp037"', "charset = utf-16", "charset=utf-8; charset=utf-7"]) {
      const head = `${HEAD}Content-Type: text/plain\r\nContent-Type: application/json; ${charset}\r\nContent-Length: 2\r\n\r\n`;
      expect(await talk(port, `${head}{}`, 300)).toMatch(/^HTTP\/1\.1 415 /);
    }
    await until(() => gate.status().exchanges === 0);
    expect(model.asked).toEqual([]);
  },
);

test("G-80 a byte order mark of UTF-8 hides nothing", async () => {
  const { origin } = await openWatched(true);
  const type = { "content-type": "application/json; charset=UTF-8" };
  expect((await post(origin, `\ufeff${JSON.stringify(OFFER)}`, type)).status).toBe(403);
  expect((await post(origin, "\ufeff{}", type)).status).toBe(200);
});

test("G-80 a gate that refuses and knows no graph refuses every tool, and nothing else", async () => {
  const { origin, model } = await openWatched(true, false);
  expect((await askChat(origin, OFFER)).status).toBe(403);
  expect((await askChat(origin, { messages: [] })).status).toBe(200);
  expect(model.asked).toHaveLength(1);
});

test("G-80 a list of calls is refused for any of them", async () => {
  const { origin } = await openWatched(true);
  const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "shell" } };
  expect((await askChat(origin, [call, { jsonrpc: "2.0", id: 2, method: "ping" }])).status).toBe(403);
});

test("G-78 a probe does not repeat a mark that one client alone ever wore", async () => {
  const model = await serveModel((_, response) => json(response, completion("hi")));
  const probes = { listen: { host: "127.0.0.1", port: 0 }, secret: "5ec7e7" };
  const { origin, gate } = await openGate(model.origin, { probes });
  for (const agent of ["ordinary", "mark-1", "ordinary", "mark-2"]) await askChat(origin, {}, { "user-agent": agent });
  await askChat(gate.probeOrigin!, {});
  expect(model.asked.at(-1)!.headers["user-agent"]).toBe("ordinary");
});
