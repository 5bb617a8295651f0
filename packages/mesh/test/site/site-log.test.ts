import { canonicalJson, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { MeshEvent } from "../../src/event/event.ts";
import type { Held } from "../../src/site/site-holds.ts";
import { SiteLogs } from "../../src/site/site-log.ts";
import { foreignHolds } from "../../src/site/foreign-holds.ts";
import { foldSite } from "../../src/site/fold-site.ts";
import { testGenesis } from "../kit/test-genesis.ts";
import type { TestAuthor } from "../kit/test-author.ts";

type Json = Parameters<typeof canonicalJson>[0];

const kill = (lineage: string) => ({ kind: "kill.ordered", lineage });
const started = (run: string, lineage: string, lab = "acme", digest = `${run}-w`) => ({
  kind: "run.started",
  run,
  lab,
  lineage,
  weights: { digest, trainedFlop: null },
});
const saved = (run: string, digest: string, parent: string) => ({ kind: "checkpoint.registered", run, digest, parent });

class Author {
  readonly author: TestAuthor;
  next = 0;

  constructor(author: TestAuthor) {
    this.author = author;
    author.open();
  }

  write(entries: readonly (Json | Uint8Array)[], first = this.next): MeshEvent {
    const bytes = entries.map((entry) => (entry instanceof Uint8Array ? entry : utf8(canonicalJson(entry))));
    this.next = first + entries.length;
    return this.author.write({ kind: "kernel.entries", site: "s", first, entries: bytes, movements: [] });
  }
}

const authors = () => testGenesis(2).authors.map((author) => new Author(author)) as [Author, Author];

function reasonFor(events: readonly MeshEvent[], held: Partial<Held>): string | null {
  const logs = new SiteLogs(() => null);
  for (const event of events) logs.admit(event, "counts");
  const subject = { labs: ["acme"], lineages: ["line"], digests: [], datasets: [], ...held };
  const forwards = foreignHolds(() => logs, "here").over(subject)?.reason ?? null;
  const again = new SiteLogs(() => null);
  for (const event of events.toReversed()) again.admit(event, "counts");
  expect(foreignHolds(() => again, "here").over(subject)?.reason ?? null).toBe(forwards);
  expect(foreignHolds(() => logs, "s").over(subject)).toBeNull();
  return forwards;
}

test("ME-165 kills, freezes, marks and shutdowns of another site hold here, in whatever order events come", () => {
  const [one] = authors();
  const events = [one.write([started("r", "line"), kill("line")])];
  expect(reasonFor(events, {})).toBe("KILLED");
  expect(reasonFor(events, { lineages: ["other"] })).toBeNull();
  // Under another name too: weights of the lineage are known by their digest.
  expect(reasonFor(events, { lineages: ["other"], digests: ["r-w"] })).toBe("SNAPSHOT_FROZEN");
  events.push(one.write([{ kind: "snapshot.frozen", lineage: "line", digest: "d" }]));
  expect(reasonFor(events, { lineages: ["other"], digests: ["d"] })).toBe("SNAPSHOT_FROZEN");
  events.push(one.write([{ kind: "forensic.ordered", labs: ["acme"], cause: "meter_silent" }]));
  expect(reasonFor(events, { lineages: ["other"] })).toBe("FORENSIC_HOLD");
  events.push(one.write([{ kind: "forensic.cleared", lab: "acme" }]));
  expect(reasonFor(events, { lineages: ["other"] })).toBeNull();
});

test("ME-165 K-98 a lab whose key was reported stolen at another site has no power here, until a rotation there", () => {
  const [one, other] = authors();
  const revoked = { kind: "key.revoked", keyId: "old", role: "lab", reason: "stolen", labs: ["acme"] };
  const rotated = { kind: "key.rotated", from: "old", to: "new", role: "lab", publicKey: "", labs: ["acme"] };
  const events = [one.write([revoked])];
  expect(reasonFor(events, {})).toBe("LAB_KEY_STOLEN");
  expect(reasonFor(events, { labs: ["beta"] })).toBeNull();
  expect(reasonFor([other.write([{ ...revoked, reason: "lost" }])], {})).toBeNull();
  expect(reasonFor([other.write([{ ...revoked, role: "meter" }])], {})).toBeNull();
  events.push(one.write([{ ...rotated, from: "another" }]));
  expect(reasonFor(events, {})).toBe("LAB_KEY_STOLEN");
  events.push(one.write([rotated]));
  expect(reasonFor(events, {})).toBeNull();
});

test("ME-165 a mark binds the labs of the killed lineage at once, and others after an auditor's signature", () => {
  const [one] = authors();
  const other = { lineages: ["other"], datasets: ["data"] };
  const marked = { kind: "data.contaminated", lineage: "line", dataset: "data" };
  const events = [one.write([started("r", "line", "acme"), marked])];
  expect(reasonFor(events, other)).toBe("DATASET_RADIOACTIVE");
  expect(reasonFor(events, { ...other, labs: ["elsewhere"] })).toBeNull();
  events.push(one.write([{ kind: "contamination.endorsed", dataset: "data" }]));
  expect(reasonFor(events, { ...other, labs: ["elsewhere"] })).toBe("DATASET_RADIOACTIVE");
  // Of a lineage that nobody saw start, every lab may have been.
  expect(reasonFor([authors()[0].write([marked])], { ...other, labs: ["elsewhere"] })).toBe("DATASET_RADIOACTIVE");
});

test("ME-165 a release gives back the named weights and what they came from, and nothing later", () => {
  const [one] = authors();
  const line = [started("r", "line"), saved("r", "c1", "r-w"), saved("r", "c2", "c1"), saved("r", "c3", "c2")];
  const events = [one.write([...line, kill("line"), { kind: "snapshot.frozen", lineage: "line", digest: "c3" }])];
  events.push(one.write([{ kind: "lineage.released", lineage: "line", digest: "c1", cleared: [] }]));
  expect(reasonFor(events, { digests: ["c1", "r-w"] })).toBeNull();
  for (const digest of ["c2", "c3"]) expect(reasonFor(events, { digests: [digest] })).toBe("SNAPSHOT_FROZEN");
  events.push(one.write([kill("line")]));
  expect(reasonFor(events, {})).toBe("KILLED");
});

test("ME-168 an unknown kind is passed over, a malformed entry holds the lineages of its site", () => {
  const [one] = authors();
  const events = [one.write([started("r", "line"), { kind: "of.a.later.version" }, { kind: "constructor" }])];
  expect(reasonFor(events, {})).toBeNull();
  for (const bad of [utf8("{"), utf8("[]"), utf8("{}"), Uint8Array.of(0xff), utf8('{"kind":"kill.ordered"}')]) {
    const [fresh] = authors();
    const broken = [fresh.write([started("r", "line"), bad]), fresh.write([kill("later"), started("q", "late")])];
    expect(reasonFor(broken, {})).toBe("LOG_UNREADABLE");
    expect(reasonFor(broken, { lineages: ["other"] })).toBeNull();
    expect(reasonFor(broken, { lineages: ["later"] })).toBe("KILLED");
    expect(reasonFor(broken, { lineages: ["late"] })).toBe("LOG_UNREADABLE");
  }
});

test("ME-168 what the site names for the first time after a gap is held too, and its weights, and nobody else's words hold any", () => {
  const [one, two] = authors();
  for (let beats = 1; beats < 9; beats += 1) two.author.write({ kind: "clock.beat", beats });
  const events = [one.write([started("r", "line")]), two.write([started("o", "other")], 0)];
  expect(reasonFor(events, {})).toBeNull();
  events.push(
    one.write([started("q", "late")], 9),
    one.write([saved("q", "q-c", "q-w"), saved("r", "r-c", "r-w")], 20),
  );
  events.push(two.write([started("p", "others")]));
  const reason = (held: Partial<Held>) => reasonFor(events, { lineages: [], ...held });
  for (const lineage of ["line", "late"]) expect(reason({ lineages: [lineage] })).toBe("LOG_UNREADABLE");
  for (const digest of ["q-w", "q-c", "r-c"]) expect(reason({ digests: [digest] })).toBe("LOG_UNREADABLE");
  for (const lineage of ["other", "others"]) expect(reason({ lineages: [lineage] })).toBeNull();
  expect(reason({ digests: ["o-w", "p-w"] })).toBeNull();
});

test("ME-168 after a gap, and where two entries share a number, nothing is lifted any more", () => {
  const release = { kind: "lineage.released", lineage: "line", digest: "r-w", cleared: [] };
  const [one] = authors();
  const gap = [one.write([started("r", "line"), kill("line")]), one.write([release], 9)];
  expect(reasonFor(gap, {})).toBe("KILLED");
  const [two] = authors();
  const twice = [two.write([started("r", "line")]), two.write([kill("line")]), two.write([release], 1)];
  expect(reasonFor(twice, {})).not.toBeNull();
  // The very same entries once more are no contradiction.
  const [three] = authors();
  const again = [three.write([started("r", "line")]), three.write([started("r", "line")], 0)];
  expect(reasonFor(again, {})).toBeNull();
});

test("ME-167 who is no writer of the site can hold, and neither lift nor make it unreadable", () => {
  const [one, two] = authors();
  const events = [one.write([started("r", "line"), kill("line")])];
  events.push(two.write([{ kind: "lineage.released", lineage: "line", digest: "r-w", cleared: [] }, utf8("{")], 2));
  expect(reasonFor(events, {})).toBe("KILLED");
  expect(reasonFor(events, { lineages: ["other"] })).toBeNull();
  events.push(two.write([kill("other")]));
  expect(reasonFor(events, { lineages: ["other"] })).toBe("KILLED");
});

test("ME-167 where the writer is named, nobody takes its place by writing first", () => {
  const [thief, writer] = authors();
  const stolen = thief.write([started("r", "line")]);
  for (let beats = 1; beats < 9; beats += 1) writer.author.write({ kind: "clock.beat", beats });
  const events = [writer.write([started("r", "line")]), writer.write([kill("line")]), stolen];
  const named = new SiteLogs(() => writer.author.key);
  const unnamed = new SiteLogs(() => null);
  for (const event of events) for (const logs of [named, unnamed]) logs.admit(event, "counts");
  expect([named.get("s")?.writer, unnamed.get("s")?.writer]).toEqual([writer.author.key, thief.author.key]);
  expect(named.get("s")?.entries.length).toBe(2);
  expect(named.get("s")?.intruders()).toEqual([thief.author.key]);
  // A hold counts all the same.
  const subject = { labs: [], lineages: ["line"], digests: [], datasets: [] };
  for (const logs of [named, unnamed]) expect(logs.get("s")?.reasonFor(subject)).toBe("KILLED");
});

test("ME-169 H4 an entry that comes late keeps its own time and binds all the same", () => {
  const [one] = authors();
  const late = { ...kill("line"), at: 1 };
  expect(reasonFor([one.write([{ ...started("r", "line"), at: 2 ** 50 }]), one.write([late])], {})).toBe("KILLED");
});

test("ME-167 what a forked chain says can hold and not lift", () => {
  const [one] = authors();
  const logs = new SiteLogs(() => null);
  logs.admit(one.write([started("r", "line"), kill("line")]), "counts");
  logs.admit(one.write([{ kind: "lineage.released", lineage: "line", digest: "r-w", cleared: [] }]), "forked");
  logs.admit(one.write([kill("other")]), "forked");
  logs.admit(one.write([kill("nobody's")]), "outside");
  const reason = (lineage: string) =>
    logs.get("s")?.reasonFor({ labs: [], lineages: [lineage], digests: [], datasets: [] });
  expect([reason("line"), reason("other"), reason("nobody's")]).toEqual(["KILLED", "KILLED", null]);
});

test("ME-161 entries that no kernel wrote are named, not folded", () => {
  expect(foldSite([utf8('{"kind":"run.ended","run":"nobody"}')])).toMatchObject({ ok: false, error: { index: 0 } });
  expect(foldSite([utf8("{")])).toMatchObject({ ok: false, error: { index: 0 } });
});
