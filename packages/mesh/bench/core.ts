/**
 * What events cost one node, on one core and in processor time, so that a busy machine does not spoil the figures: each step alone, a
 * node that takes in what others sent, the merge after a long cut, and memory as the node grows.
 *
 * Run: node --conditions=@plimsoll/source packages/mesh/bench/core.ts [--json] [--million]. Each size of a node is measured in a
 * process of its own, with the flags of this one: such as --expose-gc, to see
 * what is alive, and --max-semi-space-size=4, to keep the young generation small.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { RandomStream, utf8 } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { BATCH_MAX } from "../src/event/batch-tree.ts";
import type { EventBody } from "../src/event/body.ts";
import type { EventContent, MeshEvent } from "../src/event/event.ts";
import type { Genesis } from "../src/event/genesis.ts";
import { encodeGenesis } from "../src/event/genesis-codec.ts";
import { openEvent } from "../src/event/open-event.ts";
import { draftOf, type EventDraft, signDrafts } from "../src/event/sign-events.ts";
import { encodeMemberMessage, openMemberMessage } from "../src/member/member-codec.ts";
import { Member } from "../src/member/member.ts";
import { nativeCryptography, signerOf } from "../src/node/native-cryptography.ts";
import { rememberingCryptography } from "../src/node/remembering-cryptography.ts";
import { EventSet } from "../src/set/event-set.ts";
import { MeshState } from "../src/state/mesh-state.ts";

const DIMENSIONS = 384;
const AUTHORS = 10;
const EVENTS = 10_000;
/** So many thoughts among so many events; the others set a field. */
const THOUGHTS_OF_TEN = 5;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar?: string;
}

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    million: { type: "boolean", default: false },
    /** Of the processes that this one starts: measures a node of so many events. */
    size: { type: "string" },
  },
});
const crypto = nativeCryptography();
const signers = Array.from({ length: AUTHORS + 1 }, (_, node) =>
  signerOf(signingKeyFromSeed(crypto.sha256Bytes(utf8(`bench ${node}`)))),
);
const genesis: Genesis = {
  name: "bench",
  members: signers.map(({ key }, node) => ({ key, name: `node ${node}` })),
  issuers: [],
  survivors: 1,
  spendWitnesses: 0,
  dimensions: DIMENSIONS,
};
const mesh = crypto.sha256(encodeGenesis(genesis));

function main(): void {
  const sizes = [1_000, 10_000, 100_000, ...(values.million ? [1_000_000] : [])];
  const figures = [...stepFigures(), ...intakeFigures(), ...mergeFigures(), ...sizes.flatMap(inOwnProcess)];
  for (const figure of figures) process.stdout.write(values.json ? `${JSON.stringify(figure)}\n` : row(figure));
}

function row({ name, value, unit, bar }: Figure): string {
  const told = bar === undefined ? "" : `  (bar ${bar})`;
  return `${name.padEnd(58)} ${String(value).padStart(12)} ${unit}${told}\n`;
}

function inOwnProcess(size: number): Figure[] {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), "--size", String(size)];
  return JSON.parse(spawnSync(process.execPath, args, { encoding: "utf8" }).stdout) as Figure[];
}

/** Each step of an event's life by itself. */
function stepFigures(): Figure[] {
  const contents = [...chains(EVENTS)];
  const drafts = timed(() => contents.map((content) => draftOf(content, crypto)));
  const alone = timed(() => drafts.made.slice(0, 2_000).flatMap((draft) => signed([draft], draft)));
  const batched = timed(() => [...batchesOf(drafts.made)].flatMap((batch) => signed(batch, batch[0] as EventDraft)));
  const opened = timed(() => alone.made.map(({ bytes }) => openEvent(bytes, mesh, crypto)));
  const remembering = rememberingCryptography(crypto);
  const openedBatches = timed(() => batched.made.map(({ bytes }) => openEvent(bytes, mesh, remembering)));
  const set = new EventSet();
  const offered = timed(() => batched.made.map((event) => set.offer(event)));
  const state = new MeshState({ genesis, set, anchor: null, cryptography: crypto });
  const folded = timed(() => state.we.weight());
  const hashed = timed(() => state.hash());
  return [
    perSecond("encode and hash an event", EVENTS, drafts.ms),
    perSecond("sign one by one", alone.made.length, alone.ms),
    perSecond("sign in batches of 64", EVENTS, batched.ms),
    perSecond("open, signed one by one", opened.made.length, opened.ms),
    perSecond("open, in batches of 64", openedBatches.made.length, openedBatches.ms),
    perSecond("take into the set", offered.made.length, offered.ms),
    perSecond("fold into the state", EVENTS, folded.ms),
    { name: `hash of the state of ${EVENTS} events`, value: rounded(hashed.ms), unit: "ms" },
  ];
}

