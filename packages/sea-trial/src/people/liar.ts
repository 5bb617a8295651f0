import { digestOfValue, type RandomStream } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import type { Command } from "@plimsoll/kernel";
import { type SignedCommand, signCommand } from "@plimsoll/ledger";
import type { SimulatedSite, SiteLife } from "../site/simulated-site.ts";
import type { Yard } from "../trial/yard.ts";
import { guarded } from "./guarded.ts";

const MISCHIEF_MS = 30_000;
const REMEMBERED_MAX = 64;
const DATA = { chunks: [digestOfValue("a lie")], derivedFrom: [] };
/** A key that no ledger knows. */
const STRANGERS_KEY = signingKeyFromSeed(new Uint8Array(32).fill(7));

/**
 * The operator of a lab who asks for what the laws do not give: in the lab's name, in others', in nobody's. He reaches the site as
 * anybody does, by signed commands. He has the lab's key and its node's; with the latter he asks for what was killed or has ended.
 */
export class Liar {
  readonly #site: SimulatedSite;
  readonly #lab: string;
  readonly #random: RandomStream;
  readonly #remembered: SignedCommand[] = [];
  readonly #others: readonly SimulatedSite[];
  readonly #tell: Yard["tell"];
  #acts = 0;

  constructor(site: SimulatedSite, lab: string, yard: Yard, others: readonly SimulatedSite[]) {
    this.#site = site;
    this.#lab = lab;
    this.#others = others;
    this.#tell = yard.tell;
    this.#random = yard.world.random("liar", site.name);
  }

  begin({ process, writer }: SiteLife): void {
    process.every(MISCHIEF_MS, () => {
      guarded(() => {
        const envelope = this.#next();
        if (envelope !== null) writer.submit(envelope);
      });
    });
  }

  #next(): SignedCommand | null {
    this.#acts += 1;
    const act = this.#random.below(12);
    if (act === 0) return this.#remembered[this.#random.below(Math.max(1, this.#remembered.length))] ?? null;
    if (act === 1) return this.#otherContent();
    if (act === 2) return this.#forOtherLog();
    if (act === 3) return this.#byStranger();
    if (act === 4) return this.#inOthersName();
    if (act === 5) return this.#altered();
    if (act === 6) return this.#forKilled();
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
      this.#report(),
      { type: "dataset.register", dataset: digest, lab: this.#otherLab(), ...DATA },
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

  /** One of the same site, for which his key does not speak. */
  #otherLab(): string {
    const accredited = this.#site.life?.site.state.labs.sorted() ?? [];
    const labs = accredited.map(([lab]) => lab).filter((lab) => lab !== this.#lab);
    return labs[this.#random.below(Math.max(1, labs.length))] ?? "nobody";
  }

  /** That nothing was used. */
  #report(): Command {
    const measuredAt = this.#site.clock.wallMs();
    const nothing = { energyMj: "0", apiCalls: 0, trainingFlop: "0", partsMj: [] };
    return { type: "meter.report", lab: this.#lab, measuredAt, ...nothing };
  }

  #signed(id: string, body: unknown, origin = this.#site.origin, key = `lab-${this.#lab}`): SignedCommand {
    const claim = { log: origin, id, body, claimedAt: this.#site.clock.wallMs() };
    return signCommand(claim, [this.#site.keys.key(key)]);
  }

  /** His own signature under the names of others: of a node, or of all whose word a command may need. */
  #inOthersName(): SignedCommand {
    const id = `liar/${this.#acts}`;
    const isTick = this.#random.chance(1, 2);
    const own = this.#signed(id, isTick ? { type: "tick", holders: [] } : this.#command());
    const names = isTick ? ["node"] : ["operator-1", "operator-2", "auditor", "evaluator-1", "node"];
    const signatures = names.flatMap((name) =>
      own.signatures.map(({ sig }) => ({ keyid: this.#site.keys.key(name).keyId, sig })),
    );
    return this.#forged(id, { ...own, signatures });
  }

  /** What he signed before, with something else in it. */
  #altered(): SignedCommand | null {
    const known = this.#remembered[this.#random.below(Math.max(1, this.#remembered.length))];
    if (known === undefined) return null;
    const id = `liar/${this.#acts}`;
    const body = { type: "dataset.register", dataset: digestOfValue({ id }), lab: this.#lab, ...DATA };
    const { payload } = this.#signed(id, body);
    return this.#forged(id, { ...known, payload });
  }

  #forged(id: string, envelope: SignedCommand): SignedCommand {
    this.#tell({ kind: "command.forged", site: this.#site.name, id });
    return envelope;
  }

  /** With the node's own key: leases and tokens that only a kill or an end stands against. Null where nothing was killed. */
  #forKilled(): SignedCommand | null {
    const state = this.#site.life?.site.state;
    const isKilled = (lineage: string): boolean => state?.lineages.get(lineage)?.killed === true;
    const runs = [...(state?.runs.values() ?? [])].filter(({ ended, lineage }) => ended || isKilled(lineage));
    const gone = [...(state?.deployments.values() ?? [])].filter(({ lineages }) => lineages.some(isKilled));
    const [run, deployment] = [runs.at(-1)?.run, gone.at(-1)];
    const name = `lie-${this.#acts}`;
    const [artifact] = deployment?.graph.nodes.flatMap(({ weights }) => weights ?? []) ?? [];
    const nodeKey = state?.attestations.sorted().find(([, { lab }]) => lab === deployment?.lab)?.[0];
    const asked: readonly Command[] = [
      ...(run === undefined ? [] : [{ type: "lease.request" as const, lease: name, run, node: "node-1" }]),
      ...(deployment === undefined || artifact === undefined || nodeKey === undefined
        ? []
        : [{ type: "token.request" as const, token: name, deployment: deployment.deployment, artifact, nodeKey }]),
    ];
    const body = asked[this.#random.below(Math.max(1, asked.length))];
    return body === undefined ? null : this.#signed(`liar/${this.#acts}`, body, this.#site.origin, "node");
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
