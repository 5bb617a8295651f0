import { expect, test } from "vitest";
import { encodeGenesis } from "../../src/event/genesis-codec.ts";
import { approveRoster, proposeRoster } from "../../src/roster/roster-proposal.ts";
import { genesisRoster } from "../../src/roster/roster.ts";
import { crypto, testSigner } from "../kit/index.ts";
import { LabNode, labGenesis, settle } from "./lab.ts";

const genesis = labGenesis(3);
const mesh = crypto.sha256(encodeGenesis(genesis));

/** A mesh that stands on a second roster, and one member's journal with all of it. */
function onSecondRoster() {
  const nodes = [0, 1, 2].map((place) => new LabNode(genesis, place)) as [LabNode, LabNode, LabNode];
  settle(nodes);
  const proposal = proposeRoster(genesisRoster(genesis), { members: genesis.members, frontier: [] });
  const approved = [0, 1].reduce(
    (body, place) => approveRoster(body, mesh, testSigner(`node ${place}`), crypto),
    proposal,
  );
  const [roster] = nodes[0].member.write([approved]);
  settle(nodes);
  for (const { member } of nodes) member.standOn(roster?.id ?? "");
  nodes[0].member.write([{ kind: "budget.issued", account: "a", quantity: 100 }]);
  settle(nodes);
  return { nodes, roster: roster?.id ?? "" };
}

test("ME-547 a member that does not hold the roster that it was told to stand on starts, says so, and does nothing by it", () => {
  const { nodes, roster } = onSecondRoster();
  const [node] = nodes;
  expect(node.member.free("a")).toBe(100);
  const position = node.records.findIndex(({ bytes }) => Buffer.from(bytes).includes(Buffer.from("roster.opened")));
  const torn = [...node.records.slice(0, position), ...node.records.filter(({ kind }) => kind !== "event")];
  const again = new LabNode(genesis, 0, { records: torn, isWhole: false, nowMs: node.nowMs, boot: 2 });
  settle([again], 100);
  expect(again.member.lacksAnchor).toBe(roster);
  expect(again.member.state.roster).toBeUndefined();
  expect(again.member.free("a")).toBe(0);
  expect(again.member.spend("a", 1, "work")?.ok).toBe(false);
  expect(again.told("countersigned")).toEqual([]);
  expect(again.records.slice(torn.length).filter(({ kind }) => kind !== "event")).toEqual([]);
  expect(again.member.certificates.book.size).toBe(0);
});

test("ME-547 as soon as the roster comes it stands on it, with the certificates of its journal", () => {
  const { nodes, roster } = onSecondRoster();
  const [node, ...peers] = nodes;
  settle(nodes, 100);
  expect(node.records.some(({ kind }) => kind === "certificate")).toBe(true);
  const torn = node.records.filter(({ kind }) => kind !== "event");
  const again = new LabNode(genesis, 0, { records: torn, isWhole: false, nowMs: node.nowMs, boot: 2 });
  settle([again, ...peers], 200);
  expect(again.member.lacksAnchor).toBeNull();
  expect(again.member.state.roster?.event?.id).toBe(roster);
  expect(again.member.state.hash()).toEqual(peers[0]?.member.state.hash());
  expect(again.member.certificates.book.stable?.events).toBe(again.member.replica.events.size);
});
