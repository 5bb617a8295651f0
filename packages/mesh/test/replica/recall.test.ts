import { hex, RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { Member } from "../../src/member/member.ts";
import type { MemberRecord } from "../../src/member/member-record.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { fromJournal, toJournal } from "../../src/node/runtime/member-journal.ts";
import { SimulatedDisk } from "../../src/simulated/disk/simulated-disk.ts";
import { diskPort } from "../../src/simulated/disk/disk-port.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { MeshState, SECTIONS } from "../../src/state/mesh-state.ts";
import { crypto, type EventGraph, offerAll, randomGraph, shuffled, testSigner } from "../kit/index.ts";

const GRAPHS = 60;
const signer = testSigner("node 0");
const journalOptions = { crypto, node: signer.key, freshId: "0a".repeat(16), segmentBytes: 4_096 };

test("ME-512 C1 a member started on any part of its journal has the state of a fold from nothing, byte for byte", async () => {
  let starts = 0;
  for (let number = 0; number < GRAPHS; number += 1) {
    const stream = RandomStream.from(number, "recall");
    const graph = randomGraph(stream, 60);
    // As they came: some before what they cite.
    const written = stream.chance(1, 2) ? graph.events : shuffled(graph.events, stream);
    const records = await throughJournal(written.map(({ bytes }) => ({ kind: "event", bytes })));
    for (const length of [0, stream.below(written.length + 1), written.length]) {
      const member = memberOf(graph, records.slice(0, length), number);
      member.takeEffects();
      const { state, replica } = member;
      const own = new EventSet();
      offerAll(own, null, written.slice(0, length));
      // The first event of its new incarnation, where it has opened one.
      offerAll(own, null, replica.events.chain(replica.chain ?? "/")?.events() ?? []);
      const anew = new MeshState({ genesis: graph.genesis, set: own, anchor: null, cryptography: crypto });
      for (const section of SECTIONS) expect(hex(state.encode(section))).toBe(hex(anew.encode(section)));
      expect(hex(state.hash())).toBe(hex(anew.hash()));
      expect(replica.events.size).toBe(own.size);
      starts += 1;
    }
  }
  console.info(`C1  starts on random parts of a journal with the state of a fold from nothing  ${starts} of ${starts}`);
});

/** Written to a journal in many segments, and read back from it. */
async function throughJournal(records: readonly MemberRecord[]): Promise<MemberRecord[]> {
  const disk = diskPort(new SimulatedDisk());
  const { journal } = await openJournal({ disk, ...journalOptions });
  await journal.append(records.map(toJournal));
  return fromJournal((await openJournal({ disk, ...journalOptions })).records);
}

const memberOf = ({ genesis }: EventGraph, records: readonly MemberRecord[], seed: number): Member =>
  new Member({
    genesis,
    signer,
    crypto,
    random: RandomStream.from(seed, "member"),
    records,
    isWhole: true,
    hasLost: false,
    nowMs: 0,
    worker: null,
    clock: null,
  });
