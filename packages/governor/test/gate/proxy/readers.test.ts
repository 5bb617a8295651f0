import { digestOfValue, RandomStream } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { answerKindOf, answerReader, isPlain, requestReader } from "../../../src/gate/proxy/body-readers.ts";
import { EdgeWatch } from "../../../src/gate/proxy/edge-watch.ts";
import { JsonWalker } from "../../../src/gate/proxy/json-walker.ts";
import { toolNamed } from "../../../src/gate/proxy/tool-names.ts";
import { PowerShare } from "../../../src/gate/proxy/power-share.ts";
import { TrafficProfile } from "../../../src/gate/proxy/traffic-profile.ts";

const WANTED = new Set(["name", "n", ""]);

/** As keys are compared: in any case, and none of them is an array's mark. */
const keyOf = (key: string): string => (key === "[]" ? "" : key.toUpperCase().toLowerCase());

/** The same by parsing the whole text. */
function told(value: unknown, path: readonly string[] = []): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => told(each, [...path, "[]"]));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, each]) => told(each, [...path, keyOf(key)]));
  return WANTED.has(path.at(-1) ?? "-") ? [`${path.join("/")}=${String(value)}`] : [];
}

function walked(bytes: Uint8Array, cuts: RandomStream): string[] {
  const found: string[] = [];
  const walker = new JsonWalker(WANTED, (path, value) => found.push(`${path.join("/")}=${value}`));
  for (let from = 0; from < bytes.length;) {
    const to = Math.min(bytes.length, from + 1 + Math.floor(cuts.unit() * 9));
    walker.write(bytes.subarray(from, to));
    from = to;
  }
  return found;
}

test("G-77 values are read out of JSON in pieces of any size as a parser reads them out of the whole", () => {
  const key = fc.oneof(
    fc.constantFrom("name", "n", "", "other", "na\\me", 'n"', "\u0000name", "[]", "Name", "\u212a"),
    fc.string(),
  );
  const leaf = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const value = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie("value")), fc.dictionary(key, tie("value"))),
  })).value;
  fc.assert(
    fc.property(fc.dictionary(key, value), fc.integer(), fc.constantFrom(0, 2), (document, seed, indent) => {
      const bytes = Buffer.from(JSON.stringify(document, null, indent));
      // A parser keeps numbers by value: compare what it would have written.
      expect(walked(bytes, RandomStream.from("cuts", seed))).toEqual(told(JSON.parse(bytes.toString())));
    }),
    { numRuns: 150 },
  );
});

test("G-77 a name spelt with escapes is the same name", () => {
  const found: string[] = [];
  const walker = new JsonWalker(new Set(["name"]), (path, value) => found.push(`${path.join("/")}=${value}`));
  walker.write(Buffer.from(String.raw`{"\u006eame":"\u0073hell","x":"\"name\":\"no\"","long":{"name":"é"}}`));
  expect(found).toEqual(["name=shell", "long/name=é"]);
});

test.each([
  ["plain", "n".repeat(513)],
  ["escaped", String.raw`\n`.repeat(257)],
  ["an escape that the bound would cut in two", `${"n".repeat(511)}${String.raw`\n`}`],
  ["a number", "1".padEnd(600, "0")],
])("G-80 a value that is longer than any name is marked, and kept no further: %s", (kind, text) => {
  const found: string[] = [];
  const walker = new JsonWalker(new Set(["name"]), (_, value) => found.push(value));
  walker.write(Buffer.from(kind === "a number" ? `{"name":${text},"x":1}` : `{"name":"${text}${text}","x":1}`));
  walker.write(Buffer.from(`{"name":"${"n".repeat(512)}"}`));
  expect(found).toEqual([`…${text.slice(0, kind.startsWith("an escape") ? 511 : 512)}`, "n".repeat(512)]);
});

test("G-80 the beginning of a long address is not taken for the whole", () => {
  const found: string[] = [];
  const watch = new JsonWalker(new Set(["server_url"]), (path, value) => found.push(toolNamed(path, value) ?? "none"));
  const rest = `/${"a".repeat(600)}`;
  // Read without decoding, the backslash would end the host.
  watch.write(Buffer.from(String.raw`{"tools":[{"server_url":"https://declared.example\u0040other.example${rest}"}]}`));
  expect(found).toEqual([expect.stringMatching(/^…https/)]);
});

test("G-77 depth and garbage cost no memory and break nothing", () => {
  const walker = new JsonWalker(new Set(["name"]), () => {});
  walker.write(Buffer.from("[".repeat(1_000_000) + "]".repeat(2_000_000)));
  const found: string[] = [];
  const again = new JsonWalker(new Set(["name"]), (_, value) => found.push(value));
  again.write(Buffer.from(`${"[".repeat(100)}{"name":"deep"}${"]".repeat(100)}`));
  again.reset();
  again.write(Buffer.from('{"name":"near"}'));
  expect(found).toEqual(["near"]);
});

