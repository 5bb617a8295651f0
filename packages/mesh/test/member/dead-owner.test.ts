import { expect, test } from "vitest";
import { LabNode, labGenesis, settle } from "./lab.ts";

const genesis = labGenesis(3);
const OPENED = { kind: "intent.opened", lane: "l", prompt: Buffer.from("p"), enough: 1 } as const;
const thought = (intent: string) =>
  ({ kind: "thought", intent, encoder: "e", weight: 1, angles: new Uint8Array(2 * genesis.dimensions) }) as const;

/** An intent that has its thought, of an owner who lives no more; and the two who hold it. */
function orphaned(): { readonly intent: string; readonly living: [LabNode, LabNode] } {
  const [owner, one, two] = [0, 1, 2].map((place) => new LabNode(genesis, place)) as [LabNode, LabNode, LabNode];
  settle([owner, one, two], 100);
  const [opened] = owner.member.write([{ ...OPENED, softDeadlineMs: 100, ownerLeaseMs: 2_000 }]);
  settle([owner, one, two], 20);
  one.member.write([{ ...thought(opened!.id), answer: Buffer.from("a") }]);
  settle([one, two], 10);
  return { intent: opened!.id, living: [one, two] };
}

const again = (node: LabNode, place: number): LabNode =>
  new LabNode(genesis, place, { records: node.records, nowMs: node.nowMs, boot: 2 });

test("ME-265 H7 a member that starts again stands in for an owner of whom it has heard nothing since", () => {
  const { intent, living } = orphaned();
  const nodes = living.map((node, place) => again(node, place + 1));
  const kept = () => nodes.map(({ member }) => member.state.intents.intent(intent)?.kept?.author);
  settle(nodes, 20);
  expect(kept()).toEqual([undefined, undefined]);
  settle(nodes, 100);
  expect(nodes.map(({ key }) => key)).toContain(kept()[0]);
  expect(new Set(kept()).size).toBe(1);
});
