/**
 * What events cost one node, on one core and in processor time, so that a busy machine does not spoil the figures: each step alone, a
 * node that takes in what others sent, the merge after a long cut, and memory as the node grows.
 *
 * Run: node --conditions=@plimsoll/source packages/mesh/bench/core.ts [--json] [--million] [--dir FOLDER]. Each size of a node is
 * measured in a process of its own, with the flags of this one (such as --expose-gc, to see what is alive): it takes in messages
 * that another process made, keeps its journal in a folder, and is then started again from that in one more process.
 */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
import { openJournal } from "../src/journal/open-journal.ts";
import { encodeMemberMessage, openMemberMessage } from "../src/member/member-codec.ts";
import { Member } from "../src/member/member.ts";
import type { MemberRecord } from "../src/member/member-record.ts";
import { openFolderDisk } from "../src/node/disk/folder-disk.ts";
import { nativeCryptography, signerOf } from "../src/node/native-cryptography.ts";
import { rememberingCryptography } from "../src/node/remembering-cryptography.ts";
import { fromJournal, toJournal } from "../src/node/runtime/member-journal.ts";
import { boundYoungSpace } from "../src/node/runtime/young-space.ts";
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
    dir: { type: "string", default: tmpdir() },
    /** Of the processes that this one starts: a node of so many events, in the folder with its messages. */
    size: { type: "string" },
    /** The same, started again on its journal. */
    again: { type: "boolean", default: false },
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
const ownKey = signers.at(-1)?.key ?? "";
const MESSAGES = "messages";

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
  const folder = mkdtempSync(join(values.dir, "mesh-core-bench-"));
  try {
    const bytes = writeMessages(folder, size);
    const args = [...process.execArgv, fileURLToPath(import.meta.url), "--size", String(size), "--dir", folder];
    const run = (...more: readonly string[]) =>
      JSON.parse(
        spawnSync(process.execPath, [...args, ...more], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] })
          .stdout,
      ) as Figure[];
    const each = { name: `${size} events: bytes of one event`, value: Math.round(bytes / size), unit: "B" };
    return [each, ...run(), ...run("--again")];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Each message behind its length in 4 bytes. Returns the bytes of all events. */
function writeMessages(folder: string, size: number): number {
  const descriptor = openSync(join(folder, MESSAGES), "w");
  let bytes = 0;
  for (const message of messagesOf(size, BATCH_MAX, (event) => (bytes += event.bytes.length))) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(message.length);
    writeSync(descriptor, Buffer.concat([length, message]));
  }
  closeSync(descriptor);
  return bytes;
}

function* readMessages(folder: string): Generator<Uint8Array> {
  const descriptor = openSync(join(folder, MESSAGES), "r");
  const length = Buffer.alloc(4);
  while (readSync(descriptor, length) === 4) {
    const message = new Uint8Array(length.readUInt32BE());
    readSync(descriptor, message);
    yield message;
  }
  closeSync(descriptor);
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

/** A node that takes in so many events and keeps its journal. */
async function sizeFigures(size: number, folder: string): Promise<Figure[]> {
  boundYoungSpace();
  const disk = await openFolderDisk(join(folder, "journal"));
  const { journal } = await openJournal({ disk, crypto, node: ownKey, freshId: "0b".repeat(16) });
  const node = memberOf();
  const [beforeMs, start] = [cpuMs(), node.member.replica.events.size];
  for (const message of readMessages(folder)) await journal.append(take(node, message).map(toJournal));
  const ms = cpuMs() - beforeMs;
  const held = node.member.replica.events.size - start;
  if (held !== size) throw new Error(`expected ${size} events, got ${held}`);
  const resident = process.memoryUsage().rss / 1e6;
  globalThis.gc?.();
  const collected = process.memoryUsage();
  const hashed = timed(() => node.member.state.hash());
  await disk.close();
  const name = `${size} events`;
  return [
    residentFigure(`${name}: resident memory`, resident, size),
    { name: `${name}: objects alive`, value: Math.round(collected.heapUsed / 1e6), unit: "MB" },
    { name: `${name}: resident when collected`, value: Math.round(collected.rss / 1e6), unit: "MB" },
    { name: `${name}: taken in and journaled`, value: rounded((1000 * ms) / size), unit: "µs each" },
    { name: `${name}: hash of the state`, value: rounded(hashed.ms), unit: "ms" },
  ];
}

/** The same node, killed and started again: from its first instruction here until it knows its state. */
async function restartFigures(size: number, folder: string): Promise<Figure[]> {
  boundYoungSpace();
  const [beganMs, beganCpuMs] = [performance.now(), cpuMs()];
  const disk = await openFolderDisk(join(folder, "journal"));
  const { records, report } = await openJournal({ disk, crypto, node: ownKey, freshId: "0b".repeat(16) });
  const { member } = memberOf(fromJournal(records));
  member.state.hash();
  const [ms, usedMs] = [performance.now() - beganMs, cpuMs() - beganCpuMs];
  await disk.close();
  if (member.replica.events.size < size || report.damage.length > 0) throw new Error("expected a whole journal");
  const name = `${size} events, started again`;
  return [
    {
      name: `${name}: until it serves`,
      value: Math.round(ms),
      unit: "ms",
      ...(size === 100_000 ? { bar: "2 000" } : {}),
    },
    { name: `${name}: processor time`, value: Math.round(usedMs), unit: "ms" },
    residentFigure(`${name}: resident memory`, process.memoryUsage().rss / 1e6, size),
  ];
}

const residentFigure = (name: string, megabytes: number, size: number): Figure => ({
  name,
  value: Math.round(megabytes),
  unit: "MB",
  ...(size === 100_000 ? { bar: "250" } : {}),
});

function memberOf(records: readonly MemberRecord[] = []) {
  const member = new Member({
    genesis,
    signer: signers.at(-1) as (typeof signers)[0],
    crypto: rememberingCryptography(crypto),
    random: RandomStream.from("bench"),
    records,
    isWhole: true,
    hasLost: false,
    nowMs: 0,
    worker: null,
    clock: null,
  });
  return { member, nowMs: 0, crypto: rememberingCryptography(crypto) };
}

/** What is to be kept of a message, which counts as durable at once. */
function take(node: ReturnType<typeof memberOf>, message: Uint8Array): MemberRecord[] {
  const opened = openMemberMessage(message, mesh, node.crypto);
  if (!opened.ok || opened.value.faults.length > 0) throw new Error("expected a message without fault");
  node.nowMs += 1;
  node.member.onMessage(signers[0]?.key ?? "", opened.value.message, node.nowMs);
  const kept = node.member.takeEffects().flatMap((effect) => (effect.type === "persist" ? [effect] : []));
  node.member.onDurable(kept.at(-1)?.position ?? 0, node.nowMs);
  return kept.map(({ record }) => record);
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

const size = Number(values.size);
if (values.size === undefined) main();
else {
  const figures = values.again ? await restartFigures(size, values.dir) : await sizeFigures(size, values.dir);
  process.stdout.write(JSON.stringify(figures));
}
