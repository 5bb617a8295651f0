import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { EventBody } from "../../src/event/body.ts";
import type { MeshNode } from "../../src/node/runtime/mesh-node.ts";
import type { NodeService } from "../../src/node/runtime/node-service.ts";
import type { MeteredBus } from "./metered-bus.ts";
import type { LoadFigures, LoadOrder, NodeWord, SpendFigures, SpendOrder, WriteOrder } from "./node-plan.ts";
import { type NodeWatch, WATCH_MS } from "./node-watch.ts";
import { wallMs } from "./wall-clock.ts";

export interface Ordered {
  readonly service: NodeService;
  readonly bus: MeteredBus;
  readonly watch: NodeWatch;
  /** How many peers the road without brokers reaches now. */
  readonly straightPeers: () => number;
  readonly say: (word: NodeWord) => void;
}

type Order = { readonly verb: string } & Record<string, unknown>;

/** What the one who started a node has it do, beyond what its control socket offers. */
export async function answerOrder(
  order: object,
  { service, bus, watch, straightPeers, say }: Ordered,
): Promise<unknown> {
  const { verb, ...rest } = order as Order;
  const { node } = service;
  switch (verb) {
    case "root":
      return { events: node.member.replica.events.size, root: node.member.eventRoot() };
    case "isWriting":
      return node.member.replica.chain !== null;
    case "stable":
      return node.member.certificates.book.stable?.events ?? 0;
    case "overdrafts":
      return node.member.state.budget.conserved(ACCOUNT).overdrafts.length;
    case "memory":
      return process.memoryUsage.rss();
    case "holds":
      return (rest["events"] as string[]).filter((id) => node.member.replica.events.get(id) !== undefined).length;
    case "issue":
      return node.turn((member) => member.write([{ kind: "budget.issued", account: ACCOUNT, quantity: 1_000_000_000 }]))
        ?.length;
    case "write":
      return write(node, rest as unknown as WriteOrder);
    case "spend":
      return spendOn(node, rest as unknown as SpendOrder, say);
    case "load":
      return load(node, rest as unknown as LoadOrder);
    case "open":
      return open(node, rest as unknown as LoadOrder, 0);
    case "watch":
      return watch.begin();
    case "straightPeers":
      return straightPeers();
    case "envelopeBytes":
      return [...node.member.replica.events.chains()]
        .flatMap((chain) => [...chain.events()])
        .reduce((sum, { bytes }) => sum + bytes.length, 0);
    case "merged":
      return watch.merged;
    case "cut":
      return bus.cut(rest["peers"] as string[]);
    case "meter":
      return bus.reading();
    default:
      throw new Error(`an order that is not known: ${verb}`);
  }
}

const ACCOUNT = "real";
const ENTITIES = 1_024;

/** Sets fields of some entities again and again, and ends with a spend: what is durable then, all before it is. */
async function write(node: MeshNode, { count, batch }: WriteOrder): Promise<number> {
  const newest = new Map<number, string>();
  for (let written = 0; written < count; written += batch) {
    const places = Array.from({ length: Math.min(batch, count - written) }, (_, step) => (written + step) % ENTITIES);
    const events = node.turn((member) => member.write(places.map((place) => setting(place, newest.get(place)))));
    for (const [step, { id }] of (events ?? []).entries()) newest.set(places[step] ?? 0, id);
    await nextTurn();
  }
  await node.spend(ACCOUNT, 1, "end of writing");
  return count;
}

function setting(place: number, before: string | undefined): EventBody {
  const resolves = before === undefined ? [] : [before];
  return {
    kind: "field.set",
    entity: `entity ${place}`,
    field: "value",
    value: new Uint8Array(32).fill(place),
    resolves,
  };
}

async function spendOn(
  node: MeshNode,
  { forMs, everyMs, tells }: SpendOrder,
  say: Ordered["say"],
): Promise<SpendFigures> {
  const [spendMs, announcedMs]: [number[], number[]] = [[], []];
  const endMs = wallMs() + forMs;
  for (let nextMs = wallMs(); wallMs() < endMs; nextMs += everyMs) {
    const beginMs = wallMs();
    const spent = await node.spend(ACCOUNT, 1, "real");
    if (!spent.ok) throw new Error(spent.error.code);
    spendMs.push(wallMs() - beginMs);
    announcedMs.push(wallMs());
    if (tells) say({ type: "acknowledged", event: spent.value });
    if (nextMs + everyMs > wallMs()) await sleep(nextMs + everyMs - wallMs());
  }
  return { spendMs, announcedMs };
}

async function load(node: MeshNode, order: LoadOrder): Promise<LoadFigures> {
  const decisionMs: number[] = [];
  const endMs = wallMs() + order.forMs;
  let opened = 0;
  for (; wallMs() < endMs; opened += 1) {
    const beginMs = wallMs();
    const intent = await open(node, order, opened);
    const isDecided = () => node.member.state.intents.intent(intent)?.kept !== null;
    while (!isDecided() && wallMs() < endMs + GRACE_MS) await sleep(WATCH_MS);
    if (isDecided()) decisionMs.push(wallMs() - beginMs);
    await sleep(order.pauseMs);
  }
  return { opened, decisionMs };
}

/** An intent that was open at the end is given so long. */
const GRACE_MS = 10_000;
const OPEN_MS = 5_000;

/** The id of an intent that is opened now. */
async function open(node: MeshNode, { lane, enough, softDeadlineMs }: LoadOrder, number: number): Promise<string> {
  const prompt = Buffer.from(`${lane} ${number} ${wallMs()}`);
  const isIt = (body: EventBody) => body.kind === "intent.opened" && Buffer.compare(body.prompt, prompt) === 0;
  const own = node.member.replica.chain;
  const from = own === null ? 0 : (node.member.replica.events.chain(own)?.length ?? 0);
  node.openIntent({ request: prompt.toString(), lane, prompt, enough, softDeadlineMs, ownerLeaseMs: 10_000 });
  for (let waitedMs = 0; waitedMs < OPEN_MS; waitedMs += 1) {
    const chain = own === null ? undefined : node.member.replica.events.chain(own);
    const event = [...(chain?.events(from) ?? [])].find(({ body }) => isIt(body));
    if (event !== undefined) return event.id;
    await sleep(1);
  }
  throw new Error("the intent was not opened");
}
