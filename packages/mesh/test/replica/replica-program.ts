import { RandomStream } from "@plimsoll/foundation";
import type { EventBody } from "../../src/event/body.ts";
import type { NodeKey } from "../../src/event/event.ts";
import { openEvent } from "../../src/event/open-event.ts";
import type { ReplicaMessage } from "../../src/replica/message.ts";
import { encodeMessage } from "../../src/replica/message-codec.ts";
import { Replica, type ReplicaEffect } from "../../src/replica/replica.ts";
import { frontierOf, frontierRoot } from "../../src/set/frontier.ts";
import type { Program, ProgramEffect, StoredRecord } from "../../src/simulated/world/program.ts";
import { World } from "../../src/simulated/world/world.ts";
import { crypto, testIncarnation, testSigner } from "../kit/index.ts";

/** A bare replica as a program of the simulated world, and what it sent, in bytes. */
export class ReplicaProgram implements Program<ReplicaMessage> {
  readonly replica: Replica;
  bytesSent = 0;
  eventsSent = 0;

  constructor(mesh: string, name: string, peers: readonly NodeKey[], records: readonly StoredRecord[], boots: number) {
    const random = RandomStream.from(mesh, name, boots);
    this.replica = new Replica({ mesh, signer: testSigner(name), crypto }, random);
    this.replica.meet(peers);
    for (const { bytes } of records) {
      const opened = openEvent(bytes, mesh, crypto);
      if (opened.ok) this.replica.recover(opened.value);
    }
    this.replica.resume(testIncarnation(`${name} ${boots}`));
  }

  write(bodies: readonly EventBody[], nowMs: number): void {
    this.replica.author(bodies, 0, nowMs);
  }

  root(): string {
    return Buffer.from(frontierRoot(frontierOf(this.replica.events))).toString("hex");
  }

  onTime(nowMs: number): void {
    this.replica.onTime(nowMs);
  }

  onMessage(from: NodeKey, message: ReplicaMessage, nowMs: number): void {
    this.replica.onMessage(from, message, nowMs);
  }

  onDurable(position: number): void {
    this.replica.onDurable(position);
  }

  onDone(): void {}

  nextWakeMs(): number {
    return this.replica.nextWakeMs();
  }

  takeEffects(): ProgramEffect<ReplicaMessage, never>[] {
    return this.replica.takeEffects().flatMap((effect) => this.#done(effect));
  }

  #done(effect: ReplicaEffect): ProgramEffect<ReplicaMessage, never>[] {
    if (effect.type === "persist") {
      const record = { kind: "event", bytes: effect.event.bytes };
      return [{ type: "persist", record, position: effect.position }];
    }
    if (effect.type !== "send") return [];
    this.bytesSent += encodeMessage(effect.message).length;
    if (effect.message.type === "events") this.eventsSent += effect.message.events.length;
    return [effect];
  }
}

export type ReplicaWorld = World<ReplicaMessage, never, ReplicaProgram>;

/** So many replicas that have all opened their first chain. */
export function replicaWorld(nodes: number, seed: number): ReplicaWorld {
  const mesh = crypto.sha256(Buffer.from(`mesh of ${nodes}, seed ${seed}`));
  const names = Array.from({ length: nodes }, (_, node) => `node ${node}`);
  const keys = names.map((name) => testSigner(name).key);
  const world: ReplicaWorld = new World(RandomStream.from(seed, "network"));
  names.forEach((name, node) => {
    const boot = (records: readonly StoredRecord[], _nowMs: number, boots: number) =>
      new ReplicaProgram(mesh, name, keys, records, boots);
    const host = world.add(keys[node] as NodeKey, boot);
    host.start();
    host.act((program) => program.write([{ kind: "incarnation.opened", name }], world.nowMs()));
  });
  return world;
}