const usageOf = (kind: "json" | "events", text: string, pieceBytes: number) => {
  const seen: object[] = [];
  const reader = answerReader(kind, null, (tokens) => seen.push(tokens));
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += pieceBytes) reader.write(bytes.subarray(from, from + pieceBytes));
  reader.end();
  return seen[0];
};

const STREAM = [
  'data: {"choices":[{"delta":{"content":"a"}}]}',
  ": comment",
  'data: {"choices":[{"delta":{"content":"\\"usage\\":{\\"completion_tokens\\":999}"}}]}',
  'event: x\ndata: {"choices":[],\ndata: "usage":{"prompt_tokens":7,"completion_tokens":3}}',
  "data: [DONE]",
  "",
].join("\n\n");

test.each([1, 2, 3, 7, 1_000])(
  "G-77 tokens are read from JSON and from events, in pieces of %i bytes",
  (pieceBytes) => {
    const body = {
      choices: [{ message: { content: '"usage":{"prompt_tokens":1}' } }],
      metadata: { usage: { prompt_tokens: 5 } },
      usage: { prompt_tokens: 9, completion_tokens: 4 },
    };
    expect(usageOf("json", JSON.stringify(body), pieceBytes)).toEqual({ promptTokens: 9, completionTokens: 4 });
    expect(usageOf("events", STREAM, pieceBytes)).toEqual({ promptTokens: 7, completionTokens: 3 });
    expect(usageOf("events", STREAM.replaceAll("\n", "\r\n"), pieceBytes)).toEqual({
      promptTokens: 7,
      completionTokens: 3,
    });
    const anthropic =
      'data: {"message":{"usage":{"input_tokens":6,"output_tokens":1}}}\n\ndata: {"usage":{"output_tokens":8}}\n\n';
    expect(usageOf("events", anthropic, pieceBytes)).toEqual({ promptTokens: 6, completionTokens: 8 });
  },
);

test("G-77 where an answer says nothing of tokens, or is cut, its events count", () => {
  expect(usageOf("events", 'data: {"a":1}\n\ndata: {"a":2}\n\ndata: {"a":', 5)).toEqual({
    promptTokens: 0,
    completionTokens: 2,
  });
  expect(usageOf("json", '{"usage":{"prompt_tokens":-4,"completion_tokens":1e9}}', 5)).toEqual({
    promptTokens: 0,
    completionTokens: 0,
  });
});