/** The whole way in: bytes of a peer, the member, its journal's record. */
function intakeFigures(): Figure[] {
  return [
    perSecond("a member takes in events signed one by one", 4_000, intakeMs(4_000, 1), "3 000"),
    perSecond("a member takes in batches of 64", 50_000, intakeMs(50_000, BATCH_MAX), "20 000"),
  ];
}

function intakeMs(events: number, batch: number): number {
  const messages = [...messagesOf(events, batch)];
  const node = memberOf();
  return timed(() => {
    for (const message of messages) take(node, message);
  }).ms;
}

/** Two sides of a cut: 5 000 events of each are news to the other. */
function mergeFigures(): Figure[] {
  const node = memberOf();
  const { messages, last } = twoSides();
  for (const message of messages.slice(0, messages.length / 2)) take(node, message);
  const merged = timed(() => {
    for (const message of messages.slice(messages.length / 2)) take(node, message);
    node.member.state.hash();
    node.member.eventRoot();
  });
  if (node.member.replica.events.get(last) === undefined) throw new Error("expected the merge to hold all events");
  return [{ name: "M6 merge of 5 000 events from across a cut, and hashes", value: rounded(merged.ms), unit: "ms" }];
}

function twoSides(): { readonly messages: readonly Uint8Array[]; readonly last: string } {
  const remembered: string[] = [];
  const messages = [...messagesOf(EVENTS, BATCH_MAX, (event) => remembered.push(event.id))];
  return { messages, last: remembered.at(-1) ?? "" };
}

function sizeFigures(size: number): Figure[] {
  const node = memberOf();
  const [beforeMs, start] = [cpuMs(), node.member.replica.events.size];
  let bytes = 0;
  for (const message of messagesOf(size, BATCH_MAX, (event) => (bytes += event.bytes.length))) take(node, message);
  const ms = cpuMs() - beforeMs;
  const held = node.member.replica.events.size - start;
  if (held !== size) throw new Error(`expected ${size} events, got ${held}`);
  const resident = process.memoryUsage().rss / 1e6;
  globalThis.gc?.();
  const collected = process.memoryUsage();
  const hashed = timed(() => node.member.state.hash());
  const name = `${size} events`;
  return [
    { name: `${name}: bytes of one event`, value: Math.round(bytes / size), unit: "B" },
    {
      name: `${name}: resident memory`,
      value: Math.round(resident),
      unit: "MB",
      ...(size === 100_000 ? { bar: "250" } : {}),
    },
    { name: `${name}: objects alive`, value: Math.round(collected.heapUsed / 1e6), unit: "MB" },
    { name: `${name}: resident when collected`, value: Math.round(collected.rss / 1e6), unit: "MB" },
    { name: `${name}: made, sent and taken in`, value: rounded((1000 * ms) / size), unit: "µs each" },
    { name: `${name}: hash of the state`, value: rounded(hashed.ms), unit: "ms" },
  ];
}

function memberOf() {
  const member = new Member({
    genesis,
    signer: signers.at(-1) as (typeof signers)[0],
    crypto: rememberingCryptography(crypto),
    random: RandomStream.from("bench"),
    records: [],
    isWhole: true,
    nowMs: 0,
    worker: null,
    clock: null,
  });
  return { member, nowMs: 0, crypto: rememberingCryptography(crypto) };
}

function take(node: ReturnType<typeof memberOf>, message: Uint8Array): void {
  const opened = openMemberMessage(message, mesh, node.crypto);
  if (!opened.ok || opened.value.faults.length > 0) throw new Error("expected a message without fault");
  node.nowMs += 1;
  node.member.onMessage(signers[0]?.key ?? "", opened.value.message, node.nowMs);
  const positions = node.member.takeEffects().flatMap((effect) => (effect.type === "persist" ? [effect.position] : []));
  node.member.onDurable(positions.at(-1) ?? 0, node.nowMs);
}

