import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@plimsoll/foundation";
import { type SigningKey, signingKeyFromSeed } from "@plimsoll/foundation/node";
import type { Command, Policy } from "@plimsoll/kernel";
import { signCommand } from "@plimsoll/ledger";
import { testPolicy } from "../../../kernel/test/test-site.ts";
import type { NodeKey } from "../../src/event/event.ts";
import type { Genesis } from "../../src/event/genesis.ts";
import { type FolderDisk, openFolderDisk } from "../../src/node/disk/folder-disk.ts";
import { type MemoryBus, MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { signerOf } from "../../src/node/native-cryptography.ts";
import { MeshNode } from "../../src/node/runtime/mesh-node.ts";
import { openSite } from "../../src/node/site/open-site.ts";
import type { SiteAnswer, SiteDesk } from "../../src/node/site/site-desk.ts";
import type { MeshSites } from "../../src/node/site/sites-file.ts";
import type { Bus } from "../../src/ports/bus.ts";
import { crypto } from "../kit/index.ts";

const seeded = (text: string): SigningKey => signingKeyFromSeed(crypto.sha256Bytes(Buffer.from(text)));
const nodeKey = (place: number) => seeded(`mesh site ${place}`);

/** Who signs at every site. */
export const SIGNERS = {
  operatorA: seeded("operator a"),
  operatorB: seeded("operator b"),
  evaluator: seeded("evaluator"),
  evaluatorB: seeded("evaluator b"),
  auditor: seeded("auditor"),
  meter: seeded("meter"),
  node: seeded("node"),
  lab: seeded("lab"),
};

/** A bus that can be cut: nothing goes out and nothing comes in. */
class CutBus implements Bus {
  isCut = false;
  /** What it sends of events is lost; all else goes through. */
  losesEvents = false;
  readonly #inner: MemoryBus;

  constructor(inner: MemoryBus) {
    this.#inner = inner;
  }

  peers(): readonly NodeKey[] {
    return this.isCut ? [] : this.#inner.peers();
  }

  send(to: NodeKey, message: Uint8Array): void {
    const isLost = this.isCut || (this.losesEvents && Buffer.from(message.subarray(0, 12)).includes("events"));
    if (!isLost) this.#inner.send(to, message);
  }

  onMessage(handler: (from: NodeKey, message: Uint8Array) => void): void {
    this.#inner.onMessage((from, message) => {
      if (!this.isCut) handler(from, message);
    });
  }

  async close(): Promise<void> {
    await this.#inner.close();
  }
}

/** The wall clock, which a test may set forth or back. */
class TestClock implements Clock {
  aheadMs = 0;
  readonly wallMs = (): number => Date.now() + this.aheadMs;
  readonly monotonicMs = (): number => performance.now();
}

/** A governed site on a real node with a real journal. */
export class LabSite {
  readonly name: string;
  readonly node: MeshNode;
  readonly desk: SiteDesk;
  readonly bus: CutBus;
  readonly clock: TestClock;
  readonly disk: FolderDisk;

  constructor(parts: Pick<LabSite, "name" | "node" | "desk" | "bus" | "clock" | "disk">) {
    ({ name: this.name, node: this.node, desk: this.desk, bus: this.bus, clock: this.clock, disk: this.disk } = parts);
  }

  get key(): NodeKey {
    return this.node.member.key;
  }

  async submit(
    id: string,
    body: unknown,
    signers: readonly SigningKey[] = Object.values(SIGNERS),
  ): Promise<SiteAnswer> {
    const claim = { log: this.desk.log, id, body, claimedAt: this.clock.wallMs() };
    return this.desk.submit(signCommand(claim, signers));
  }

  /** "decided", or the code of who said no. */
  async do(body: Command, id = `${this.name} ${(commands += 1)}`.replace(" ", "-")): Promise<string> {
    const answer = await this.submit(id, body);
    return "refusal" in answer ? answer.refusal.code : answer.kind;
  }