test("G-77 kinds of bodies", () => {
  expect(
    [
      "application/json",
      "application/json; charset=utf-8",
      "application/problem+json",
      "text/event-stream",
      "text/html",
      undefined,
    ].map((type) => answerKindOf(type)),
  ).toEqual(["json", "json", "json", "events", "other", "other"]);
  expect([undefined, "identity", "gzip", "identity, gzip"].map((coding) => isPlain(coding))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

const WEIGHTS = digestOfValue("weights");
const GRAPH = {
  nodes: [
    { node: "model", kind: "model", weights: WEIGHTS, components: [] },
    { node: "search", kind: "tool", weights: null, components: [digestOfValue("search")] },
  ],
  edges: [{ from: "model", to: "search", privilege: "tool_access" }],
};

function observed(...bodies: readonly object[]): string[] {
  const found: string[] = [];
  const edges = new EdgeWatch({
    graph: GRAPH,
    artifact: WEIGHTS,
    nodeOfTool: new Map([["web_search", "search"]]),
    reported: [{ from: "model", to: "old", privilege: "tool_access" }],
    onUndeclared: ({ from, to, privilege }) => found.push(`${from} ${privilege} ${to}`),
  });
  for (const body of bodies) {
    const reader = requestReader(edges);
    reader.write(Buffer.from(JSON.stringify(body)));
    reader.end();
    const answer = answerReader("json", edges, () => {});
    answer.write(Buffer.from(JSON.stringify(body)));
    answer.end();
  }
  return found;
}

const offered = (name: string) => ({ tools: [{ type: "function", function: { name } }] });

test.each([
  ["offered", offered("shell"), "shell"],
  ["offered the older way", { functions: [{ name: "shell" }] }, "shell"],
  ["offered to Anthropic's interface", { tools: [{ name: "shell", input_schema: {} }] }, "shell"],
  ["of the server's own", { tools: [{ type: "code_interpreter" }] }, "code_interpreter"],
  ["on a remote server", { tools: [{ type: "mcp", server_url: "https://tools.example/mcp" }] }, "tools.example"],
  ["on one that Anthropic's interface asks", { mcp_servers: [{ url: "https://tools.example" }] }, "tools.example"],
  ["on one by its label alone", { mcp_servers: [{ type: "url", name: "shell" }] }, "shell"],
  ["behind a connector", { tools: [{ type: "mcp", connector_id: "connector_mail" }] }, "connector_mail"],
  ["offered to Gemini", { tools: [{ functionDeclarations: [{ name: "shell" }] }] }, "shell"],
  ["offered to Gemini the other way", { tools: [{ function_declarations: [{ name: "shell" }] }] }, "shell"],
  ["called by Gemini", { candidates: [{ content: { parts: [{ functionCall: { name: "shell" } }] } }] }, "shell"],
  ["offered to Bedrock", { toolConfig: { tools: [{ toolSpec: { name: "shell" } }] } }, "shell"],
  ["used by Bedrock", { output: { message: { content: [{ toolUse: { name: "shell" } }] } } }, "shell"],
  ["behind a key that is written like a list's mark", { "[]": 0, ...offered("shell") }, "shell"],
  ["spelt as only some servers read it", { Tools: [{ "\u212aind": 1, Function: { NAME: "shell" } }] }, "shell"],
  ["called", { choices: [{ message: { tool_calls: [{ function: { name: "shell", arguments: "{}" } }] } }] }, "shell"],
  ["called in a stream", { choices: [{ delta: { tool_calls: [{ function: { name: "shell" } }] } }] }, "shell"],
  ["called by an output", { output: [{ type: "function_call", name: "shell" }] }, "shell"],
  ["used", { content: [{ type: "tool_use", name: "shell", input: { name: "not this" } }] }, "shell"],
  ["called by JSON-RPC", { method: "tools/call", params: { name: "shell" } }, "shell"],
])("G-80 a tool that is %s and not declared is an observed edge", (_, body, tool) => {
  expect(observed(body)).toEqual([`model tool_access ${tool}`]);
});

test("G-80 what was declared, goes by another name, or was reported is no news, and news is told once", () => {
  expect(observed(offered("search"), offered("web_search"), offered("old"))).toEqual([]);
  expect(observed(offered("a"), offered("b"), offered("a"))).toEqual(["model tool_access a", "model tool_access b"]);
});

test("G-80 of a list of calls every tool is told, whichever comes first and whatever is called beside them", () => {
  const call = (name: string) => ({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name } });
  const other = { jsonrpc: "2.0", id: 2, method: "ping" };
  expect(observed([call("a"), call("b"), other])).toEqual(["model tool_access a", "model tool_access b"]);
  expect(observed({ params: { name: "a" }, method: "tools/call" })).toEqual(["model tool_access a"]);
  expect(observed({ method: "prompts/get", params: { name: "a" } })).toEqual([]);
});

test("G-80 names without end that wait for their method are taken for tools, and cost no memory", () => {
  const names: string[] = [];
  const reader = requestReader({ saw: (tool) => names.push(tool) });
  for (let place = 0; place < 3_000; place += 1)
    reader.write(Buffer.from(`${place === 0 ? "[" : ","}{"params":{"name":"n${place}"}}`));
  expect(names).toHaveLength(3_000);
});

test("G-80 words about tools are no tools", () => {
  const text = '{"tools":[{"function":{"name":"x"}}]}';
  expect(observed({ messages: [{ role: "user", name: "bob", content: text }], metadata: { name: "y" } })).toEqual([]);
});

test("G-80 a name that cannot be a node's goes by its digest, and at most 512 are reported", () => {
  expect(observed(offered("rm -rf /"))).toEqual([expect.stringMatching(/^model tool_access tool:[0-9a-f]{32}$/)]);
  expect(observed(...Array.from({ length: 600 }, (_, place) => offered(`t${place}`)))).toHaveLength(511);
});

test("G-75 over any time, no more than the share plus one request is worked; at full power nothing but the slots counts", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.boolean()), { maxLength: 300 }),
      (slots, steps) => {
        const share = new PowerShare(slots, 0);
        share.admits(200_000, 0);
        const open: number[] = [];
        let [nowMs, usedMs, longestMs] = [0, 0, 0];
        for (const [waitMs, wants] of steps) {
          nowMs += waitMs;
          usedMs += open.length * waitMs;
          if (wants && share.admits(200_000, nowMs)) {
            share.begin(200_000, nowMs);
            open.push(nowMs);
          } else if (open.length > 0) {
            longestMs = Math.max(longestMs, nowMs - open.shift()!);
            share.end(nowMs);
          }
          for (const since of open) longestMs = Math.max(longestMs, nowMs - since);
          expect(open.length).toBeLessThanOrEqual(Math.max(1, Math.floor(slots / 5)));
          expect(usedMs).toBeLessThanOrEqual((nowMs * slots) / 5 + longestMs);
        }
      },
    ),
    { numRuns: 150 },
  );
  const full = new PowerShare(1, 0);
  for (let nowMs = 0; nowMs < 100; nowMs += 1) {
    expect(full.admits(1_000_000, nowMs)).toBe(true);
    full.begin(1_000_000, nowMs);
    expect(full.admits(1_000_000, nowMs)).toBe(false);
    full.end(nowMs);
  }
});

