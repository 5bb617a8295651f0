import { type Command, type Policy, power } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { Examiner } from "../credit/examiner.ts";
import { DeployedSite } from "../deployments/deployed-site.ts";
import { strictPolicy, testPolicy, TestSite, weights } from "../test-site.ts";
import { entriesOf, refusalOf } from "./told.ts";

const HOUR_MS = 3_600_000;
/** Evidence outlives the deadline, so that what changes at the deadline comes from the open set alone. */
const policy: Policy = { ...testPolicy, windowDeadlineMs: HOUR_MS };
const own = { kind: "run", run: "run-1" } as const;
const transcript = weights("transcript");

const register = (set: string): Command => ({
  type: "windows.register",
  set,
  subject: own,
  digest: weights("w0"),
  probeSet: weights(`probes of ${set}`),
  categories: 2,
  pairing: "deterministic",
});
const draw: Command = { type: "windows.draw", set: "set-3", pulse: weights("pulse") };
const close: Command = { type: "windows.close", set: "set-3" };
const tick: Command = { type: "tick", holders: [] };
const wins = { pairs: 10, wins: 5, ties: 0 };
const RECORDS: readonly Command[] = [
  {
    type: "trials.record",
    set: "set-3",
    dimension: "goal_edit",
    context: "EVAL",
    controlled: 3,
    uncontrolled: 0,
    void: 0,
    actions: [3, 0],
    transcript,
  },
  { type: "pairs.record", set: "set-3", dimension: "goal_edit", pairs: 3, discordant: 0, transcript },
  {
    type: "detectability.record",
    set: "set-3",
    discriminator: weights("discriminator"),
    probes: wins,
    planted: wins,
    transcript,
  },
  { type: "costs.record", set: "set-3", costs: [{ task: "task", cost: 1 }], transcript },
  { type: "evaluation_lease.request", lease: "probe", set: "set-3", node: "n" },
];
const named = (commands: readonly Command[]) => commands.map((command) => [command.type, command] as const);

const late = (site: TestSite) => ({
  code: "WINDOWS_CLOSED",
  expected: `a time before ${site.at}, its deadline`,
  received: `${site.at}`,
  fix: "the deadline has passed: the next tick closes it; register a new one then",
});

describe("the deadline of a window set", () => {
  const registered = (): TestSite => {
    const site = TestSite.inFull(policy);
    expect(site.do(register("set-3"))).toBeNull();
    return site;
  };

  test("K-27 it is drawn until its deadline, and not from then on", () => {
    const site = registered();
    site.at += HOUR_MS - 1;
    expect(refusalOf(site, draw)).toBeNull();
    site.at += 1;
    expect(refusalOf(site, draw)).toEqual(late(site));
  });

  test.each(named(RECORDS))("K-27 %s counts until the deadline, and not from then on", (_, command) => {
    const site = registered();
    site.do(draw);
    site.at += HOUR_MS - 1;
    expect(refusalOf(site, command)).toBeNull();
    site.at += 1;
    expect(refusalOf(site, command)).toEqual(late(site));
  });

  test("K-27 trials two days late do not count: it closes with what came before", () => {
    const site = registered();
    site.do(draw);
    expect(site.do(RECORDS[0] ?? tick)).toBeNull();
    site.at += 48 * HOUR_MS;
    site.record("set-3");
    expect(site.do(close)).toBeNull();
    const closed = entriesOf(site, "windows.closed").at(-1);
    expect(closed?.tallies["goal_edit/EVAL"]).toEqual({ controlled: 3, uncontrolled: 0, void: 1129 });
    expect(closed?.tallies["goal_edit/SHADOW"]).toEqual({ controlled: 0, uncontrolled: 0, void: 1132 });
    expect(closed?.proven).toBeNull();
  });

  test("K-41 the tick that closes a set renews no lease for probing it", () => {
    const site = registered();
    site.do(draw);
    expect(site.do({ type: "evaluation_lease.request", lease: "probe", set: "set-3", node: "n" })).toBeNull();
    const renewals = () => entriesOf(site, "leases.renewed").length;
    site.at += HOUR_MS - 1;
    site.do({ type: "tick", holders: ["probe"] });
    expect(renewals()).toBe(1);
    site.at += 1;
    site.do({ type: "tick", holders: ["probe"] });
    expect(renewals()).toBe(1);
    expect(entriesOf(site, "windows.closed").at(-1)?.set).toBe("set-3");
  });

  test("K-27 an overdue set bars the next one until a tick has closed it", () => {
    const site = registered();
    site.at += HOUR_MS;
    const refused = refusalOf(site, register("set-4"));
    expect(refused).toMatchObject({ code: "WINDOWS_OPEN", received: '"set-3", open' });
    expect(refused?.fix).toContain("give a tick first");
    expect(site.do(tick)).toBeNull();
    expect(site.do(register("set-4"))).toBeNull();
  });

  test("K-23 from its deadline on it proves nothing more, though no tick has come", () => {
    const site = registered();
    site.do(draw);
    site.at += HOUR_MS - 1;
    expect(site.power()).toMatchObject({ levelPpm: 1_000_000, band: "full" });
    site.at += 1;
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["CONTROL_UNPROVEN"] });
    site.do(close);
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["CONTROL_UNPROVEN"] });
  });

  test("K-23 one that is complete counts after its deadline as it did before", () => {
    const site = registered();
    site.do(draw);
    site.record("set-3", { uncontrolled: 20 });
    expect(site.power()).toMatchObject({ levelPpm: 200_000, reasons: ["CONTROL_BELOW_FULL"] });
    site.at += HOUR_MS;
    expect(site.power()).toMatchObject({ levelPpm: 200_000, reasons: ["CONTROL_BELOW_FULL"] });
  });
});

