import type { EventBody } from "../../event/body.ts";
import { chainKey, type EventContent, type MeshEvent } from "../../event/event.ts";
import { signEvents } from "../../event/sign-events.ts";
import { encodeMemberMessage, openMemberMessage } from "../../member/member-codec.ts";
import type { MemberMessage } from "../../member/member-message.ts";
import type { Signer } from "../../ports/cryptography.ts";
import type { SimulatedMesh } from "../mesh/simulated-mesh.ts";
import type { Observer } from "./observer.ts";

/** How long a lie is on its way, ms. */
const LIE_MS = 10;

/** What nodes with bad intentions do, with their own keys and against the same code as everybody's. */
export class Lies {
  readonly #mesh: SimulatedMesh;
  readonly #observer: Observer;

  constructor(mesh: SimulatedMesh, observer: Observer) {
    this.#mesh = mesh;
    this.#observer = observer;
  }

  /** Two events for one place: half of the others hear one, half the other. With rights, both spend them all. */
  fork(node: number): void {
    const contents = ["one", "other"].map((side) => this.#next(node, this.#forkBody(node, side)));
    const [one, other] = contents.map(
      (content) => content && this.#signed(content, this.#mesh.signers[node] as Signer),
    );
    if (!one || !other) return;
    this.#observer.liars.add(node);
    this.#mesh.hosts.forEach(({ node: to }) => this.#tell(node, to, to % 2 === 0 ? one : other));
  }

  /** An event that jumps ahead of all that it cites. */
  falseLamport(node: number): void {
    const content = this.#next(node, {
      kind: "field.set",
      entity: "lie",
      field: "lamport",
      value: new Uint8Array(),
      resolves: [],
    });
    if (content === null) return;
    this.#observer.liars.add(node);
    const event = this.#signed(
      { ...content, lamport: content.lamport + 1_000_000 },
      this.#mesh.signers[node] as Signer,
    );
    this.#mesh.hosts.forEach(({ node: to }) => this.#tell(node, to, event));
  }

  /** Bytes off the wire, as a real node reads them: the victim's name, another's signature. */
  falseSignature(victim: number, to: number): void {
    const content = this.#next(victim, {
      kind: "field.set",
      entity: "lie",
      field: "name",
      value: new Uint8Array(),
      resolves: [],
    });
    if (content === null) return;
    const thief = this.#mesh.crypto.signerOf("thief");
    const event = this.#signed(content, { key: content.author, sign: (message) => thief.sign(message) });
    this.#observer.forged.add(event.id);
    const bytes = encodeMemberMessage(news(event));
    const opened = openMemberMessage(bytes, content.mesh, this.#mesh.crypto);
    const host = this.#mesh.hosts[to];
    if (opened.ok) host?.receive(thief.key, opened.value.message);
  }

  #forkBody(node: number, side: string): EventBody {
    const free = this.#mesh.hosts[node]?.program?.member.free("cu") ?? 0;
    if (free > 0) return { kind: "budget.spent", account: "cu", quantity: free, purpose: side };
    return { kind: "field.set", entity: "lie", field: "fork", value: Buffer.from(side), resolves: [] };
  }

  /** What its chain would go on with. Null where it has none. */
  #next(node: number, body: EventBody): EventContent | null {
    const member = this.#mesh.hosts[node]?.program?.member;
    const key = member?.replica.chain ?? null;
    const chain = key === null ? undefined : member?.replica.events.chain(key);
    const tip = chain?.at(chain.length - 1);
    if (tip === undefined) return null;
    const place = { sequence: tip.sequence + 1, previous: tip.id, parents: [], lamport: tip.lamport + 1 };
    return { ...contentOf(tip), ...place, body };
  }

  #signed(content: EventContent, signer: Signer): MeshEvent {
    const [event] = signEvents([content], signer, this.#mesh.crypto);
    if (event === undefined || event.chain !== chainKey(content.author, content.incarnation))
      throw new Error("unsigned");
    return event;
  }

  #tell(from: number, to: number, event: MeshEvent): void {
    const { world, hosts, signers } = this.#mesh;
    const key = signers[from]?.key;
    if (key === undefined || to === from) return;
    world.at(world.nowMs() + LIE_MS, () => hosts[to]?.receive(key, news(event)));
  }
}

const news = (event: MeshEvent): MemberMessage => ({ type: "events", events: [event], as: "gossip", pull: 0 });

const contentOf = ({
  mesh,
  epoch,
  author,
  incarnation,
  hlc,
  sequence,
  previous,
  parents,
  lamport,
  body,
}: MeshEvent): EventContent => ({
  mesh,
  epoch,
  author,
  incarnation,
  hlc,
  sequence,
  previous,
  parents,
  lamport,
  body,
});