test("G-78 a probe wears what an ordinary request wore, but nobody's name and nobody's key", () => {
  const profile = new TrafficProfile();
  const own = [
    "user-agent",
    "node",
    "content-type",
    "application/json",
    "authorization",
    "Bearer evaluator",
    "sec-fetch-mode",
    "cors",
  ];
  expect(profile.clothe("POST", "/v1", own)).toEqual(own);
  const ordinary = [
    "User-Agent",
    "OpenAI/Python",
    "Authorization",
    "Bearer customer",
    "X-Request-Id",
    "7",
    "Content-Type",
    "application/json",
    "Cookie",
    "a=b",
    "X-Stainless-Lang",
    "python",
  ];
  profile.remember("POST", "/v1", ordinary, {});
  expect(profile.clothe("POST", "/v1", own)).toEqual([
    "User-Agent",
    "OpenAI/Python",
    "Authorization",
    "Bearer evaluator",
    "Content-Type",
    "application/json",
    "X-Stainless-Lang",
    "python",
  ]);
  expect(profile.clothe("GET", "/v1", own)).toEqual(own);
});

test("G-78 a probe wears what most connections wear, never what one alone does, and of several such the newest", () => {
  const profile = new TrafficProfile();
  const agent = (name: string) => ["user-agent", name];
  const connections = Array.from({ length: 12 }, () => ({}));
  const worn = () => profile.clothe("POST", "/v1", [])[1];
  profile.remember("POST", "/v1", agent("ordinary"), connections[0]!);
  profile.remember("POST", "/v1", agent("ordinary"), connections[1]!);
  profile.remember("POST", "/v1", agent("mark"), connections[2]!);
  expect(worn()).toBe("ordinary");
  for (let repeat = 0; repeat < 20; repeat += 1) profile.remember("POST", "/v1", agent("mark"), connections[2]!);
  expect(worn()).toBe("ordinary");
  for (const connection of connections.slice(3)) profile.remember("POST", "/v1", agent("newer"), connection);
  expect(worn()).toBe("newer");
});

const WIDE = Buffer.from('{"a":1,"tools":[]}').toString("latin1");
const swapped = (text: string) => Buffer.from(text, "utf16le").swap16();
const utf32 = (text: string, isLittle: boolean) =>
  Buffer.concat(
    text.split("").map((each) => Buffer.from(isLittle ? [each.charCodeAt(0), 0, 0, 0] : [0, 0, 0, each.charCodeAt(0)])),
  );

test.each([
  ["UTF-16 of either order", true, [Buffer.from(WIDE, "utf16le"), swapped(WIDE)]],
  ["UTF-16 with its mark", true, [Buffer.from(`\ufeff${WIDE}`, "utf16le"), swapped(`\ufeff ${WIDE}`)]],
  ["UTF-16 after white space", true, [Buffer.from(`\r\n ${WIDE}`, "utf16le"), swapped(`\t${WIDE}`)]],
  ["UTF-32", true, [utf32(WIDE, true), utf32(` ${WIDE}`, false), Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x7b])]],
  ["UTF-8, also with its mark", false, [Buffer.from(WIDE), Buffer.from(`\ufeff${WIDE}`), Buffer.from("  ")]],
  ["a picture", false, [Buffer.from("89504e470d0a1a0a", "hex"), Buffer.from("ffd8ffe000104a46", "hex")]],
  ["a film", false, [Buffer.from("0000002066747970", "hex"), Buffer.from("0000001866747970", "hex")]],
  ["a sound", false, [Buffer.from("RIFF\0\0\0\0"), Buffer.from("fffb906400000000", "hex")]],
  ["weights and archives", false, [Buffer.from("PK\u0003\u0004\0\0\0\0"), Buffer.from("0001000000000000", "hex")]],
])("G-74 text whose characters are not bytes is seen, in pieces of any size: %s", (_, isWide, bodies) => {
  for (const body of bodies) {
    for (const pieceBytes of [1, 3, 100]) {
      let seen = false;
      const reader = requestReader({ saw: () => {} }, () => (seen = true));
      for (let from = 0; from < body.length; from += pieceBytes) reader.write(body.subarray(from, from + pieceBytes));
      expect(seen).toBe(isWide);
    }
  }
});
