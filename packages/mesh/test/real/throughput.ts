import { RandomStream } from "@plimsoll/foundation";
import { encodeMemberMessage, openMemberMessage } from "../../src/member/member-codec.ts";
import type { MeshEvent } from "../../src/event/event.ts";
import { nativeCryptography } from "../../src/node/native-cryptography.ts";
import { rememberingCryptography } from "../../src/node/remembering-cryptography.ts";
import { Replica } from "../../src/replica/replica.ts";
import { testGenesis, testSigner } from "../kit/index.ts";
import { type Figure, figure, LOOSELY } from "./figures.ts";

const MESSAGE_EVENTS = 64;

/**
 * Q3: events a second that one core opens, checks and takes into its set. Counted in seconds of a core that this process
 * had, collection of garbage included, so that others on the machine change little.
 */
export function throughput(events: number): Figure[] {
  rateOf(1_000, 1);
  const single = rateOf(events, 1);
  const batched = rateOf(2 * events, 64);
  return [
    figure(
      "Q3",
      `individually signed events opened and admitted, ${events}`,
      `${single.toFixed(0)} a core second`,
      ">= 3000 a second",
      single >= 3_000,
      single >= 3_000 / LOOSELY,
    ),
    figure(
      "Q3",
      `events in signed batches of 64 opened and admitted, ${2 * events}`,
      `${batched.toFixed(0)} a core second`,
      ">= 20000 a second",
      batched >= 20_000,
      batched >= 20_000 / LOOSELY,
    ),
  ];
}

function rateOf(events: number, batch: number): number {
  const { mesh, messages } = messagesOf(events, batch);
  const crypto = rememberingCryptography(nativeCryptography());
  const replica = new Replica({ mesh, signer: testSigner("reader"), crypto }, RandomStream.from(1, "reader"));
  const before = process.cpuUsage();
  for (const [place, bytes] of messages.entries()) {
    const opened = openMemberMessage(bytes, mesh, crypto);
    if (!opened.ok || opened.value.message.type !== "events") throw new Error("expected events, got something else");
    replica.onMessage("writer", opened.value.message, place);
    replica.takeEffects();
  }
  const { user, system } = process.cpuUsage(before);
  if (replica.events.size !== events) throw new Error(`expected ${events} events, got ${replica.events.size}`);
  return events / ((user + system) / 1_000_000);
}

function messagesOf(events: number, batch: number): { mesh: string; messages: Uint8Array[] } {
  const { mesh, authors } = testGenesis(1);
  const [author] = authors;
  if (author === undefined) throw new RangeError("a mesh of one has one author");
  const written: MeshEvent[] = [author.open()];
  const thought = {
    kind: "thought",
    intent: null,
    encoder: "e",
    weight: 1,
    angles: new Uint8Array(8),
    answer: new Uint8Array(32),
  } as const;
  while (written.length < events) {
    const bodies = Array.from({ length: Math.min(batch, events - written.length) }, () => thought);
    written.push(...(bodies.length === 1 ? [author.write(thought)] : author.writeBatch(bodies)));
  }
  const messages: Uint8Array[] = [];
  for (let from = 0; from < written.length; from += MESSAGE_EVENTS) {
    const some = written.slice(from, from + MESSAGE_EVENTS);
    messages.push(encodeMemberMessage({ type: "events", events: some, as: "news", pull: 0 }));
  }
  return { mesh, messages };
}
