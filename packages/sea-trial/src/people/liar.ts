import { digestOfValue, PlimsollError, type RandomStream } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import type { Command } from "@plimsoll/kernel";
import { type SignedCommand, signCommand } from "@plimsoll/ledger";
import type { SimulatedSite, SiteLife } from "../site/simulated-site.ts";
import type { Yard } from "../trial/yard.ts";

const MISCHIEF_MS = 25_000;
const REMEMBERED_MAX = 64;
/** A key that no ledger knows. */
const STRANGERS_KEY = signingKeyFromSeed(new Uint8Array(32).fill(7));

/**
 * The operator of a lab who asks for what the laws do not give: in the lab's name, in others', in nobody's. He reaches the site as
 * anybody does, by signed commands, and has the lab's key and no other.
 */
export class Liar {
  readonly #site: SimulatedSite;
  readonly #lab: string;
  readonly #random: RandomStream;
  readonly #remembered: SignedCommand[] = [];
  readonly #others: readonly SimulatedSite[];
  #acts = 0;

  constructor(site: SimulatedSite, lab: string, yard: Yard, others: readonly SimulatedSite[]) {
    this.#site = site;
    this.#lab = lab;
    this.#others = others;
    this.#random = yard.world.random("liar", site.name);
  }

  begin({ process, writer }: SiteLife): void {
    process.every(MISCHIEF_MS, () => {
      try {
        const envelope = this.#next();
        if (envelope !== null) writer.submit(envelope);
      } catch (cause) {
        if (!(cause instanceof PlimsollError)) throw cause;
      }
    });
  }

  #next(): SignedCommand | null {
    this.#acts += 1;
    const act = this.#random.below(9);
    if (act === 0) return this.#remembered[this.#random.below(Math.max(1, this.#remembered.length))] ?? null;
    if (act === 1) return this.#otherContent();
    if (act === 2) return this.#forOtherLog();
    if (act === 3) return this.#byStranger();
    return this.#remember(this.#signed(`liar/${this.#acts}`, this.#command()));
  }

  #remember(envelope: SignedCommand): SignedCommand {
    if (this.#remembered.length < REMEMBERED_MAX) this.#remembered.push(envelope);
    return envelope;
  }

  /** What only operators, evaluators, nodes or auditors may say; and runs that nobody pays for. */
  #command(): Command {
    const { life } = this.#site;
    const state = life?.site.state;
    const run = [...(state?.runs.values() ?? [])].at(-1)?.run ?? "none";
    const set = [...(state?.windowSets.values() ?? [])].at(-1)?.set ?? "none";
    const lineage = state?.lineages.sorted().at(-1)?.[0] ?? "none";
    const digest = digestOfValue({ lie: this.#acts });
    const commands: readonly Command[] = [
      { type: "lease.request", lease: `lie-${this.#acts}`, run, node: "node-1" },
      { type: "lineage.release", lineage, digest },
      { type: "windows.close", set },
      { type: "forensic.clear", lab: this.#lab, report: digest },
      { type: "token.request", token: `lie-${this.#acts}`, deployment: "nobody", artifact: digest, nodeKey: digest },
      {
        type: "run.start",
        run: `lie-${this.#acts}`,
        lab: this.#lab,
        lineage: `lie-${this.#acts}`,
        tier: 3,
        domain: "general",
        basis: { kind: "weights", digest, trainedFlop: null },
        datasets: [],
        flopPerSecondMax: "1000",
      },
      { type: "affidavit.file", affidavit: `lie-${this.#acts}`, lab: this.#lab, subject: run, statement: digest },
    ];
    return commands[this.#random.below(commands.length)] as Command;
  }

  #signed(id: string, body: unknown, origin = this.#site.origin): SignedCommand {
    const claim = { log: origin, id, body, claimedAt: this.#site.clock.wallMs() };
    return signCommand(claim, [this.#site.keys.key(`lab-${this.#lab}`)]);
  }

  #otherContent(): SignedCommand | null {
    if (this.#remembered.length === 0) return null;
    return this.#signed(`liar/${1 + this.#random.below(this.#acts)}`, { type: "tick", holders: [] });
  }

  #forOtherLog(): SignedCommand | null {
    const other = this.#others[this.#random.below(Math.max(1, this.#others.length))];
    return other === undefined ? null : this.#signed(`liar/${this.#acts}`, this.#command(), other.origin);
  }

  #byStranger(): SignedCommand {
    const claim = {
      log: this.#site.origin,
      id: `liar/${this.#acts}`,
      body: this.#command(),
      claimedAt: this.#site.clock.wallMs(),
    };
    return signCommand(claim, [STRANGERS_KEY]);
  }
}
