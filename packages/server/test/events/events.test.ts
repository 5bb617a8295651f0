import { connect } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, codeIn, post } from "../kit/ask.ts";
import { startDaemon, type TestDaemon } from "../kit/daemon.ts";
import { EventReader } from "../kit/event-reader.ts";
import { eventually, wait } from "../kit/eventually.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { judgement, JUDGES, Signer } from "../kit/signer.ts";
import { seedEntries } from "../kit/seed-entries.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const folder = new TemporaryFolder();
let daemon: TestDaemon;
let signer: Signer;

beforeAll(async () => {
  const data = `${folder.path}/site`;
  makePlainSite(data);
  seedEntries(data, 3_000);
  daemon = await startDaemon(data);
  signer = new Signer(data);
});

afterAll(async () => {
  await daemon.stop();
  folder[Symbol.dispose]();
});

let judged = 0;

/** So many entries more. */
async function judgeMany(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 100) {
    const group = Array.from({ length: Math.min(100, left) }, async () => {
      judged += 1;
      return await post(daemon.url, "/v1/commands", signer.command(`judge-${judged}`, judgement(judged), JUDGES));
    });
    const answers = await Promise.all(group);
    expect(answers.filter(({ status }) => status !== 200).map(({ text }) => text)).toEqual([]);
  }
}

const size = async (): Promise<number> => (await ask(daemon.url, "/v1/site")).json<{ entries: number }>().entries;

/** That a reader has every entry from one on, in order, each once, as the log has it. */
function assertWhole(events: readonly { readonly id: number | null }[], from: number, until: number): void {
  expect(events.map(({ id }) => id)).toEqual(Array.from({ length: until - from }, (_, place) => from + place));
}

describe("SVR-40 every entry in the order of the log", () => {
  test.each(["header", "query"] as const)(
    "SVR-40 from the first on, resumed by the %s, as the log has them",
    async (by) => {
      const until = await size();
      const reader = new EventReader(daemon.url, 0, by);
      const startedMs = performance.now();
      await eventually(() => (reader.lastId ?? 0) >= until - 1);
      // Behind by thousands is made up for at once, and not by so many a second.
      expect(performance.now() - startedMs).toBeLessThan(5_000);
      reader.close();
      assertWhole(
        reader.entries.filter(({ id }) => (id ?? 0) < until),
        1,
        until,
      );
      const page = (await ask(daemon.url, "/v1/entries?from=1&limit=500")).json<{
        items: readonly { index: number; entry: { kind: string } }[];
      }>();
      for (const [place, { index, entry }] of page.items.entries())
        expect(reader.entries[place]).toMatchObject({ id: index, event: entry.kind, data: entry });
    },
  );

  test("SVR-40 without a place it begins with what comes", async () => {
    const reader = new EventReader(daemon.url);
    await reader.opened;
    const before = await size();
    await judgeMany(3);
    await eventually(() => reader.entries.length >= 3);
    reader.close();
    assertWhole(reader.entries, before, before + 3);
  });

  test("SVR-40 a place behind the end waits for what comes; what is no place is refused", async () => {
    const before = await size();
    const reader = new EventReader(daemon.url, before + 1_000_000);
    await reader.opened;
    await judgeMany(2);
    await eventually(() => reader.entries.length >= 2);
    reader.close();
    assertWhole(reader.entries, before, before + 2);
    for (const path of ["/v1/events?after=-1", "/v1/events?after=1e3", "/v1/events?after=", "/v1/events?from=1"]) {
      const answer = await ask(daemon.url, path);
      expect([answer.status, codeIn(answer)]).toEqual([400, "REQUEST_MALFORMED"]);
    }
    const header = await ask(daemon.url, "/v1/events", { headers: { "last-event-id": "x" } });
    expect([header.status, codeIn(header)]).toEqual([400, "REQUEST_MALFORMED"]);
  });
});

test("SVR-41 readers that come, go and resume while others write miss nothing and get nothing twice", async () => {
  const begun = await size();
  const writing = { isOver: false };
  const readers = Array.from({ length: 12 }, async (_, number) => {
    const heard: { readonly id: number | null }[] = [];
    let after = begun - 1;
    while (!writing.isOver || after < (await size()) - 1) {
      const reader = new EventReader(daemon.url, after, number % 2 === 0 ? "header" : "query");
      await reader.opened;
      await wait(20 + 13 * number);
      reader.close();
      heard.push(...reader.entries);
      after = reader.lastId ?? after;
    }
    return heard;
  });
  await judgeMany(500);
  writing.isOver = true;
  const until = await size();
  for (const heard of await Promise.all(readers)) assertWhole(heard, begun, until);
});

test("SVR-42 each second without an entry there is a pulse without an id, with the time and the length of the log", async () => {
  const reader = new EventReader(daemon.url);
  await eventually(() => reader.events.length >= 4, 6_000);
  reader.close();
  expect(new Set(reader.events.map(({ event, id }) => `${event} ${id}`))).toEqual(new Set(["pulse null"]));
  const entries = await size();
  for (const { data } of reader.events) expect(data).toMatchObject({ asOf: expect.any(Number), entries });
  const gaps = reader.events.slice(1).map(({ atMs }, place) => atMs - (reader.events[place]?.atMs ?? 0));
  // The first comes when the stream is opened. Whoever hears none for 3 s is to be alarmed.
  for (const gap of gaps) expect(gap).toBeLessThan(3_000);
});

