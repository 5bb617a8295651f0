import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { generateSigningKey } from "@plimsoll/foundation/node";
import type { Command } from "@plimsoll/kernel";
import { causeOf, signCommand } from "@plimsoll/ledger";
import { describe, expect, test } from "vitest";
import { labStanding } from "../../src/audit/lab-standing.ts";
import { outsideAudit, type OwnAnswer } from "../../src/audit/outside-audit.ts";
import { ownReading, type OwnReading } from "../../src/audit/own-reading.ts";
import { auditPolicy, digestNamed, MeteredSite, type Reported } from "./metered-site.ts";

const HOUR_MS = 3_600_000;
const RATE = 1_000_000_000_000_000_000n;
const OWN = "0123456789abcdef";
type Report = Extract<Command, { readonly type: "meter.report" }>;

/** What a lab really used in a while, and what its own meter says of it. */
interface Hour {
  readonly flop: bigint;
  readonly mj: bigint;
  readonly told: { readonly mj: bigint };
}

const honestHour = (flopShare: bigint): Hour => {
  const flop = (RATE * 3_600n * flopShare) / 100n;
  const mj = (flop * 1_400n) / 1_000_000_000_000n;
  return { flop, mj, told: { mj } };
};

/** Hour by hour: the site decides on what the lab's meter told, the stranger keeps what was really used. */
function lived(hours: readonly Hour[]): { readonly site: MeteredSite; readonly readings: readonly OwnReading[] } {
  const site = MeteredSite.running(`${RATE}`, { ...auditPolicy, auditWindowMs: 4 * HOUR_MS });
  const readings: OwnReading[] = [];
  const truth = { flop: 0n, mj: 0n };
  const told = { mj: 0n };
  const measure = (): void => {
    const counters = { apiCalls: 0, trainingFlop: `${truth.flop}`, partsMj: [] };
    const report: Report = {
      type: "meter.report",
      lab: "acme",
      measuredAt: site.at,
      ...counters,
      energyMj: `${truth.mj}`,
    };
    readings.push({ meter: OWN, report });
    site.report({ ...counters, energyMj: `${told.mj}` });
  };
  const opening = { energyMj: "0", apiCalls: 0, trainingFlop: "0", partsMj: [] };
  readings.push({ meter: OWN, report: { type: "meter.report", lab: "acme", measuredAt: site.at, ...opening } });
  hours.forEach((hour, at) => {
    site.at += HOUR_MS;
    truth.flop += hour.flop;
    truth.mj += hour.mj;
    told.mj += hour.told.mj;
    measure();
    if (site.hold() === null) site.checkpoint(`c${at}`, truth.flop);
  });
  return { site, readings };
}

const reportsIn = (site: MeteredSite): readonly Reported[] =>
  site.entries.filter((entry): entry is Reported => entry.kind === "meter.reported");

const bytes = (value: unknown): string => canonicalJson(value as CanonicalValue);
const verdictsOf = (answers: readonly OwnAnswer[]) =>
  answers.map(({ reconciliation }) => reconciliation?.verdict ?? null);

