import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  askNodeItems,
  makeNodeKey,
  type NodeBrief,
  nodeFolder,
  openSuccessor,
  type NodeStatus,
  placeGenesis,
  recoverFolders,
  signerOf,
  writeEvidence,
} from "@plimsoll/mesh/node";
import { verifierArguments, verifierSummary } from "../evidence/run-verifier.ts";
import { makeTrialMesh } from "../init/make-mesh.ts";
import type { NamedKey } from "../mesh-options.ts";
import { recoveryReport } from "../recover/recovery-report.ts";
import type { BlastFigures } from "./blast-outcome.ts";
import { areEqual, type NodeFleet } from "./node-fleet.ts";
import type { NodeProcess } from "./node-process.ts";

export interface BlastPlan {
  readonly nodes: number;
  readonly survivors: number;
  readonly events: number;
  /** Flags of the brokers; none for straight roads. */
  readonly brokers: readonly string[];
  readonly folder: string;
}

/** Is told what happens now, and how many are dead. */
export interface BlastPhases {
  begin(phase: string): void;
  dead: number;
}

/** One write of a node: as many events as share a signature. */
const BATCH = 64;
const ECHO_MS = "50";
const DIMENSIONS = 8;

/** The demonstration, step by step. */
export class Blast {
  readonly #fleet: NodeFleet;
  readonly #plan: BlastPlan;
  readonly #phases: BlastPhases;
  readonly #startedMs = performance.now();

  constructor(fleet: NodeFleet, plan: BlastPlan, phases: BlastPhases) {
    this.#fleet = fleet;
    this.#plan = plan;
    this.#phases = phases;
  }

  async run(): Promise<BlastFigures> {
    const { nodes, survivors, events } = this.#plan;
    const [folders, start] = await this.#timed("the nodes start", () => this.#start());
    const [, write] = await this.#timed(`they write ${events} events`, () => this.#write());
    const [before, certify] = await this.#timed("all sign a certificate over everything", () => this.#certified());
    await this.#timed(`kill -9 of ${nodes - survivors}, and their disks`, () => this.#destroy());
    const [, answer] = await this.#timed("a survivor is asked", () => this.#survivor().ask({ verb: "brief" }));
    const [verdict, verify] = await this.#timed("the separate verifier checks it", () => this.#verify());
    const [recovered, recover] = await this.#timed("the survivors open their epoch", () => this.#recover(folders));
    const [, rejoin] = await this.#timed(`${nodes - survivors} new nodes start empty`, () => this.#rejoin(recovered));
    const [, certifyAgain] = await this.#timed("all sign a certificate of the new epoch", () => this.#certified());
    const [goesOn] = await this.#timed("an intent is opened", () => this.#goesOn());
    const atEnd = await this.#atEnd(recovered.authors);
    const total = secondsSince(this.#startedMs);
    const seconds = { start, write, certify, answer, verify, recover, rejoin, certifyAgain, total };
    const { byteEqual, lostStable } = recovered;
    const acknowledged = before.reduce((sum, { ownEvents }) => sum + ownEvents, 0);
    const counts = { nodes, survivors, events: before[0]?.events ?? 0, acknowledged };
    return { ...counts, ...atEnd, byteEqual, lostStable, verdict, goesOn, seconds };
  }

  async #timed<T>(phase: string, work: () => Promise<T>): Promise<[T, number]> {
    this.#phases.begin(phase);
    const fromMs = performance.now();
    const result = await work();
    return [result, secondsSince(fromMs)];
  }

