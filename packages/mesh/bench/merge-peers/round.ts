/**
 * One subject in one round, in a process of its own, so that its memory is its own. Makes the events and writes them to a
 * folder; or reads them from there, merges, saves and loads; or merges alone, for the memory. Prints one line of JSON.
 *
 * Run: node --expose-gc --conditions=@plimsoll/source round.ts make|merge|hold SUBJECT EVENTS FOLDER PEERS
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { framed, unframed } from "./frames.ts";
import type { AuthorPart, MergeSubject } from "./merge-subject.ts";
import { SUBJECTS } from "./subjects.ts";
import { AUTHORS, interleaved, payloadsOf } from "./workload.ts";

const WARM_EVENTS = 2_000;

const PHASES: Readonly<Record<string, (subject: MergeSubject) => object>> = { make: made, merge: merged, hold: held };

const [phase = "", key = "", events = "", folder = "", peers = ""] = process.argv.slice(2);
const subject = SUBJECTS[key]?.(peers) ?? null;
const count = Number(events);
process.stdout.write(`${JSON.stringify(subject === null ? null : measured(subject))}\n`);

function measured(subject: MergeSubject) {
  return PHASES[phase]?.(subject) ?? null;
}

function warmUp(subject: MergeSubject, events: number): void {
  const replica = subject.open();
  for (const part of partsOf(subject, events)) replica.merge(part.whole);
  subject.load(replica.save());
}

function partsOf(subject: MergeSubject, events: number): AuthorPart[] {
  return payloadsOf(events).map((payloads, author) => subject.make(author, payloads));
}

function made(subject: MergeSubject) {
  warmUp(subject, WARM_EVENTS);
  const payloads = payloadsOf(count);
  const [parts, makeUs] = timed(() => payloads.map((own, author) => subject.make(author, own)));
  for (const [author, part] of parts.entries()) writeFileSync(wholeFile(author), framed(part.whole));
  const messages = interleaved(parts.map((part) => part.messages));
  writeFileSync(join(folder, "messages"), framed(messages));
  const bytesSent = messages.reduce((sum, message) => sum + message.length, 0);
  return { makeUs, bytesSent: bytesSent / count };
}

function merged(subject: MergeSubject) {
  warmUp(subject, WARM_EVENTS);
  const parts = wholeParts();
  const replica = subject.open();
  const [, mergeUs] = timed(() => {
    for (const part of parts) replica.merge(part);
  });
  const [saved, saveUs] = timed(() => replica.save());
  const [loaded, loadUs] = timed(() => subject.load(saved));
  const arriving = subject.open();
  const messages = unframed(readFileSync(join(folder, "messages")));
  const [, arriveUs] = timed(() => {
    for (const message of messages) arriving.merge([message]);
  });
  for (const each of [replica, loaded, arriving]) {
    if (each.count() !== count) throw new Error(`${subject.name}: ${each.count()} of ${count} events`);
  }
  const { name, version, lacks } = subject;
  return { name, version, lacks, mergeUs, arriveUs, saveUs, loadUs, bytesSaved: saved.length / count };
}

/**
 * What the process has grown by once the parts were merged and nothing else holds them. Barely warmed up, for what a
 * warm-up leaves free in the heap would be filled first and not be seen.
 */
function held(subject: MergeSubject) {
  warmUp(subject, AUTHORS);
  const before = residentBytes();
  const replica = subject.open();
  const parts = wholeParts();
  for (const part of parts.splice(0)) replica.merge(part);
  const memoryBytes = (residentBytes() - before) / count;
  if (replica.count() !== count) throw new Error(`${subject.name}: ${replica.count()} of ${count} events`);
  return { memoryBytes };
}

function wholeParts(): Uint8Array[][] {
  return Array.from({ length: AUTHORS }, (_, author) => unframed(readFileSync(wholeFile(author))));
}

function wholeFile(author: number): string {
  return join(folder, `whole ${author}`);
}

function residentBytes(): number {
  for (let pass = 0; pass < 3; pass += 1) globalThis.gc?.();
  return process.memoryUsage.rss();
}

/** What it gives, and CPU time in µs per event: on a shared machine the wall would measure the others too. */
function timed<T>(work: () => T): readonly [T, number] {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / count];
}
