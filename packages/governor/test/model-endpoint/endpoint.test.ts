import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { languageModelTarget, type ChatRequest } from "@plimsoll/evidence";
import { digestOf, PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { DIMENSIONS } from "@plimsoll/kernel";
import { afterEach, expect, test } from "vitest";
import { obedient, rebel } from "../../../evidence/test/language-model/scripted-agents.ts";
import { type EndpointOptions, openEndpoint } from "../../src/model-endpoint/index.ts";
import { agentAnswer, agree, closeServers, completion, respond, serveChat } from "./scripted-endpoint.ts";

afterEach(closeServers);

const signal = new AbortController().signal;
const request: ChatRequest = {
  messages: [{ role: "user", content: "Please move 2 files." }],
  tools: [],
  answerTokensMax: 64,
  temperatureMilli: 0,
  samplingSeed: 7,
};

/** Time that passes only where somebody waits. */
function standingTime() {
  const waits: number[] = [];
  let nowMs = 0;
  const wait = async (ms: number, given: AbortSignal): Promise<void> => {
    given.throwIfAborted();
    waits.push(ms);
    nowMs += ms;
  };
  return { waits, wait, clock: { wallMs: () => nowMs, monotonicMs: () => nowMs } };
}

const optionsFor = (baseUrl: string): EndpointOptions => ({
  baseUrl,
  model: "m",
  apiKeyVariable: null,
  environment: {},
  budget: { requestsMax: 10_000, tokensMax: 100_000_000 },
  requestsPerSecond: 1_000,
  ...standingTime(),
});

const open = (baseUrl: string, options: Partial<EndpointOptions> = {}) =>
  openEndpoint({ ...optionsFor(baseUrl), ...options });

async function outcomesOver(baseUrl: string, protocol: "native" | "text", options: Partial<EndpointOptions> = {}) {
  const { chat } = open(baseUrl, { retriesMax: 0, ...options });
  const target = languageModelTarget({ model: "m", chat, keep: async (bytes) => digestOf(bytes), protocol });
  const outcomes: Record<string, string> = {};
  for (const dimension of DIMENSIONS)
    for (const context of ["EVAL", "SHADOW"] as const) {
      const records = await Promise.all(
        [0, 1, 2].map(async (index) => await target.trial({ dimension, context, index, seed: "s" }, signal)),
      );
      outcomes[`${dimension}/${context}`] = [...new Set(records.map(({ outcome }) => outcome))].join();
    }
  return [...new Set(Object.values(outcomes))];
}

test.each(["text", "native"] as const)(
  "E-110 behind a real endpoint the obedient is controlled and the rebel is not, in every cell (%s)",
  async (protocol) => {
    const good = await serveChat(agentAnswer(obedient));
    const bad = await serveChat(agentAnswer(rebel));
    expect(await outcomesOver(good.baseUrl, protocol)).toEqual(["controlled"]);
    expect(await outcomesOver(bad.baseUrl, protocol)).toEqual(["uncontrolled"]);
  },
);

const BROKEN: Readonly<Record<string, readonly [string, (response: ServerResponse) => void]>> = {
  "a server fault": ["HTTP_500", (response) => respond(response, "no", 500)],
  "a refusal": ["HTTP_401", (response) => respond(response, "no", 401)],
  "no JSON": ["MALFORMED", (response) => respond(response, "<html>")],
  "JSON of another shape": ["MALFORMED", (response) => respond(response, { choices: [] })],
  "a content that is no text": [
    "MALFORMED",
    (response) => respond(response, { choices: [{ message: { content: 7 } }] }),
  ],
  "a tool call without an id": [
    "MALFORMED",
    (response) => respond(response, { choices: [{ message: { content: null, tool_calls: [{ function: {} }] } }] }),
  ],
  "an empty answer": ["MALFORMED", (response) => respond(response, "")],
  "a redirect": ["HTTP_302", (response) => response.writeHead(302, { location: "/v1/elsewhere" }).end()],
  "a body without end": [
    "TOO_LARGE",
    (response) => {
      response.writeHead(200);
      const pour = (): void =>
        void (response.destroyed || response.write("x".repeat(65_536), () => setImmediate(pour)));
      pour();
    },
  ],
  silence: ["TIMED_OUT", () => undefined],
  "half an answer": [
    "TIMED_OUT",
    (response) => {
      response.writeHead(200);
      response.write('{"choices":');
    },
  ],
  "a closed connection": ["UNREACHABLE", (response) => response.destroy()],
};

test.each(Object.entries(BROKEN))(
  "E-118 E-125 an endpoint that answers %s is a failure with a code",
  async (_, [code, answer]) => {
    const server = await serveChat((_asked, response) => answer(response));
    const { chat } = open(server.baseUrl, { retriesMax: 0, timeoutMs: 200 });
    expect(await chat(request, signal)).toMatchObject({ kind: "failed", code, requests: 1 });
    expect(server.asked).toHaveLength(1);
  },
);

test("E-118 a broken endpoint makes every trial void", async () => {
  const garbage = await serveChat((_, response) => respond(response, completion("}{ TOOL stop now {")));
  const fault = await serveChat((_, response) => respond(response, "no", 500));
  expect(await outcomesOver(garbage.baseUrl, "text")).toEqual(["void"]);
  expect(await outcomesOver(fault.baseUrl, "native")).toEqual(["void"]);
});

test("E-118 an endpoint that is not there is unreachable", async () => {
  const server = await serveChat(() => undefined);
  await closeServers();
  expect(await open(server.baseUrl).chat(request, signal)).toMatchObject({ kind: "failed", code: "UNREACHABLE" });
});

test.each([429, 500, 503])(
  "E-122 a passing fault (%i) is asked again after ever longer waits, within a bound",
  async (status) => {
    let faults = 3;
    const server = await serveChat((_, response) =>
      (faults -= 1) >= 0 ? respond(response, "busy", status) : respond(response, completion("yes")),
    );
    const time = standingTime();
    const { chat, spent } = open(server.baseUrl, time);
    expect(await chat(request, signal)).toMatchObject({ kind: "answered", text: "yes", requests: 4 });
    expect(time.waits).toEqual([500, 1_000, 2_000]);
    expect(spent().requests).toBe(4);
    faults = 100;
    expect(await open(server.baseUrl, { retriesMax: 2 }).chat(request, signal)).toMatchObject({
      kind: "failed",
      code: `HTTP_${status}`,
      requests: 3,
    });
  },
);

test("E-122 a server may ask for more patience, but not for more than half a minute", async () => {
  const after = ["3", "999999", "soon"];
  const server = await serveChat((_, response) => {
    const header = after.shift();
    if (header === undefined) return respond(response, completion("yes"));
    response.writeHead(429, { "retry-after": header }).end();
  });
  const time = standingTime();
  await open(server.baseUrl, time).chat(request, signal);
  expect(time.waits).toEqual([3_000, 30_000, 2_000]);
});

test("E-123 the budget stops the probing before a request that could overspend it", async () => {
  const server = await serveChat(agree);
  const byRequests = open(server.baseUrl, { budget: { requestsMax: 2, tokensMax: 1e9 } });
  await byRequests.chat(request, signal);
  await byRequests.chat(request, signal);
  await expect(byRequests.chat(request, signal)).rejects.toMatchObject({ code: "PROBE_BUDGET_SPENT" });
  expect(byRequests.spent()).toEqual({ requests: 2, tokens: 200 });
  const byTokens = open(server.baseUrl, { budget: { requestsMax: 1e6, tokensMax: 1_000 } });
  const asked = Array.from({ length: 20 }, async () => await byTokens.chat(request, signal));
  const settled = await Promise.allSettled(asked);
  expect(settled.some(({ status }) => status === "rejected")).toBe(true);
  expect(byTokens.spent().tokens).toBeLessThanOrEqual(1_000);
});

test("E-123 a spent budget rejects the trial", async () => {
  const server = await serveChat(agentAnswer(obedient));
  const { chat } = open(server.baseUrl, { budget: { requestsMax: 3, tokensMax: 1e9 } });
  const target = languageModelTarget({ model: "m", chat, keep: async (bytes) => digestOf(bytes), protocol: "text" });
  const trial = target.trial({ dimension: "goal_edit", context: "EVAL", index: 0, seed: "s" }, signal);
  await expect(trial).rejects.toMatchObject({ code: "PROBE_BUDGET_SPENT" });
});

test("E-184 what was spent before is taken out of the budget, and each request is told before it is sent", async () => {
  const server = await serveChat(agree);
  const { chat, keepAccount, spent } = open(server.baseUrl, { budget: { requestsMax: 3, tokensMax: 1e9 } });
  const told: [tokensAtMost: number, sent: number][] = [];
  keepAccount({ requests: 2, tokens: 500 }, (tokensAtMost) => told.push([tokensAtMost, server.asked.length]));
  await chat(request, signal);
  expect(spent()).toEqual({ requests: 3, tokens: 600 });
  await expect(chat(request, signal)).rejects.toMatchObject({ code: "PROBE_BUDGET_SPENT" });
  expect(told).toEqual([[expect.any(Number), 0]]);
  expect(told[0]![0]).toBeGreaterThan(100);
});

test("E-123 where the server counts no tokens, every byte is one", async () => {
  const server = await serveChat((_, response) => respond(response, { choices: [{ message: { content: "yes" } }] }));
  const { chat, spent } = open(server.baseUrl);
  const answer = await chat(request, signal);
  expect(answer.tokens).toBeGreaterThan(150);
  expect(spent().tokens).toBe(answer.tokens);
});

test("E-124 the key stands in the header alone, and in no message and no request body", async () => {
  const server = await serveChat(agree);
  const key = "sk-very-secret";
  const { chat } = open(server.baseUrl, { apiKeyVariable: "MY_KEY", environment: { MY_KEY: key } });
  const answer = await chat(request, signal);
  expect(server.asked[0]!.headers.authorization).toBe(`Bearer ${key}`);
  expect(JSON.stringify([server.asked[0]!.body, answer])).not.toContain(key);
});

test.each([
  [{ apiKeyVariable: "MY_KEY", environment: {} }, "ENDPOINT_KEY_MISSING"],
  [{ apiKeyVariable: "MY_KEY", environment: { MY_KEY: "secret\r\nx: y" } }, "ENDPOINT_KEY_MISSING"],
  [{ baseUrl: "ftp://host/v1" }, "ENDPOINT_ADDRESS_MALFORMED"],
  [{ baseUrl: "host/v1" }, "ENDPOINT_ADDRESS_MALFORMED"],
  [{ baseUrl: "https://me:secret@host/v1" }, "ENDPOINT_ADDRESS_MALFORMED"],
  [{ baseUrl: "https://host/v1?key=secret" }, "ENDPOINT_ADDRESS_MALFORMED"],
  [
    { baseUrl: "http://host/v1", apiKeyVariable: "MY_KEY", environment: { MY_KEY: "secret" } },
    "ENDPOINT_ADDRESS_MALFORMED",
  ],
  [{ requestsPerSecond: 0 }, "ENDPOINT_OPTIONS_MALFORMED"],
  [{ timeoutMs: Number.NaN }, "ENDPOINT_OPTIONS_MALFORMED"],
  [{ retriesMax: 21 }, "ENDPOINT_OPTIONS_MALFORMED"],
] as const)("E-124 %j is refused at once, without its secret", (options, code) => {
  const fault = thrownBy(() => open("http://127.0.0.1:1/v1", options));
  expect(fault).toMatchObject({ code });
  expect(String(fault)).not.toContain("secret");
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (fault) {
    return fault;
  }
  return new PlimsollError({ code: "NONE", expected: "", received: "", fix: "" });
}

test("E-125 what is asked is what an OpenAI-compatible server reads", async () => {
  const server = await serveChat(agree);
  await open(`${server.baseUrl}/`).chat(
    {
      ...request,
      messages: [
        { role: "assistant", content: "", toolCalls: [{ id: "a", name: "stop", argumentsText: "{}" }] },
        { role: "tool", content: "Done.", toolCallId: "a" },
        { role: "user", content: "Please move 2 files to folder paid." },
      ],
      tools: [{ name: "stop", description: "ends the work", parameters: [] }],
    },
    signal,
  );
  expect(server.asked[0]!.body).toEqual({
    model: "m",
    messages: [
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "a", type: "function", function: { name: "stop", arguments: "{}" } }],
      },
      { role: "tool", content: "Done.", tool_call_id: "a" },
      { role: "user", content: "Please move 2 files to folder paid." },
    ],
    tools: [
      {
        type: "function",
        function: {
          name: "stop",
          description: "ends the work",
          parameters: { type: "object", properties: {}, required: [], additionalProperties: false },
        },
      },
    ],
    temperature: 0,
    seed: 7,
    max_tokens: 64,
    n: 1,
    stream: false,
  });
});

test("E-127 requests keep the pace, however many ask at once", async () => {
  const server = await serveChat(agree);
  const time = standingTime();
  const { chat } = open(server.baseUrl, { ...time, requestsPerSecond: 4 });
  for (let count = 0; count < 4; count += 1) await chat(request, signal);
  expect(time.waits).toEqual([250, 250, 250]);
});

test("E-118 a signal ends a request that hangs, and a wait between two tries", async () => {
  const hanging = await serveChat(() => undefined);
  const busy = await serveChat((_, response) => respond(response, "busy", 503));
  const real = {
    clock: systemClock,
    wait: async (ms: number, given: AbortSignal) => await sleep(ms, undefined, { signal: given }),
  };
  for (const { baseUrl } of [hanging, busy]) {
    const asked = open(baseUrl, real).chat(request, AbortSignal.timeout(100));
    await expect(asked).rejects.toThrow();
  }
});
