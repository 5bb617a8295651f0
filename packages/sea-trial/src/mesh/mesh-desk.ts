import { PlimsollError, type RandomStream } from "@plimsoll/foundation";
import type { KernelState } from "@plimsoll/kernel";
import { Contact, foreignHolds, MeshSite, type SitePower } from "@plimsoll/mesh";
import {
  answersNeeded,
  ContactDesk,
  type Escrow,
  foldSite,
  HeldLogs,
  type MemberProgram,
} from "@plimsoll/mesh/simulated";
import type { SimulatedProcess } from "../world/process.ts";
import type { MeshHands } from "../site/mesh-writer.ts";
import type { TrialMesh } from "./trial-mesh.ts";

/** How often other sites are asked what they hold; sooner while too few have answered. */
const ASK_MS = 20_000;
const HASTY_ASK_MS = 2_000;
/** What an answer names may come so much later. */
const GOSSIP_MS = 4_000;

export interface MeshDeskParts {
  readonly mesh: TrialMesh;
  readonly place: number;
  readonly site: string;
  /** Sites of the mesh, by the places of their nodes; the first is the home of every lab. */
  readonly sites: ReadonlyMap<string, number>;
  readonly home: string;
  readonly process: SimulatedProcess;
  readonly wallMs: () => number;
  /** What was kept of contact before a restart. */
  readonly note: ReturnType<Contact["note"]> | null;
  readonly keepNote: (note: ReturnType<Contact["note"]>) => void;
}

type ContactNode = ConstructorParameters<typeof ContactDesk>[0];

/** What a meshed site has of its node in one life: its logs, its contact, its rights, its kernel. */
export class MeshDesk {
  readonly #parts: MeshDeskParts;
  readonly #logs: HeldLogs;
  readonly #contact: Contact;
  readonly #contacts: ContactDesk;
  readonly #answered = new Set<string>();
  readonly #program: MemberProgram;
  #kernel: MeshSite | null = null;

  constructor(parts: MeshDeskParts) {
    this.#parts = parts;
    const { mesh, place, sites, note } = parts;
    const program = mesh.mesh.hosts[place]?.program ?? null;
    if (program === null) throw nodeDown();
    this.#program = program;
    const writerOf = (site: string): string | null => {
      const at = sites.get(site);
      return at === undefined ? null : mesh.keyOf(at);
    };
    this.#logs = new HeldLogs(program.member, writerOf);
    this.#contact = new Contact(this.#witnesses(), note);
    const drawn = mesh.random("contact", parts.site, parts.process.startedMs);
    this.#contacts = new ContactDesk(this.#contactNode(), (count) => bytesOf(drawn, count));
    this.#contacts.onContact((peer, askedMs) => this.#onContact(peer, askedMs));
    this.#ask();
  }

  readonly hands: MeshHands = {
    kernel: () => this.#current(),
    stop: () => this.#stop(),
    write: (bodies) => {
      const host = this.#parts.mesh.mesh.hosts[this.#parts.place];
      let written = 0;
      host?.act(({ member }) => {
        written = member.write(bodies).length;
      });
      if (host === undefined || written < bodies.length) throw nodeDown();
      host.disk.sync();
    },
    lacks: (refusal) =>
      this.#parts.mesh.mesh.hosts[this.#parts.place]?.act(({ member }) => member.lacksRights(refusal)),
    held: () => this.#held(),
  };

  power(subject: string): SitePower {
    return this.#current().power(subject, this.#parts.wallMs());
  }

  #held(): readonly Uint8Array[] {
    return this.#logs.now().get(this.#parts.site)?.entries ?? [];
  }

  #witnesses(): readonly string[] {
    const { sites, place, mesh } = this.#parts;
    return [...sites.values()].filter((at) => at !== place).map((at) => mesh.keyOf(at));
  }

  /** As the product's desk has it: too few have answered since the start, or the log has gaps and rivals. */
  #stop(): ReturnType<MeshHands["stop"]> {
    const { member } = this.#program;
    if (member.escrow === null || !this.#isConfirmed) return withheld("SITE_UNCONFIRMED", "members that have answered");
    const isReadable = this.#logs.now().get(this.#parts.site)?.isReadable ?? true;
    return isReadable ? null : withheld("SITE_BEHIND", "a log without gaps and rivals");
  }

  get #members(): number {
    return this.#parts.mesh.mesh.genesis.members.length;
  }

  get #isConfirmed(): boolean {
    return this.#answered.size >= answersNeeded(this.#members, this.#parts.mesh.mesh.genesis.spendWitnesses);
  }

  /** A kernel that has folded all that the mesh holds of this site. */
  #current(): MeshSite {
    const entries = this.#held();
    if (this.#kernel !== null && this.#kernel.state.entryCount >= entries.length) return this.#kernel;
    const folded = foldSite(entries);
    if (!folded.ok) throw new Error(`entry ${folded.error.index}: ${folded.error.detail}`);
    const kernel = this.#kernelOn(folded.value);
    if (this.#program.member.escrow !== null) this.#kernel = kernel;
    return kernel;
  }

  #kernelOn(state: KernelState): MeshSite {
    const { site, home, mesh, place } = this.#parts;
    const { member } = this.#program;
    const isIssuer = mesh.mesh.genesis.issuers.includes(mesh.keyOf(place));
    return new MeshSite({
      site,
      writer: member.key,
      state,
      escrow: () => member.escrow as Escrow,
      homeOf: () => home,
      issuer: isIssuer
        ? { issuedIn: (account) => member.state.budget.issued(account), mayIssue: () => this.#isConfirmed }
        : null,
      log: () => this.#logs.now().get(site),
      holds: foreignHolds(() => this.#logs.now(), site),
      contact: this.#contact,
    });
  }

  /** As much of a node as contact touches. */
  #contactNode(): ContactNode {
    const { mesh, place, process } = this.#parts;
    const node = {
      member: this.#program.member,
      onOther: (take: (from: string, bytes: Uint8Array) => boolean) =>
        mesh.onOther(place, (from, bytes) => {
          process.take(() => take(from, bytes));
          return true;
        }),
      sendOther: (to: string, bytes: Uint8Array) => mesh.sendOther(place, to, bytes),
    };
    return node as unknown as ContactNode;
  }

  #onContact(peer: string, askedMs: number): void {
    this.#answered.add(peer);
    this.#contact.heard(peer, askedMs, this.#parts.wallMs());
    this.#parts.keepNote(this.#contact.note());
  }

  #ask(): void {
    const { process, wallMs } = this.#parts;
    this.#contacts.look();
    this.#contacts.ask(this.#witnesses(), wallMs());
    const isHasty = !this.#isConfirmed || this.#contact.lastContactMs === null;
    process.after(isHasty ? HASTY_ASK_MS : ASK_MS, () => this.#ask());
    // An answer that named what had not come yet.
    process.after(GOSSIP_MS, () => this.#contacts.look());
  }
}

const withheld = (code: "SITE_UNCONFIRMED" | "SITE_BEHIND", expected: string) => ({
  code,
  expected,
  received: "too little",
  fix: "wait some seconds, or restore the connection",
});

const bytesOf = (random: RandomStream, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => random.below(256));

const nodeDown = (): PlimsollError =>
  new PlimsollError({
    code: "MESH_NODE_CLOSED",
    expected: "a node that runs and has a chain to write",
    received: "none",
    fix: "start it",
  });