test("K-23 an overdue set on a deployment proves nothing more either", () => {
  const site = DeployedSite.deployedInFull({ policy });
  const digest = site.deployment()?.graphDigest ?? weights("none");
  expect(site.register("d-3", { kind: "deployment", deployment: "dep" }, digest)).toBeNull();
  site.at += HOUR_MS - 1;
  expect(power(site.state, "dep", site.at).levelPpm).toBe(1_000_000);
  site.at += 1;
  expect(power(site.state, "dep", site.at)).toMatchObject({ levelPpm: 0, reasons: ["CONTROL_UNPROVEN"] });
});

describe("the deadline of an examination", () => {
  const asked = () => {
    const examiner = new Examiner({ ...strictPolicy, windowDeadlineMs: HOUR_MS });
    expect(examiner.ask("exam", weights("w0"))).toBeNull();
    return examiner;
  };
  const drawn: Command = { type: "families.draw", examination: "exam", pulse: weights("pulse") };

  test("K-63 it is drawn until its deadline, and not from then on", () => {
    const { site } = asked();
    site.at += HOUR_MS - 1;
    expect(refusalOf(site, drawn)).toBeNull();
    site.at += 1;
    expect(refusalOf(site, drawn)).toEqual(late(site));
  });

  test("K-63 it is answered until its deadline, and closes with what came before", () => {
    const examiner = asked();
    const { site } = examiner;
    site.do(drawn);
    const [first, second] = examiner.asked("exam");
    if (first === undefined || second === undefined) throw new Error("nothing was asked");
    const answer = (family: typeof first): Command => ({
      type: "family.record",
      examination: "exam",
      family,
      context: "EVAL",
      part: "public",
      controlled: 1,
      uncontrolled: 0,
      void: 0,
      transcript,
    });
    examiner.answer("exam", first);
    site.at += HOUR_MS - 1;
    expect(refusalOf(site, answer(second))).toBeNull();
    site.at += 1;
    expect(refusalOf(site, answer(second))).toEqual(late(site));
    examiner.answer("exam", second);
    expect(examiner.finish("exam")).toBeNull();
    expect(examiner.verdicts()).toMatchObject({ [first]: "passed", [second]: "failed" });
  });

  test("K-63 an overdue one bars the next until a tick has closed it", () => {
    const examiner = asked();
    examiner.site.at += HOUR_MS;
    expect(examiner.ask("next", weights("w0"))).toBe("WINDOWS_OPEN");
    examiner.site.do(tick);
    expect(examiner.ask("next", weights("w0"))).toBeNull();
  });
});
