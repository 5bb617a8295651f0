import { PlimsollError } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import {
  ed25519Cosigner,
  encodeAddCheckpoint,
  type LedgerReader,
  noteVerifierFromVkey,
  parseCheckpointText,
  parseNote,
} from "@plimsoll/ledger";
import { type LogSource, Witness } from "@plimsoll/witness";
import { verifierKeyOf } from "@plimsoll/ledger";
import type { TrialMesh } from "../mesh/trial-mesh.ts";
import type { SimulatedSite } from "../site/simulated-site.ts";
import type { Yard } from "../trial/yard.ts";
import { memoryWitnessStore } from "./memory-store.ts";

/** How often a log asks its witness. */
const ASK_MS = 60_000;

/** What is shown to a witness: the log's own history, or one that its holder made up. */
interface Shown {
  readonly log: LedgerReader;
  readonly isTrueHistory: boolean;
}

/** A witness on a machine of its own. Logs ask it over the network; it reads their leaves over the same. */
export class SimulatedWitness {
  readonly name: string;
  readonly node: number;
  readonly #yard: Yard;
  readonly #mesh: TrialMesh;
  readonly #witness: Witness;
  readonly #sites = new Map<string, SimulatedSite>();
  /** The size that a log believes was cosigned last. */
  readonly #cosigned = new Map<string, number>();
  /** Logs whose holder shows another history. */
  readonly #forged = new Map<string, LedgerReader>();

  constructor(name: string, node: SimulatedSite, sites: readonly SimulatedSite[], yard: Yard, mesh: TrialMesh) {
    this.name = name;
    this.node = node.place;
    this.#yard = yard;
    this.#mesh = mesh;
    for (const site of sites) this.#sites.set(site.origin, site);
    const key = signingKeyFromSeed(new Uint8Array(32).fill(100 + node.place));
    this.#witness = new Witness({
      cosigners: [ed25519Cosigner(`plimsoll.trial/${name}`, key)],
      logs: sites.map((site) => ({
        origin: site.origin,
        keys: [noteVerifierFromVkey(verifierKeyOf(site.origin, site.ledgerKey.publicKey.raw))],
        source: this.#sourceOf(site),
      })),
      store: memoryWitnessStore(),
      clock: node.clock,
    });
  }

  get watched(): readonly SimulatedSite[] {
    return [...this.#sites.values()];
  }

  begin(): void {
    for (const site of this.#sites.values()) this.#askOn(site);
  }

  /** From now on the log's holder shows this witness another history. */
  forge(site: SimulatedSite, log: LedgerReader): void {
    this.#forged.set(site.origin, log);
  }

  endForgery(site: SimulatedSite): void {
    this.#forged.delete(site.origin);
  }

  #askOn(site: SimulatedSite): void {
    this.#yard.world.after(ASK_MS, () => {
      this.ask(site);
      this.#askOn(site);
    });
  }

  ask(site: SimulatedSite): void {
    const shown = this.#shownOf(site);
    const body = shown === null ? null : this.#request(site, shown.log);
    if (shown === null || body === null) return;
    this.#mesh.carry(site.place, this.node, () => {
      this.#yard.world.unsettle();
      this.#answer(site, body, shown).catch((cause: unknown) => this.#yard.world.fail(cause));
    });
  }

  #shownOf(site: SimulatedSite): Shown | null {
    const forged = this.#forged.get(site.origin);
    if (forged !== undefined) return { log: forged, isTrueHistory: false };
    const log = site.life?.site.log;
    return log === undefined ? null : { log, isTrueHistory: true };
  }

  #request(site: SimulatedSite, log: LedgerReader): string | null {
    const oldSize = Math.min(this.#cosigned.get(site.origin) ?? 0, log.leafCount);
    const consistencyProof = oldSize === 0 ? [] : log.proveConsistency(oldSize);
    return encodeAddCheckpoint({ oldSize, consistencyProof, note: log.checkpoint });
  }

  async #answer(site: SimulatedSite, body: string, { log, isTrueHistory }: Shown): Promise<void> {
    const { size, root } = parseCheckpointText(parseNote(log.checkpoint)?.text ?? "") ?? { size: 0, root: NO_ROOT };
    const answer = await this.#witness.addCheckpoint(body);
    if (answer.status === 200) this.#cosigned.set(site.origin, size);
    if (answer.status === 409) this.#cosigned.set(site.origin, answer.size);
    this.#yard.tell({
      kind: "witness.answered",
      witness: this.name,
      site: site.name,
      size,
      root: Buffer.from(root).toString("base64"),
      status: answer.status,
      reason: "reason" in answer ? answer.reason : "",
      isTrueHistory,
    });
  }

  /** It reads what it is shown, unless the way there is cut. */
  #sourceOf(site: SimulatedSite): LogSource {
    const leavesOf = (from: number, to: number): readonly Uint8Array[] => {
      const shown = this.#shownOf(site);
      const isCut = this.#mesh.mesh.world.network.delays(this.node, site.place).length === 0;
      if (shown === null || isCut) throw unavailable(site.name);
      const leaves: Uint8Array[] = [];
      for (const { bytes, leafIndex } of shown.log.leaves(from)) {
        if (leafIndex >= to) break;
        leaves.push(bytes);
      }
      return leaves;
    };
    return {
      name: site.name,
      async *leaves(from, to) {
        yield leavesOf(from, to);
      },
    };
  }
}

const NO_ROOT = new Uint8Array(32);

const unavailable = (name: string): PlimsollError =>
  new PlimsollError({
    code: "SOURCE_UNAVAILABLE",
    expected: `the leaves of the log from "${name}"`,
    received: "none",
    fix: "ask again",
  });