test("SVR-43 a reader that does not read is cut off, the others lose nothing, and it may resume", async () => {
  const { hostname, port } = new URL(daemon.url);
  const begun = await size();
  const stuck = connect(Number(port), hostname);
  await once(stuck, "connect");
  stuck.write(`GET /v1/events HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
  await once(stuck, "data");
  stuck.pause();
  const reader = new EventReader(daemon.url);
  await reader.opened;
  const streams = async (): Promise<number> =>
    Number(/^plimsoll_event_streams (\d+)/m.exec((await ask(daemon.url, "/metrics")).text)?.[1]);
  expect(await streams()).toBe(2);
  for (let place = 0; (await streams()) === 2; place += 1) {
    expect(place, "it was never cut off").toBeLessThan(60);
    await Promise.all([longEntry(`${begun}-${place}`), longEntry(`${begun}-${place}-again`)]);
  }
  expect(await streams()).toBe(1);
  const until = await size();
  await eventually(() => reader.lastId === until - 1);
  reader.close();
  assertWhole(reader.entries, begun, until);
  stuck.destroy();
  const resumed = new EventReader(daemon.url, begun - 1);
  await eventually(() => resumed.lastId === until - 1);
  resumed.close();
  assertWhole(resumed.entries, begun, until);
});

/** An entry of half a megabyte, so that a reader is soon far behind. */
async function longEntry(name: string): Promise<void> {
  const digest = (place: number): string =>
    `sha256:${Buffer.from(`${name}/${place}`).toString("hex").padStart(64, "0").slice(-64)}`;
  const chunks = Array.from({ length: 7_000 }, (_, place) => digest(place)).toSorted();
  const body = { type: "dataset.register", dataset: digest(-1), lab: "acme", chunks, derivedFrom: [] };
  const answer = await post(daemon.url, "/v1/commands", signer.command(`data-${name}`, body, ["lab-acme"]));
  expect(answer.status, answer.text.slice(0, 300)).toBe(200);
}

test("SVR-36 more streams than are allowed are refused, and one that leaves makes room", async () => {
  const other = await startDaemon(`${folder.path}/site`, { readOnly: true, streamsMax: 3 });
  try {
    const readers = Array.from({ length: 3 }, () => new EventReader(other.url));
    await Promise.all(readers.map(({ opened }) => opened));
    const refused = await ask(other.url, "/v1/events");
    expect([refused.status, codeIn(refused)]).toEqual([503, "TOO_MANY_STREAMS"]);
    expect(refused.json()).toMatchObject({ retryable: true });
    readers[0]?.close();
    await eventually(async () => {
      const next = new EventReader(other.url);
      const { statusCode } = await next.opened;
      next.close();
      return statusCode === 200;
    });
    readers.forEach((reader) => reader.close());
  } finally {
    await other.stop();
  }
});

test("SVR-2 --read-only tells within a second what another process decides", async () => {
  const other = await startDaemon(`${folder.path}/site`, { readOnly: true });
  const reader = new EventReader(other.url);
  await reader.opened;
  const before = await size();
  await judgeMany(5);
  await eventually(() => reader.entries.length >= 5, 4_000);
  assertWhole(reader.entries, before, before + 5);
  reader.close();
  await other.stop();
});

test("SVR-4 a stop ends every stream at once", async () => {
  const other = await startDaemon(`${folder.path}/site`, { readOnly: true });
  const readers = Array.from({ length: 5 }, () => new EventReader(other.url, 0));
  await Promise.all(readers.map(({ opened }) => opened));
  const startedMs = performance.now();
  await other.stop();
  await eventually(() => readers.every(({ isEnded }) => isEnded));
  expect(performance.now() - startedMs).toBeLessThan(3_000);
});

test("SVR-40 HEAD opens no stream", async () => {
  const answer = await ask(daemon.url, "/v1/events", { method: "HEAD" });
  expect(answer.status).toBe(405);
});

test("SVR-158 pages of long entries end before they are too long, and give every entry once", async () => {
  const begun = await size();
  for (let place = 0; place < 10; place += 1) await longEntry(`page-${begun}-${place}`);
  const until = await size();
  const indices: number[] = [];
  for (let next: string | null = String(begun); next !== null;) {
    const answer = await ask(daemon.url, `/v1/entries?from=${next}&limit=500`);
    expect(answer.bytes.length).toBeLessThan(5 * 1_048_576);
    const page = answer.json<{ items: readonly { index: number }[]; next: string | null }>();
    indices.push(...page.items.map(({ index }) => index));
    next = page.next;
  }
  expect(indices).toEqual(Array.from({ length: until - begun }, (_, place) => begun + place));
  const { items, next } = (await ask(daemon.url, "/v1/datasets?limit=500")).json<{ items: object[]; next: string }>();
  expect(items.length).toBeLessThan(10);
  expect((await ask(daemon.url, `/v1/datasets?limit=500&cursor=${next}`)).status).toBe(200);
});