  #survivors(): readonly NodeProcess[] {
    return this.#fleet.running.slice(0, this.#plan.survivors);
  }

  #survivor(): NodeProcess {
    return this.#fleet.running[0] as NodeProcess;
  }

  async #start(): Promise<readonly string[]> {
    const { nodes, survivors, folder } = this.#plan;
    const plan = { name: "blast", survivors, spendWitnesses: 0, dimensions: DIMENSIONS };
    const { folders } = makeTrialMesh(plan, nodes, folder);
    await this.#startFrom(folders, []);
    await this.#fleet.until((briefs) => briefs.every(({ isWriting }) => isWriting) && areEqual(briefs));
    return folders;
  }

  /** The first one is started alone: the others are given its address. */
  async #startFrom([first = "", ...others]: readonly string[], flags: readonly string[]): Promise<void> {
    const { addresses } = await this.#fleet.start(first, this.#flags([], flags));
    await this.#fleet.startAll(others, this.#flags(addresses, flags));
  }

  #flags(addresses: readonly string[], more: readonly string[]): string[] {
    const { brokers } = this.#plan;
    const roads = brokers.length > 0 ? brokers : addresses.flatMap((at) => ["--peer", at]);
    const listen = brokers.length > 0 ? [] : ["--listen", "/ip4/127.0.0.1/tcp/0"];
    return [...listen, ...roads, "--echo", ECHO_MS, ...more];
  }

  async #write(): Promise<void> {
    const { events } = this.#plan;
    const { running } = this.#fleet;
    const share = (place: number): number => Math.floor((events + place) / running.length);
    await Promise.all(running.map((node, place) => writeFields(node, share(place))));
  }

  async #certified(): Promise<readonly NodeBrief[]> {
    return this.#fleet.until((briefs) => areEqual(briefs) && briefs.every((one) => one.stableEvents === one.events));
  }

  async #destroy(): Promise<void> {
    const dying = this.#fleet.running.slice(this.#plan.survivors);
    await this.#fleet.end(dying, "kill");
    for (const { folder } of dying) rmSync(folder, { recursive: true, force: true });
    this.#phases.dead = dying.length;
  }

  async #verify(): Promise<string> {
    const evidence = join(this.#plan.folder, "evidence");
    await writeEvidence(this.#survivor().folder, evidence);
    const flags = { root: undefined, anchor: undefined, asJson: true };
    const { line } = await verifierSummary(verifierArguments(evidence, flags));
    return String((JSON.parse(line) as { readonly verdict?: unknown }).verdict);
  }

  async #recover(folders: readonly string[]) {
    const { survivors, nodes, folder } = this.#plan;
    const left = folders.slice(0, survivors);
    await this.#fleet.end(this.#survivors(), "stop");
    const recovered = await recoverFolders(left);
    try {
      const { byteEqual, lostStable } = recoveryReport(recovered);
      const { genesis } = recovered.nodes[0] as (typeof recovered.nodes)[number];
      const fresh = Array.from({ length: nodes - survivors }, (_, place) => join(folder, `new-${place}`));
      const admitted = fresh.map((path, place): NamedKey => {
        placeGenesis(path, genesis);
        return { name: `new-${place}`, key: signerOf(makeNodeKey(path)).key };
      });
      const { roster } = await openSuccessor(recovered, { admitted, writesOff: false });
      return { roster, byteEqual, lostStable, left, fresh, authors: genesis.members.map(({ key }) => key) };
    } finally {
      await recovered.close();
    }
  }

  async #rejoin({ left, fresh, roster }: { left: readonly string[]; fresh: readonly string[]; roster: string }) {
    await this.#startFrom([...left, ...fresh], ["--stand-on", roster]);
    this.#phases.dead = 0;
    const isComplete = (one: NodeBrief) => one.isWriting && one.roster === roster;
    await this.#fleet.until((briefs) => areEqual(briefs) && briefs.every(isComplete));
  }

  /** A new node opens it, so that it also shows that keys of the new epoch count. */
  async #goesOn(): Promise<boolean> {
    const node = this.#fleet.running.at(-1) as NodeProcess;
    const asked = { verb: "intent", request: "after", lane: "fast", prompt: "are we still here?", enough: 1 };
    const opened = await node.ask({ ...asked, softDeadlineMs: 30_000, ownerLeaseMs: 30_000 });
    await using items = askNodeItems(nodeFolder(node.folder).control, {
      verb: "await",
      intent: (opened as { readonly intent: string }).intent,
    });
    for (;;) {
      const next = await items.next();
      if (next.done === true) return (next.value as { readonly answer: string } | null)?.answer === asked.prompt;
    }
  }

  async #atEnd(authors: readonly string[]) {
    await this.#fleet.until(areEqual);
    const statuses = await this.#settled();
    const worst = (of: (status: NodeStatus) => number) => Math.max(...statuses.map(of));
    return {
      heldAtEnd: await this.#heldOf(authors),
      rootsEqual: new Set(statuses.map(({ eventRoot }) => eventRoot)).size === 1,
      statesEqual: new Set(statuses.map(({ stateHash }) => stateHash)).size === 1,
      overdrafts: worst(({ overdrafts }) => overdrafts),
      orphanedThoughts: worst(({ orphanedThoughts }) => orphanedThoughts),
    };
  }

  /** All statuses, asked again while something moves. */
  async #settled(): Promise<readonly NodeStatus[]> {
    for (let tries = 0; ; tries += 1) {
      const statuses = await Promise.all(
        this.#fleet.running.map(async (node) => (await node.ask({ verb: "status" })) as NodeStatus),
      );
      const roots = new Set(statuses.map(({ eventRoot }) => eventRoot));
      if (roots.size === 1 || tries === SETTLE_TRIES) return statuses;
      await sleep(1_000);
    }
  }

  /** Events by members of the genesis that the last of the new nodes holds. */
  async #heldOf(authors: readonly string[]): Promise<number> {
    const { folder } = this.#fleet.running.at(-1) as NodeProcess;
    await using items = askNodeItems(nodeFolder(folder).control, { verb: "events", limit: Number.MAX_SAFE_INTEGER });
    const genesis = new Set(authors);
    let held = 0;
    for (;;) {
      const next = await items.next();
      if (next.done === true) return held;
      held += Number(genesis.has((next.value as { readonly author: string }).author));
    }
  }
}

const SETTLE_TRIES = 10;

async function writeFields(node: NodeProcess, events: number): Promise<void> {
  for (let written = 0; written < events; written += BATCH) {
    const places = Array.from({ length: Math.min(BATCH, events - written) }, (_, place) => written + place);
    await node.ask({
      verb: "set",
      entity: node.folder.slice(node.folder.lastIndexOf("/") + 1),
      fields: places.map((place) => `field-${place}`),
      values: places.map((place) => `value ${place}`),
    });
  }
}

const secondsSince = (fromMs: number): number => Math.round(performance.now() - fromMs) / 1000;
