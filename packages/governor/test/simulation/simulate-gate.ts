import { EventEmitter } from "node:events";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Clock, RandomStream } from "@plimsoll/foundation";
import type { Ledger } from "@plimsoll/ledger";
import { openTokenGate, type TokenGate } from "../../src/gate/library/open-token-gate.ts";
import { EmbeddedSite } from "../../src/gate/proxy/embedded-site.ts";
import { originOf } from "../../src/site/log-origin.ts";
import { Site } from "../../src/site/site.ts";
import { jsonWebKeySetOf } from "../../src/token/json-web-key-set.ts";
import {
  deployedLedger,
  DEPLOYMENT,
  deploymentKeys,
  NODE,
  openSet,
  recordCell,
  TOKEN_TTL_MS,
  WEIGHTS,
} from "./deployed-site.ts";
import { type FaultKind, FaultInjector, type FaultPlan, GATE_GROUND } from "./faults.ts";
import { GateCheckers, type GateViolation } from "./gate-checkers.ts";
import type { Party } from "./party.ts";
import { Pipe } from "./pipe.ts";
import { type LedgerPace, slowLedger } from "./slow-ledger.ts";
import { inWorld } from "./system-calls.ts";
import { DISK_ROOT, NODE_ROOT, World } from "./world.ts";

/** What may be wrong with a gate on purpose. */
export interface GateDefects {
  readonly gateClock: (clock: Clock) => Clock;
  /** What the gate takes a feed for; null for nothing. */
  readonly heardByGate: (envelope: unknown) => unknown;
  /** Whether what is being served is broken off. */
  readonly cuts: boolean;
  /** Whether a token's text is looked at again after it was admitted once. */
  readonly asksAgain: boolean;
}

const REAL_GATE: GateDefects = {
  gateClock: (clock) => clock,
  heardByGate: (envelope) => envelope,
  cuts: true,
  asksAgain: true,
};

export interface GateScenario {
  readonly seed: string;
  readonly faults: readonly FaultKind[];
  readonly plans?: readonly FaultPlan[];
  readonly defects?: Partial<GateDefects>;
  /** Uncontrolled trials of 348 in the window that comes in: 0 keeps power, 60 pauses, 200 kills the lineage. */
  readonly uncontrolled?: 0 | 60 | 200;
  /** How old the newest feed may be; null for any age. */
  readonly feedRequiredWithinMs?: number | null;
  readonly restarts?: boolean;
  /** Whether the site is among those that are started again. */
  readonly siteRestarts?: boolean;
}

export interface GateOutcome {
  readonly violations: readonly GateViolation[];
  readonly bit: readonly boolean[];
  /** Instants at which somebody was being served. */
  readonly served: number;
  readonly denied: number;
  readonly cut: number;
  readonly withdrawn: boolean;
}

const WITHDRAWALS = `${DISK_ROOT}/gate/withdrawals.json`;
const KEYS = `${DISK_ROOT}/gate/jwks.json`;
const AT_NODE = {
  token: `${NODE_ROOT}/token.jwt`,
  jwks: `${NODE_ROOT}/jwks.json`,
  feed: `${NODE_ROOT}/withdrawals.json`,
};

const SAY_EVERY_MS = 250;
const ASK_EVERY_MS = 60;
/** A streaming answer goes on so long, a piece at a time. */
const ANSWER_MS = 2_500;

