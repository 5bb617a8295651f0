/**
 * What a mesh costs as its sites grow, from one seed in virtual time: the start, in which every site learns every other's chain, some
 * quiet seconds, and windows in which the whole mesh writes so many events a second, of which the first is told apart. Production members, no observer, processor time.
 * Bytes on the wire are those of the messages as members encode them, counted afterwards, without the transport's own framing.
 *
 * Run: node --max-old-space-size=12288 --max-semi-space-size=128 --conditions=@plimsoll/source packages/mesh/bench/scale.ts [--sites 30]
 * [--seconds 5] [--windows 3] [--events 2, a second in the whole mesh] [--no-certificates]. Prints one line of JSON;
 * bench/scale-report.ts runs it once for each size, in a process of its own.
 */
import { parseArgs } from "node:util";
import type { CertifierSettings } from "../src/certificate/certifier-settings.ts";
import type { MemberEffect } from "../src/member/member.ts";
import { encodeMemberMessage } from "../src/member/member-codec.ts";
import type { MemberMessage } from "../src/member/member-message.ts";
import { nativeCryptography } from "../src/node/native-cryptography.ts";
import type { MemberTap } from "../src/simulated/mesh/member-tap.ts";
import { type NodePlan, SimulatedMesh } from "../src/simulated/mesh/simulated-mesh.ts";
import { SIMULATED_HOST } from "../src/simulated/scenario/fault-runner.ts";

const { values } = parseArgs({
  options: {
    sites: { type: "string", default: "30" },
    seconds: { type: "string", default: "5" },
    windows: { type: "string", default: "3" },
    events: { type: "string", default: "2" },
    "no-certificates": { type: "boolean", default: false },
  },
});
const [SITES, SECONDS, WINDOWS] = [Number(values.sites), Number(values.seconds), Number(values.windows)];
const EVENT_EVERY_MS = 1_000 / Number(values.events);
/** By then every site knows every chain, and the first certificate is stable. */
const START_MS = 5_000;
/** No site writes twice in a row, and neighbours in the list do not follow one another. */
const STRIDE = 7;
const NEVER: Partial<CertifierSettings> = { everyEvents: 1e9, everyMs: 1e9 };

/** Messages that were sent, each kept once with how often: they are encoded when the clock no longer runs. */
class WireTap implements MemberTap {
  #sent = new Map<MemberMessage, number>();

  booted(): void {}
  heard(): void {}
  durable(): void {}

  effects(_node: number, effects: readonly MemberEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "send") this.#sent.set(effect.message, 1 + (this.#sent.get(effect.message) ?? 0));
    }
  }

  takeCounts(): { readonly messages: number; readonly bytes: number } {
    const counts = { messages: 0, bytes: 0 };
    for (const [message, times] of this.#sent) {
      counts.messages += times;
      counts.bytes += times * encodeMemberMessage(message).length;
    }
    this.#sent = new Map();
    return counts;
  }
}

const site: NodePlan = { worker: null, thinkMs: () => 0, clock: null, traits: SIMULATED_HOST };

function meshOf(tap: MemberTap): SimulatedMesh {
  const plan = {
    seed: 1,
    nodes: Array.from({ length: SITES }, () => site),
    survivors: 1,
    spendWitnesses: 0,
    dimensions: 8,
    ...(values["no-certificates"] ? { certifier: NEVER } : {}),
  };
  return new SimulatedMesh(plan, nativeCryptography(), () => {}, tap);
}

/** Lets time pass, and says what it cost. */
function passed(mesh: SimulatedMesh, tap: WireTap, untilMs: number) {
  const [before, stepsBefore] = [process.cpuUsage(), mesh.world.steps];
  mesh.world.runUntil(untilMs);
  const { user, system } = process.cpuUsage(before);
  return { cpuUs: user + system, steps: mesh.world.steps - stepsBefore, ...tap.takeCounts() };
}

let written = 0;

function write(mesh: SimulatedMesh): void {
  const body = {
    kind: "field.set",
    entity: `e${written}`,
    field: "reading",
    value: Buffer.from(`${written}`),
  } as const;
  mesh.hosts[(written * STRIDE) % SITES]?.act(({ member }) => member.write([{ ...body, resolves: [] }]));
  written += 1;
}

function busyWindow(mesh: SimulatedMesh, tap: WireTap) {
  const [from, before] = [mesh.world.nowMs(), written];
  for (let ms = EVENT_EVERY_MS; ms <= SECONDS * 1_000; ms += EVENT_EVERY_MS)
    mesh.world.at(from + ms, () => write(mesh));
  const cost = passed(mesh, tap, from + SECONDS * 1_000);
  return { ...cost, events: written - before };
}

/** The last events need a moment to arrive everywhere; then all sites hold the same. */
function assertLevel(mesh: SimulatedMesh): void {
  mesh.world.runUntil(mesh.world.nowMs() + START_MS);
  const roots = new Set(mesh.running().map(({ member }) => member.eventRoot()));
  const held = mesh.running()[0]?.member.replica.events.size ?? 0;
  if (roots.size !== 1 || held < SITES + written) throw new Error(`${roots.size} different sites, ${held} events`);
}

const tap = new WireTap();
const mesh = meshOf(tap);
mesh.start();
const start = passed(mesh, tap, START_MS);
const idle = passed(mesh, tap, START_MS + SECONDS * 1_000);
// The first events of a mesh cite the end of every chain, up to 256 each: later ones cite a few.
const first = busyWindow(mesh, tap);
const busy = Array.from({ length: WINDOWS }, () => busyWindow(mesh, tap));
const residentBytes = process.memoryUsage().rss;
assertLevel(mesh);
const certificates = !values["no-certificates"];
process.stdout.write(
  `${JSON.stringify({ sites: SITES, seconds: SECONDS, certificates, start, idle, first, busy, residentBytes })}\n`,
);
