import type { NodeStatus } from "@plimsoll/mesh/node";
import { expect, test } from "vitest";
import { shortStatus, statusLine, statusLines } from "./status-text.ts";

const peer = (name: string, more: Partial<NodeStatus["peers"][number]> = {}) => ({
  name,
  key: "ab".repeat(32),
  events: 3,
  knowsOfOurs: 4,
  heardMsAgo: 1500,
  isReachable: true,
  ...more,
});

const status: NodeStatus = {
  mesh: "cd".repeat(32),
  node: "ab".repeat(32),
  name: "oslo",
  isDoubled: false,
  isWriting: true,
  epoch: 0,
  roster: null,
  lacksAnchor: null,
  peers: [peer("oslo", { knowsOfOurs: null }), peer("lima", { isReachable: false, heardMsAgo: null })],
  events: 9,
  ownEvents: 5,
  waiting: 0,
  chains: 2,
  eventRoot: "ef".repeat(32),
  stateHash: "01".repeat(32),
  intents: { open: 1, decided: 2 },
  orphanedThoughts: 0,
  overdrafts: 0,
  stable: { number: 3, events: 7, digest: "23".repeat(32) },
  certificateFault: null,
  lossWindow: { events: 2, ageMs: 2_500 },
  roads: null,
  pressure: [],
  counts: { malformed: 0, faulty: 0 },
};

const text = (more: Partial<NodeStatus> = {}): string => statusLines({ ...status, ...more }).join("\n");

test("ME-408 a status names what a loss would cost now, and how much of ours each member is known to have", () => {
  expect(text()).toContain("2 events, the oldest 2.5 s old");
  expect(text()).toMatch(/^lima +no +3 +4 of 5 +before this start$/mu);
  const silent = [peer("lima", { events: 0, knowsOfOurs: null, heardMsAgo: null })];
  expect(text({ peers: silent })).toMatch(/^lima +yes +0 +– +never$/mu);
  expect(text()).toMatch(/^oslo +yes +3 +– +1\.5 s ago$/mu);
});

test("ME-408 what is out of the ordinary is said, and nothing of it otherwise", () => {
  expect(text()).not.toMatch(/wait for|writes|refused/u);
  expect(text({ waiting: 2 })).toContain("2 wait for what nobody has sent");
  expect(text({ isWriting: false })).toContain("not yet");
  expect(text({ epoch: null })).toContain("stands on no roster");
  expect(text()).not.toContain("DOUBLED");
  expect(text({ isDoubled: true })).toContain("another process writes with this node's key");
  expect(statusLine({ ...status, isDoubled: true })).toContain("DOUBLED");
  expect(text({ stable: null })).toContain("none yet");
});

test("ME-548 a status says what was refused, and of which kind it was", () => {
  expect(text()).not.toContain("refused");
  expect(text({ counts: { malformed: 1, faulty: 2 } })).toMatch(
    /^refused +1 messages that could not be read, 2 events or certificates that do not hold/mu,
  );
  expect(text({ counts: { malformed: 0, faulty: 2 } })).not.toContain("could not be read");
});

test("ME-570 a status says why no certificate can be made", () => {
  expect(text()).not.toContain("NO CERTIFICATE");
  const certificateFault = {
    code: "CERTIFICATE_TOO_LARGE",
    place: "",
    detail: "no certificate fits: 11402 chains",
  } as const;
  expect(text({ certificateFault })).toMatch(
    /^NO CERTIFICATE +no certificate fits: 11402 chains \(CERTIFICATE_TOO_LARGE\)$/mu,
  );
});

test("ME-547 a status names the roster that a node was told to stand on and does not hold", () => {
  expect(text()).not.toContain("NO ROSTER");
  expect(text({ epoch: null, lacksAnchor: "ab".repeat(32) })).toMatch(/^NO ROSTER +abababababab: .*nothing counts/mu);
});

test("ME-408 of many members a screen shows the first, and says how many there are more", () => {
  const peers = Array.from({ length: 25 }, (_, place) => peer(`node-${place}`));
  expect(statusLines({ ...status, peers }).at(-1)).toBe("and 5 more");
  expect(statusLines({ ...status, peers }, Infinity).at(-1)).toMatch(/^node-24 /u);
});

test("ME-408 a line for logs and one for programs have the same figures", () => {
  expect(statusLine(status)).toContain("9 events, 1 of 2 reachable, 1 intents open, 2 decided, certificate 3 over 7");
  expect(shortStatus(status)).toMatchObject({ members: 2, reachable: 1, lossWindow: { events: 2 } });
  expect(shortStatus(status)).not.toHaveProperty("peers");
});

test("ME-523 a status says how the ways to the others are, and why one is not there", () => {
  const fault = { code: "MESH_BROKER_REFUSED", message: "the server said no" } as const;
  const queue = { isOpen: true, fault: null, message: null, offered: 3, taken: 2 };
  const roads = { brokers: { isUp: true, fault: null, refused: 0 }, straight: { connected: 4 }, queue };
  expect(text({ roads })).toMatch(/^brokers +connected$/mu);
  expect(text({ roads })).toMatch(/^work queue +3 handed in, 2 taken out$/mu);
  expect(text({ roads })).toMatch(/^straight roads +4$/mu);
  const shut = { ...queue, isOpen: false, fault: "MESH_BROKER_NOT_DURABLE", message: "it does not sync" };
  const bad = text({ roads: { brokers: { isUp: false, fault, refused: 0 }, straight: null, queue: shut } });
  expect(bad).toMatch(/^brokers +the server said no$/mu);
  expect(bad).toMatch(/^work queue +closed: it does not sync$/mu);
  expect(bad).not.toContain("straight");
  expect(text()).not.toMatch(/brokers|queue|straight/u);
});