/** Plays a site, a gate on another node, and clients that ask all the time. */
export async function simulateGate(scenario: GateScenario): Promise<GateOutcome> {
  const random = RandomStream.from("gate", scenario.seed, scenario.faults.join("+"));
  const world = new World(RandomStream.from("world", random.uint32()), {
    workers: 0,
    forks: "never",
    hangs: false,
    endsAfterMs: null,
  });
  const ledger = deployedLedger();
  const pace: LedgerPace = { delaysMs: [], slowed: 0 };
  const faults = new FaultInjector(world, random, pace, GATE_GROUND, scenario.plans ?? scenario.faults);
  const withdrawAtMs = 500 + random.below(4_500);
  const play: Play = {
    world,
    ledger,
    pace,
    checkers: new GateCheckers(world, scenario.faults),
    withdrawAtMs,
    uncontrolled: scenario.uncontrolled ?? ([0, 60, 200, 200] as const)[random.below(4)] ?? 200,
    feedRequiredWithinMs:
      scenario.feedRequiredWithinMs === undefined
        ? random.chance(1, 2)
          ? null
          : 3_000
        : scenario.feedRequiredWithinMs,
    siteRestarts: scenario.siteRestarts ?? true,
    defects: { ...REAL_GATE, ...scenario.defects },
    restartMs: (scenario.restarts ?? random.chance(3, 4)) ? 100 + random.below(3_000) : null,
  };
  return inWorld(world, async () => {
    const gate = new GateNode(play);
    startSite(play, gate);
    gate.start();
    await world.runUntil(Math.max(withdrawAtMs, faults.lastAtMs) + TOKEN_TTL_MS + 2_000);
    const { violations, served, cut, denied, withdrawn } = play.checkers;
    return { violations, bit: faults.bit(), served, cut, denied, withdrawn };
  });
}

interface Play {
  readonly world: World;
  readonly ledger: Ledger;
  readonly pace: LedgerPace;
  readonly checkers: GateCheckers;
  readonly withdrawAtMs: number;
  readonly uncontrolled: number;
  readonly feedRequiredWithinMs: number | null;
  readonly defects: GateDefects;
  readonly restartMs: number | null;
  readonly siteRestarts: boolean;
}

/** The issuer: the real loop that keeps a token and says the feed, and the window that comes in. */
function startSite(play: Play, gate: GateNode): void {
  const { world, restartMs, siteRestarts } = play;
  const party = world.addParty("controller", null);
  if (restartMs !== null && siteRestarts)
    party.onDeath.push(() => world.post(null, world.nowMs + restartMs, () => startSite(play, gate)));
  world.post(party, world.nowMs + 10, () => {
    const site = new Site({
      ledger: slowLedger(world, party, play.ledger, play.pace),
      keys: deploymentKeys,
      clock: party.clock,
    });
    play.checkers.watch(party, site);
    try {
      sayToGate(play, gate, party, new EmbeddedSite(siteParts(site, party)));
      world.post(party, Math.max(world.nowMs + 1, play.withdrawAtMs), () => withdraw(play, site));
    } catch {
      // Nothing can be published: a site that cannot write ends, and nobody gets a token.
      world.exit(party, 1);
    }
  });
}

const siteParts = (site: Site, party: Party) => ({
  site,
  deployment: DEPLOYMENT,
  artifact: WEIGHTS,
  nodeKey: NODE,
  files: { jwks: KEYS, withdrawals: WITHDRAWALS },
  clock: party.clock,
  timers: party.intervals,
  onRefusal: () => {},
});

/** The way from a site to another node: its newest token and feed, again and again, over a line that can lose them. */
function sayToGate({ world }: Play, gate: GateNode, party: Party, issuer: EmbeddedSite): void {
  const say = (): void => {
    const feed = textAt(WITHDRAWALS);
    const receiver = gate.party;
    if (receiver?.isAlive !== true) return;
    gate.pipeFrom(world, party, receiver).input.write(`${JSON.stringify({ token: issuer.token(), feed })}\n`);
  };
  say();
  party.intervals.every(SAY_EVERY_MS, say);
}