  async open(policy: Policy = testPolicy, headcount = 26): Promise<void> {
    const { operatorA, operatorB, evaluator, evaluatorB, auditor, meter, node, lab } = SIGNERS;
    const keys = [
      { keyId: operatorA.keyId, role: "operator" },
      { keyId: operatorB.keyId, role: "operator" },
      { keyId: evaluator.keyId, role: "evaluator" },
      { keyId: evaluatorB.keyId, role: "evaluator" },
      { keyId: auditor.keyId, role: "auditor" },
      { keyId: meter.keyId, role: "meter" },
      { keyId: node.keyId, role: "node" },
    ] as const;
    const facts = { headcount, baselineComputeUnits: 0, persons: [], hardwareRoots: [], meters: [] };
    const answers = [
      await this.do({ type: "site.open", site: this.name, policy, keys }),
      await this.do({ type: "lab.accredit", lab: "acme", labKey: lab.keyId, ...facts }),
    ];
    if (answers.join() !== "decided,decided") throw new Error(`not opened: ${answers.join()}`);
  }
}

let commands = 0;

/** Nodes of one mesh, each in a folder of its own, of which the first ones run sites. Nothing outlives it. */
export class SiteLab {
  readonly folder = mkdtempSync(join(tmpdir(), "plimsoll-mesh-site-"));
  readonly genesis: Genesis;
  readonly sites: MeshSites;
  readonly #hub = new MemoryBusHub();
  readonly #running = new Map<number, LabSite>();

  constructor(nodes: number, spendWitnesses = 0) {
    const members = Array.from({ length: nodes }, (_, place) => ({
      key: signerOf(nodeKey(place)).key,
      name: `node-${place}`,
    }));
    const [first] = members;
    this.genesis = {
      name: "sites",
      members,
      issuers: [first?.key ?? ""],
      survivors: 1,
      spendWitnesses,
      dimensions: 8,
    };
    this.sites = { sites: members.map(({ key }, place) => ({ name: `site-${place}`, writer: key })), home: "site-0" };
  }

  async start(place: number): Promise<LabSite> {
    const folder = join(this.folder, String(place));
    mkdirSync(join(folder, "keys"), { recursive: true });
    for (const [name, key] of Object.entries(SIGNERS)) {
      writeFileSync(join(folder, "keys", `${name}.pem`), key.publicKey.toPem());
    }
    const disk = await openFolderDisk(join(folder, "journal"));
    const key = nodeKey(place);
    const bus = new CutBus(this.#hub.join(signerOf(key).key));
    const clock = new TestClock();
    const { genesis, sites } = this;
    const node = await MeshNode.open({ genesis, key, disk, bus, worker: null, clock: null }, (cause) => {
      throw cause;
    });
    const desk = openSite({ folder, genesis, node, sites, clock });
    if (desk === null) throw new Error("no site");
    const site = new LabSite({ name: `site-${place}`, node, desk, bus, clock, disk });
    this.#running.set(place, site);
    return site;
  }

  /** The folder of a node with nothing in it any more but what it was given. */
  loseDisk(place: number): void {
    rmSync(join(this.folder, String(place), "journal"), { recursive: true });
  }

  /** Another one speaks with the key of a node that does not run. */
  impostor(place: number): MemoryBus {
    return this.#hub.join(signerOf(nodeKey(place)).key);
  }

  async stop(place: number): Promise<void> {
    const site = this.#running.get(place);
    this.#running.delete(place);
    site?.desk.close();
    await site?.node.close();
    await site?.disk.close();
  }

  /** All of them, ready to decide and in contact. */
  async startAll(): Promise<readonly LabSite[]> {
    const sites = await Promise.all(this.genesis.members.map(async (_, place) => this.start(place)));
    await Promise.all(sites.map(ready));
    return sites;
  }

  async close(): Promise<void> {
    for (const place of [...this.#running.keys()]) await this.stop(place);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const ready = async ({ desk }: LabSite): Promise<void> =>
  until(() => desk.stop === null && (desk.witnesses.length === 0 || desk.contact.lastContactMs !== null));

export async function until(holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  for (let waitedMs = 0; !(await holds()); waitedMs += 20) {
    if (waitedMs > withinMs) throw new Error("it did not come to hold");
    await sleep(20);
  }
}