describe("an outside auditor, with own meters and public entries only", () => {
  test("G-179 reaches the kernel's reconciliation of an honest lab, to the byte, window after window", () => {
    const { site, readings } = lived([80n, 75n, 82n, 79n, 80n, 81n, 77n, 80n, 80n, 78n].map(honestHour));
    const { answers, state } = outsideAudit(() => site.entries, readings);
    const recorded = reportsIn(site);
    expect(answers).toHaveLength(11);
    expect(answers.map(({ reconciliation }) => bytes(reconciliation))).toEqual(
      recorded.map(({ reconciliation }) => bytes(reconciliation)),
    );
    expect(answers.some(({ reconciliation }) => reconciliation?.closes)).toBe(true);
    expect(state.entryCount).toBe(site.entries.length);
  });

  test("G-179 reaches it where the site's meter found the cheat, and names the same moment", () => {
    const cheat = { ...honestHour(80n), mj: honestHour(90n).mj * 2n, told: { mj: honestHour(90n).mj * 2n } };
    const { site, readings } = lived([honestHour(80n), cheat, honestHour(80n)]);
    expect(site.hold()).toBe("energy_divergence");
    const { answers } = outsideAudit(() => site.entries, readings);
    expect(answers.map(({ reconciliation }) => bytes(reconciliation))).toEqual(
      answers.map(({ recorded }) => bytes(recorded)),
    );
    const standing = labStanding("acme", answers, 100_000);
    expect(standing).toMatchObject({ verdict: "energy_divergence", foundAt: site.at - HOUR_MS });
    expect(standing?.channels.filter(({ divergent }) => divergent).map(({ channel }) => channel)).toEqual(["energyMj"]);
  });

  test("G-179 finds what the lab's own meter does not tell, and the ledger says agrees all along", () => {
    const honest = honestHour(80n);
    const liar = { ...honest, mj: (honest.mj * 140n) / 100n };
    const { site, readings } = lived([honest, liar, liar, liar]);
    expect(reportsIn(site).every(({ reconciliation }) => reconciliation.verdict === "agrees")).toBe(true);
    const { answers } = outsideAudit(() => site.entries, readings);
    expect(verdictsOf(answers)).toContain("energy_divergence");
    expect(labStanding("acme", answers, 100_000)?.verdict).toBe("energy_divergence");
    expect(answers.filter((answer) => bytes(answer.reconciliation) !== bytes(answer.recorded)).length).toBeGreaterThan(
      0,
    );
  });

  test("G-179 a stranger who comes later has the kernel's windows from the next one on", () => {
    const { site, readings } = lived([80n, 75n, 82n, 79n, 80n, 81n, 77n, 80n, 80n, 78n].map(honestHour));
    const { answers } = outsideAudit(() => site.entries, readings.slice(2));
    const channels = (said: OwnAnswer["recorded"]) => bytes([said?.windowStartedAt, said?.closes, said?.channels]);
    const isSame = answers.map(({ reconciliation, recorded }) => channels(reconciliation) === channels(recorded));
    expect(isSame).toEqual([false, false, false, ...Array.from({ length: 6 }, () => true)]);
  });

  test("G-179 what the ledger's meters said has no part in it: any other words of theirs give the same answers", () => {
    const hours = [80n, 75n, 82n].map(honestHour);
    const { site, readings } = lived(hours);
    const other = lived(hours.map((hour) => ({ ...hour, told: { mj: (hour.mj * 99n) / 100n } })));
    expect(bytes(other.readings)).toBe(bytes(readings));
    const reconciled = (entries: MeteredSite["entries"]) =>
      outsideAudit(() => entries, readings).answers.map(({ reconciliation }) => bytes(reconciliation));
    expect(reconciled(other.site.entries)).toEqual(reconciled(site.entries));
    expect(bytes(reportsIn(other.site).at(-1)?.energyMj)).not.toBe(bytes(reportsIn(site).at(-1)?.energyMj));
  });

  test("G-180 the ledger's own readings judged again: an entry that says other than its numbers is found", () => {
    const { site } = lived([80n, 80n, 80n, 80n, 80n].map(honestHour));
    const readings = reportsIn(site).map(({ meter, lab, measuredAt, energyMj, apiCalls, trainingFlop }): OwnReading => {
      return {
        meter,
        report: { type: "meter.report", lab, measuredAt, energyMj, apiCalls, trainingFlop, partsMj: [] },
      };
    });
    const isAllSame = (entries: MeteredSite["entries"]) =>
      outsideAudit(() => entries, readings).answers.every(
        ({ reconciliation, recorded }) => bytes(reconciliation) === bytes(recorded),
      );
    expect(isAllSame(site.entries)).toBe(true);
    const last = site.entries.findLastIndex(({ kind }) => kind === "meter.reported");
    const forged = site.entries.map((entry, at) =>
      at === last && entry.kind === "meter.reported" ? withMost(entry, "999999999999") : entry,
    );
    expect(isAllSame(forged)).toBe(false);
  });

  test("G-179 a reading between the ledger's instants is judged in the state of its own moment; one of the past is refused", () => {
    const { site, readings } = lived([80n, 80n].map(honestHour));
    const [first] = readings;
    if (first === undefined) throw new Error("no reading");
    const between = { ...first, report: { ...first.report, measuredAt: first.report.measuredAt + 1_000 } };
    const { answers } = outsideAudit(() => site.entries, [first, between]);
    expect(answers.map(({ at }) => at - first.report.measuredAt)).toEqual([0, 1_000]);
    expect(answers[1]?.recorded).toBeNull();
    const unknown = outsideAudit(() => site.entries, [{ ...first, report: { ...first.report, lab: "nobody" } }]);
    expect(unknown.answers[0]).toMatchObject({ reconciliation: null, refusal: "UNKNOWN_LAB" });
  });

  test("G-179 after an auditor's clearance the outside audit begins anew, as the kernel's does", () => {
    const double = { ...honestHour(80n), mj: honestHour(80n).mj * 2n };
    const { site, readings } = lived([{ ...double, told: { mj: double.mj } }]);
    expect(site.hold()).toBe("energy_divergence");
    site.must({ type: "forensic.clear", lab: "acme", report: digestNamed("report") });
    site.at += 1_000;
    site.report({ energyMj: `${double.mj}` });
    const again: OwnReading = {
      meter: OWN,
      report: { ...readings.at(-1)!.report, measuredAt: site.at, energyMj: `${double.mj}`, trainingFlop: "0" },
    };
    const { answers } = outsideAudit(() => site.entries, [...readings, again]);
    expect(verdictsOf(answers)).toEqual(["agrees"]);
    expect(bytes(answers[0]?.reconciliation)).toBe(bytes(answers[0]?.recorded));
  });
});

const withMost = (entry: Reported, atMost: string): Reported => ({
  ...entry,
  reconciliation: {
    ...entry.reconciliation,
    channels: { ...entry.reconciliation.channels, energyMj: { ...entry.reconciliation.channels.energyMj, atMost } },
  },
});

describe("signed readings", () => {
  const key = generateSigningKey();
  const keyOf = () => key.publicKey;
  const body = {
    type: "meter.report",
    lab: "acme",
    measuredAt: 1,
    energyMj: "1",
    apiCalls: 0,
    trainingFlop: "0",
    partsMj: [],
  };
  const line = (of: object) => causeOf(signCommand({ log: "l", id: "a", body: of, claimedAt: 1 }, [key]), keyOf);

  test("G-181 a line holds under the key that it names, and says which", () => {
    expect(ownReading(line(body))).toMatchObject({ ok: true, value: { meter: key.keyId, report: body } });
  });

  test("G-181 a line that was changed, that nobody signed, or that is another command is refused", () => {
    const other = generateSigningKey();
    const twice = causeOf(signCommand({ log: "l", id: "a", body, claimedAt: 1 }, [key, other]), (id) =>
      id === key.keyId ? key.publicKey : other.publicKey,
    );
    const unsigned = causeOf(signCommand({ log: "l", id: "a", body, claimedAt: 1 }, []), keyOf);
    const tick = line({ type: "tick", holders: [] });
    const changed = line(body).replace('"sig":"', '"sig":"AAAA');
    for (const text of [twice, unsigned, tick, changed, "", "{}", line({ ...body, more: 1 })])
      expect(ownReading(text)).toMatchObject({ ok: false, error: { code: "READING_MALFORMED" } });
  });
});