function textAt(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** A window comes in, and with it perhaps the end of this deployment's power. */
function withdraw(play: Play, site: Site): void {
  try {
    if (!site.state.windowSets.has("set-3")) openSet(site, "set-3");
    recordCell(site, "set-3", play.uncontrolled);
  } catch {
    // A full disk, or it was recorded before the site died.
  }
}

/** A node with a gate and a model server behind it, and clients. Its disk outlives the gate's process. */
class GateNode {
  party: Party | null = null;
  readonly #play: Play;
  #gate: TokenGate | null = null;
  #pipe: { readonly pipe: Pipe; readonly ends: readonly [Party, Party] } | null = null;
  #admittedOnce = false;

  constructor(play: Play) {
    this.#play = play;
    play.world.nodeDisk.write(AT_NODE.jwks, JSON.stringify(jsonWebKeySetOf([siteKeyOf(play)])));
  }

  start(): void {
    const { world, restartMs } = this.#play;
    const party = world.addParty("gate", null);
    this.party = party;
    if (restartMs !== null) party.onDeath.push(() => world.post(null, world.nowMs + restartMs, () => this.start()));
    world.post(party, world.nowMs + 10, () => this.#open(party));
  }

  pipeFrom(world: World, sender: Party, receiver: Party): Pipe {
    if (this.#pipe?.ends[0] === sender && this.#pipe.ends[1] === receiver) return this.#pipe.pipe;
    const pipe = new Pipe(world, sender, receiver);
    this.#pipe = { pipe, ends: [sender, receiver] };
    // A receiver that is busy takes its lines one by one, in its own time.
    world.post(receiver, world.nowMs, () => this.#hearOn(pipe));
    return pipe;
  }

  #hearOn(pipe: Pipe): void {
    let rest = "";
    pipe.output.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#hear(JSON.parse(line) as { token: string | null; feed: string | null });
    });
  }

  /** What comes in is put where the gate looks for it, as a node agent does. */
  #hear({ token, feed }: { readonly token: string | null; readonly feed: string | null }): void {
    if (token !== null) keep(AT_NODE.token, token);
    const heard = feed === null ? null : this.#play.defects.heardByGate(JSON.parse(feed));
    if (heard !== null) keep(AT_NODE.feed, JSON.stringify(heard));
  }

  #open(party: Party): void {
    const { world, feedRequiredWithinMs, defects, ledger } = this.#play;
    this.#gate = openTokenGate({
      identity: { issuer: originOf(ledger), audience: "internal", artifact: WEIGHTS, nodeKey: NODE },
      tokenFile: AT_NODE.token,
      jwksFile: AT_NODE.jwks,
      withdrawalsFile: AT_NODE.feed,
      feedRequiredWithinMs,
      clock: defects.gateClock(party.clock),
      timers: party.intervals,
    });
    const gate = this.#gate;
    party.intervals.every(ASK_EVERY_MS, () => this.#ask(world, party, gate));
  }

  #ask(world: World, party: Party, gate: TokenGate): void {
    const { checkers, defects } = this.#play;
    const answer = new Answer(defects.cuts, () => checkers.noteCut());
    const serve = (): void => {
      this.#admittedOnce = true;
      goOn(world, party, answer, world.nowMs + ANSWER_MS, () => checkers.noteServed());
    };
    if (this.#admittedOnce && !defects.asksAgain) return serve();
    gate.middleware({} as IncomingMessage, answer as unknown as ServerResponse, serve);
    if (answer.isDenied) checkers.noteDenied();
  }
}

const siteKeyOf = ({ ledger }: Play) =>
  new Site({ ledger, keys: deploymentKeys, clock: { wallMs: () => 0, monotonicMs: () => 0 } }).issuerKey.publicKey;

/** A draft and a rename: whoever reads sees the old text or the new one. */
function keep(file: string, text: string): void {
  try {
    mkdirSync(NODE_ROOT, { recursive: true });
    writeFileSync(`${file}.draft`, text);
    renameSync(`${file}.draft`, file);
  } catch {
    // A full disk: the old one stays.
  }
}

/** Piece after piece until it is complete, or cut. */
function goOn(world: World, party: Party, answer: Answer, endMs: number, onPiece: () => void): void {
  if (answer.isOver || !party.isAlive) return;
  onPiece();
  if (world.nowMs >= endMs) return answer.end();
  party.timers.after(100, () => goOn(world, party, answer, endMs, onPiece));
}

/** As much of a `ServerResponse` as a gate touches. */
class Answer extends EventEmitter {
  isOver = false;
  isDenied = false;
  readonly #canBeCut: boolean;
  readonly #onCut: () => void;

  constructor(canBeCut: boolean, onCut: () => void) {
    super();
    this.#canBeCut = canBeCut;
    this.#onCut = onCut;
  }

  writeHead(): this {
    this.isDenied = true;
    return this;
  }

  end(): void {
    this.#close();
  }

  destroy(): void {
    if (this.isOver || !this.#canBeCut) return;
    this.#onCut();
    this.#close();
  }

  #close(): void {
    this.isOver = true;
    this.emit("close");
  }
}
