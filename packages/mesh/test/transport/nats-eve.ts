import { connect, type NatsConnection } from "@nats-io/transport-node";
import { type FrameKind, FrameSeal, NO_TICKET, readFrame } from "../../src/node/nats/frame.ts";
import { splitMessage } from "../../src/node/nats/message-part.ts";
import { gossipSubject, inboxSubject } from "../../src/node/nats/subjects.ts";
import type { Signer } from "../../src/ports/cryptography.ts";
import { crypto, testSigner } from "../kit/index.ts";

interface Heard {
  readonly subject: string;
  readonly data: Uint8Array;
}

/** A client that the servers let in: she hears all that a mesh says, and says what she likes. */
export class Eve {
  readonly heard: Heard[] = [];
  readonly #connection: NatsConnection;
  readonly #mesh: string;

  private constructor(connection: NatsConnection, mesh: string) {
    this.#connection = connection;
    this.#mesh = mesh;
  }

  static async open(servers: readonly string[], mesh: string): Promise<Eve> {
    const connection = await connect({ servers: [...servers] });
    const eve = new Eve(connection, mesh);
    connection.subscribe(`plimsoll.${mesh}.>`, {
      callback: (_, { subject, data }) => void eve.heard.push({ subject, data: Uint8Array.from(data) }),
    });
    await connection.flush();
    return eve;
  }

  /** All that was said to a node so far. */
  toInbox(node: string): readonly Uint8Array[] {
    return this.#on(inboxSubject(this.#mesh, node));
  }

  /** All hints of a node so far. */
  hints(node: string): readonly Uint8Array[] {
    return this.#on(gossipSubject(this.#mesh)).filter((data) => readFrame(data)?.from === node);
  }

  /** The ticket that a node hands out now; it is no secret. */
  ticketOf(node: string): string {
    const last = readFrame(this.hints(node).at(-1) ?? new Uint8Array());
    return Buffer.from(last?.bytes ?? []).toString("hex");
  }

  async say(node: string, frames: readonly Uint8Array[]): Promise<void> {
    await this.#publish(inboxSubject(this.#mesh, node), frames);
  }

  async sayToAll(frames: readonly Uint8Array[]): Promise<void> {
    await this.#publish(gossipSubject(this.#mesh), frames);
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  #on(subject: string): readonly Uint8Array[] {
    return this.heard.filter((each) => each.subject === subject).map(({ data }) => data);
  }

  async #publish(subject: string, frames: readonly Uint8Array[]): Promise<void> {
    for (const frame of frames) this.#connection.publish(subject, frame);
    await this.#connection.flush();
  }
}

/** What makes a frame; the defaults are those of a good one. */
export interface Recipe {
  readonly mesh: string;
  readonly from: string;
  readonly to: string;
  readonly ticket: string;
  readonly signer?: Signer;
  readonly kind?: FrameKind;
  readonly session?: string;
  readonly number?: number;
  readonly message?: Uint8Array;
}

/** The frames of a message of one of these nodes, by label, as its process would make them. */
export function framesOf(recipe: Recipe): readonly Uint8Array[] {
  const { mesh, from, to, ticket, kind = "part", session = "5e".repeat(16), number = 0 } = recipe;
  const signer = recipe.signer ?? testSigner(from);
  const seal = new FrameSeal(mesh, { key: testSigner(from).key, sign: (bytes) => signer.sign(bytes) }, crypto);
  return splitMessage(recipe.message ?? Uint8Array.of(1)).map((bytes, index) =>
    seal.seal({ kind, session, number: number + index, ticket, bytes }, testSigner(to).key),
  );
}

/** A hint in the name of a node of this label that hands out a ticket which is not its own. */
export function falseHint(mesh: string, from: string, session: string): Uint8Array {
  const key = { key: testSigner(from).key, sign: (bytes: Uint8Array) => testSigner("eve").sign(bytes) };
  const frame = { kind: "hint", session, number: 2 ** 40, ticket: NO_TICKET, bytes: new Uint8Array(16) } as const;
  return new FrameSeal(mesh, key, crypto).seal(frame, null);
}
