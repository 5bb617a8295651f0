import type { NodeStatus, PeerStatus } from "@plimsoll/mesh/node";
import { expect, test } from "vitest";
import { meshViewOf } from "./mesh-view-of.ts";

const NOW_MS = 1_800_000_000_000;
const peer = (key: string, more: Partial<PeerStatus> = {}): PeerStatus => ({
  name: `node-${key}`,
  key,
  events: 7,
  knowsOfOurs: null,
  heardMsAgo: null,
  isReachable: false,
  ...more,
});

const STATUS = {
  mesh: "ab".repeat(32),
  node: "a",
  name: "node-a",
  isDoubled: false,
  isWriting: true,
  epoch: 1,
  peers: [peer("a", { isReachable: true }), peer("b", { knowsOfOurs: 8, heardMsAgo: 1_500 }), peer("c", { name: "" })],
  ownEvents: 12,
  waiting: 2,
  lossWindow: { events: 5, ageMs: 1_234.5 },
  roads: null,
} as unknown as NodeStatus;

test("what is not known of a peer is null, and never 0", () => {
  const view = meshViewOf(STATUS, NOW_MS);
  if (!view.joined) throw new Error("expected a mesh");
  expect(view.nodes).toEqual([
    { node: "node-a", key: "a", state: "live", lagEvents: 0, lastHeardAt: NOW_MS },
    { node: "node-b", key: "b", state: "suspect", lagEvents: 4, lastHeardAt: NOW_MS - 1_500 },
    { node: "c", key: "c", state: "suspect", lagEvents: null, lastHeardAt: null },
  ]);
  expect(view).toMatchObject({ isBrokerUp: null, dataLossEvents: 5, dataLossWindowMs: 1_235, waitingEvents: 2 });
  expect(view.frontier).toEqual({ "node-a": 7, "node-b": 7, c: 7 });
});
