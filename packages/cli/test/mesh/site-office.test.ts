import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@plimsoll/foundation";
import type { HandInAnswer, HandInOffice } from "@plimsoll/governor";
import type { SiteAnswer, SiteDesk, StartedNode } from "@plimsoll/mesh/node";
import { expect, onTestFinished, test } from "vitest";
import { siteOffice } from "../../src/mesh-tools/site/site-office.ts";

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-office-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** A site of which the mesh holds these entries, and which answers every command the same. */
class FakeDesk {
  readonly site = "berlin";
  readonly log = "plimsoll.mesh/x/berlin";
  entries: readonly string[];
  readonly answer: unknown;
  readonly #guards: ((entryCount: number) => void)[] = [];

  constructor(entries: readonly string[], answer: unknown = { kind: "repeated", firstEntry: 0, isEffective: true }) {
    this.entries = entries;
    this.answer = answer;
  }

  get logs() {
    return { get: () => ({ entries: this.entries.map(utf8) }) };
  }

  state = async () => ({ entryCount: this.entries.length });
  guard = (guard: (entryCount: number) => void) => void this.#guards.push(guard);
  observe = () => undefined;

  submit = async (): Promise<SiteAnswer> => {
    for (const guard of this.#guards) guard(this.entries.length);
    return this.answer as SiteAnswer;
  };
}

async function opened(directory: string, desk: FakeDesk, node = { close: async () => {} }): Promise<HandInOffice> {
  const office = await siteOffice(node as unknown as StartedNode, desk as unknown as SiteDesk, directory);
  onTestFinished(() => office.close());
  return office;
}

let left = 0;

/** Leaves a command as another process of the machine does: a file for it, and one for the answer. */
function leave(directory: string): { readonly answer: () => HandInAnswer | null } {
  mkdirSync(join(directory, "hand-in"), { recursive: true });
  left += 1;
  const at = join(directory, "hand-in", left.toString(16).padStart(64, "0"));
  writeFileSync(`${at}.command.json`, JSON.stringify({ payloadType: "t", payload: "", signatures: [] }));
  const file = `${at}.answer.json`;
  return { answer: () => (existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as HandInAnswer) : null) };
}

async function answered({ answer }: { readonly answer: () => HandInAnswer | null }): Promise<HandInAnswer | null> {
  let found: HandInAnswer | null = null;
  await expect.poll(() => (found ??= answer())).not.toBeNull();
  return found;
}

test("ME-500 a command that waited for the node is decided when it starts", async () => {
  const directory = folder();
  const waiting = leave(directory);
  await opened(directory, new FakeDesk([]));
  expect(await answered(waiting)).toEqual({ kind: "repeated", firstEntry: 0 });
});

test("ME-583 a decision of which too few witnesses know is no success, given once or again", async () => {
  const decided = { kind: "decided", firstEntry: 0, entries: [], events: [] };
  for (const answer of [decided, { kind: "repeated", firstEntry: 0 }]) {
    const directory = folder();
    await opened(directory, new FakeDesk([], { ...answer, isEffective: false }));
    const unheard = await answered(leave(directory));
    expect(unheard).toMatchObject({ kind: "fault", fault: { code: "SITE_UNWITNESSED" } });
  }
});

test("ME-584 a node does not start on a ledger that has another entry than the mesh", async () => {
  const directory = folder();
  const first = await opened(directory, new FakeDesk(['{"a":1}', '{"a":2}', '{"a":3}']));
  expect(first.size).toBe(3);
  first.close();
  let closed = 0;
  const node = { close: async () => void (closed += 1) };
  // As many, and the last one alike.
  const differing = opened(directory, new FakeDesk(['{"a":1}', '{"a":9}', '{"a":3}']), node);
  await expect(differing).rejects.toThrow("another entry 1");
  // With more in the ledger than the mesh is known to hold yet.
  await expect(opened(directory, new FakeDesk(['{"a":9}']), node)).rejects.toMatchObject({ code: "MESH_SITE_DIFFERS" });
  expect(closed).toBe(2);
  const again = await opened(directory, new FakeDesk(['{"a":1}', '{"a":2}', '{"a":3}', '{"a":4}']));
  expect(again.size).toBe(4);
});

test("ME-584 where the mesh turns out to hold something else than the ledger, nothing is decided", async () => {
  const directory = folder();
  const [one, two, three] = ['{"a":1}', '{"a":2}', '{"a":3}'];
  (await opened(directory, new FakeDesk([one, two]))).close();
  const desk = new FakeDesk([one]);
  const office = await opened(directory, desk);
  expect(await answered(leave(directory))).toMatchObject({ fault: { code: "MESH_SITE_AHEAD" } });
  desk.entries = [one, three, three];
  expect(await answered(leave(directory))).toMatchObject({ fault: { code: "MESH_SITE_DIFFERS" } });
  expect(office.size).toBe(2);
  desk.entries = [one, two, three];
  expect(await answered(leave(directory))).toMatchObject({ kind: "repeated" });
  expect(office.size).toBe(3);
});

test(
  "LG-11 what was kept last is published within seconds, though nothing is decided after it",
  { timeout: 20_000 },
  async () => {
    const directory = folder();
    const office = await opened(directory, new FakeDesk([]));
    for (const at of [1, 2, 3]) office.keep([`{"at":${at},"kind":"test.noted"}`]);
    const published = (): string => readFileSync(join(directory, "ledger", "checkpoint"), "utf8").split("\n")[1] ?? "";
    await expect.poll(published, { timeout: 10_000 }).toBe("3");
  },
);