/** Messages of peers, each with a batch under one signature. */
function* messagesOf(
  events: number,
  batch: number,
  each: (event: MeshEvent) => void = () => {},
): Generator<Uint8Array> {
  let drafts: EventDraft[] = [];
  for (const content of chains(events, batch)) {
    drafts.push(draftOf(content, crypto));
    if (drafts.length < batch && drafts.length < events) continue;
    yield messageOf(drafts, each);
    drafts = [];
  }
  if (drafts.length > 0) yield messageOf(drafts, each);
}

function messageOf(drafts: readonly EventDraft[], each: (event: MeshEvent) => void): Uint8Array {
  const events = signed(drafts, drafts[0] as EventDraft);
  for (const event of events) each(event);
  return encodeMemberMessage({ type: "events", events, as: "news", pull: 0 });
}

function* batchesOf(drafts: readonly EventDraft[]): Generator<readonly EventDraft[]> {
  for (let from = 0; from < drafts.length; from += BATCH_MAX) yield drafts.slice(from, from + BATCH_MAX);
}

const signed = (drafts: readonly EventDraft[], { content }: EventDraft): MeshEvent[] =>
  signDrafts(drafts, signers.find(({ key }) => key === content.author) as (typeof signers)[0]);

/** Contents in causal order: authors take turns, each with as many in a row, and cite the last event of the one before. */
function* chains(events: number, inARow = BATCH_MAX): Generator<EventContent> {
  const random = RandomStream.from("bench events");
  const lasts: (EventDraft | undefined)[] = signers.map(() => undefined);
  const set = new Map<string, string>();
  let newest: EventDraft | undefined;
  for (let made = 0; made < events; made += 1) {
    const author = Math.floor(made / inARow) % AUTHORS;
    const before = lasts[author];
    const content = contentAfter(author, before, newest === before ? undefined : newest, bodyOf(random, made, set));
    newest = draftOf(content, crypto);
    if (content.body.kind === "field.set") set.set(content.body.entity, hex(newest.id));
    lasts[author] = newest;
    yield content;
  }
}

function contentAfter(
  author: number,
  before: EventDraft | undefined,
  other: EventDraft | undefined,
  body: EventBody,
): EventContent {
  const { key } = signers[author] as (typeof signers)[0];
  const lamport = 1 + Math.max(before?.content.lamport ?? 0, other?.content.lamport ?? 0);
  return {
    mesh,
    epoch: 0,
    author: key,
    incarnation: crypto.sha256(utf8(key)).slice(0, 32),
    sequence: before === undefined ? 0 : before.content.sequence + 1,
    previous: before === undefined ? null : hex(before.id),
    parents: other === undefined ? [] : [hex(other.id)],
    lamport,
    hlc: { ms: 1_800_000_000_000 + lamport, counter: 0 },
    body: before === undefined ? { kind: "incarnation.opened", name: `node ${author}` } : body,
  };
}

function bodyOf(random: RandomStream, made: number, set: ReadonlyMap<string, string>): EventBody {
  if (made % 10 >= THOUGHTS_OF_TEN) {
    const entity = `e${made % 500}`;
    const before = set.get(entity);
    const resolves = before === undefined ? [] : [before];
    return { kind: "field.set", entity, field: "reading", value: bytesOf(random, 64), resolves };
  }
  const [angles, answer] = [bytesOf(random, 2 * DIMENSIONS), bytesOf(random, 64)];
  return { kind: "thought", intent: null, encoder: "bench 1", weight: 1, angles, answer };
}

function bytesOf(random: RandomStream, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let place = 0; place < length; place += 4) {
    const word = random.uint32();
    for (let at = 0; at < 4; at += 1) bytes[place + at] = word >>> (8 * at);
  }
  return bytes;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

function timed<T>(make: () => T): { readonly made: T; readonly ms: number } {
  const beforeMs = cpuMs();
  const made = make();
  return { made, ms: cpuMs() - beforeMs };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const perSecond = (name: string, count: number, ms: number, bar?: string): Figure => ({
  name,
  value: Math.round((1000 * count) / ms),
  unit: "/s",
  ...(bar === undefined ? {} : { bar }),
});

const rounded = (value: number): number => Math.round(value * 10) / 10;

if (values.size === undefined) main();
else process.stdout.write(JSON.stringify(sizeFigures(Number(values.size))));
