import { RandomStream } from "@plimsoll/foundation";
import { gateOf } from "./at-once.ts";
import { GatedPeers, startTicking } from "./gated-peers.ts";
import { type Answering, openLoopbackServer, post } from "./loopback-server.ts";
import { type ScaledClock, scaledClock } from "./scaled-clock.ts";
import type { SwarmNode, SwarmScenario } from "./scenario.ts";
import { SwarmRecords } from "./swarm-records.ts";
import type { SwarmRun, SwarmRunner } from "./swarm-run.ts";

/** How the audited swarm is set up. Durations in ms of the scenario. */
export interface HttpSwarmLimits {
  /** Intents that the server works on at a time. */
  readonly intentsAtOnce: number;
  /** Nodes asked for each intent; the first answer wins. */
  readonly askedPerIntent: number;
  /** After that the server no longer listens to a node. */
  readonly nodeLimitMs: number;
  /** After that an opener gives up. */
  readonly openerLimitMs: number;
}

export const AUDITED_LIMITS: HttpSwarmLimits = {
  intentsAtOnce: 1,
  askedPerIntent: 2,
  nodeLimitMs: 45_000,
  openerLimitMs: 180_000,
};

/**
 * The swarm that the audit describes, said again in our words: openers wait for one intent server, the server for every node
 * it asked, and peers refuse whoever's clock is far from theirs. All over synchronous HTTP on loopback, except the peers'
 * clock messages. Where the description leaves a choice, the one that serves the swarm is taken: nothing is lost, the queue has
 * no end, and an intent whose opener has gone costs the server nothing.
 */
export const httpSwarm = (limits: HttpSwarmLimits): SwarmRunner => ({
  name: limits.intentsAtOnce === 1 ? "synchronous HTTP swarm" : `HTTP swarm, ${limits.intentsAtOnce} intents at a time`,
  run: (scenario) => runHttpSwarm(scenario, limits),
});

interface Swarm {
  readonly scenario: SwarmScenario;
  readonly limits: HttpSwarmLimits;
  readonly clock: ScaledClock;
  readonly records: SwarmRecords;
  /** Aborts at the end of the run. */
  readonly over: AbortSignal;
}

async function runHttpSwarm(scenario: SwarmScenario, limits: HttpSwarmLimits): Promise<SwarmRun> {
  const over = new AbortController();
  const clock = scaledClock(scenario.timeScale);
  const records = new SwarmRecords(clock);
  const swarm: Swarm = { scenario, limits, clock, records, over: over.signal };
  const nodes = await Promise.all(
    scenario.nodes.map(async (node) => ({ name: node.name, ...(await openLoopbackServer(thinking(swarm, node))) })),
  );
  const server = await openLoopbackServer(deciding(swarm, nodes));
  const peers = new GatedPeers(scenario);
  startTicking(peers, clock, over.signal);
  const openers = scenario.nodes.map((node) => opening(swarm, node, server.url));

  await clock.sleep(scenario.durationMs, new AbortController().signal);
  over.abort();
  const run = { ...frozen(records), ...refused(peers, scenario.durationMs) };
  await Promise.all([...openers, server.close(), ...nodes.map((node) => node.close())]);
  return run;
}

/** What goes on during the end of the run is no part of it. */
const frozen = ({ intents, thoughts }: SwarmRecords) => ({
  intents: intents.map((intent) => ({ ...intent })),
  thoughts: thoughts.map((thought) => ({ ...thought })),
});

function refused(peers: GatedPeers, atMs: number) {
  peers.advance(atMs);
  return { gapRejections: peers.gapRejections, rejectedForEver: peers.unheard(atMs) };
}

/** A node answers one question at a time and thinks each to its end, also when nobody listens any more. */
function thinking({ clock, records, over }: Swarm, { name, thinkMs }: SwarmNode): Answering {
  const inTurn = gateOf(1);
  return (intent) =>
    inTurn(async () => {
      const thought = records.think(name, Number(intent));
      if (await clock.sleep(thinkMs, over)) records.finish(thought);
      return `${thought}`;
    });
}

/** The server asks nodes drawn at random, and answers when the last of them has answered or used up its time. */
function deciding(swarm: Swarm, nodes: readonly AskedNode[]): Answering {
  const { limits, records, scenario } = swarm;
  const inTurn = gateOf(limits.intentsAtOnce);
  const random = RandomStream.from(scenario.seed, "asked nodes");
  return (asked, gone) =>
    inTurn(async () => {
      if (gone.aborted) return "";
      const answers: string[] = [];
      records.begin(Number(asked));
      const asking = drawn(nodes, limits.askedPerIntent, random).map((node) => askNode(swarm, node, asked, answers));
      await Promise.all(asking);
      for (const [place, thought] of answers.entries())
        records.judge(Number(thought), place === 0 ? "merged" : "spare");
      return answers[0] ?? "";
    });
}

interface AskedNode {
  readonly name: string;
  readonly url: string;
}

async function askNode(swarm: Swarm, { name, url }: AskedNode, intent: string, answers: string[]): Promise<void> {
  const { clock, limits, over, records } = swarm;
  const limit = AbortSignal.timeout(clock.wallMs(limits.nodeLimitMs));
  const answer = await post(url, intent, AbortSignal.any([over, limit]));
  if (over.aborted) return;
  if (answer === null) return records.abandon(Number(intent), name);
  records.answered(Number(intent));
  answers.push(answer);
}

/** Opens an intent, waits for its decision, pauses, and again. */
async function opening(swarm: Swarm, { name, pauseMs }: SwarmNode, server: string): Promise<void> {
  if (pauseMs === null) return;
  const { clock, over, scenario } = swarm;
  const firstMs = RandomStream.from(scenario.seed, "first intent", name).unit() * pauseMs;
  for (let restMs = firstMs; await clock.sleep(restMs, over); restMs = pauseMs) await openIntent(swarm, name, server);
}

async function openIntent({ clock, limits, over, records }: Swarm, opener: string, server: string): Promise<void> {
  const intent = records.open(opener);
  const patience = AbortSignal.timeout(clock.wallMs(limits.openerLimitMs));
  const answer = await post(server, `${intent}`, AbortSignal.any([over, patience]));
  if (over.aborted) return;
  if (answer === null) records.end(intent, "given up");
  else records.end(intent, answer === "" ? "undecided" : "decided");
}

function drawn<T>(items: readonly T[], count: number, random: RandomStream): T[] {
  const left = [...items];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(random.below(left.length), 1)[0] as T);
}
