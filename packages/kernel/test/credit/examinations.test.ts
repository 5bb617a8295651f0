import { type Command, emptyState, apply, FAMILIES, stateDigest } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import type { Family } from "../../src/credit/family.ts";
import { creditPower } from "../../src/power/credit-power.ts";
import { strictPolicy, weights } from "../test-site.ts";
import { Examiner } from "./examiner.ts";

const w0 = weights("w0");

/** The reason why a head has no credit, of those that the families give. */
function standing({ site }: Examiner, head = w0, tier: 1 | 3 = 1) {
  const lineage = site.state.lineages.get("line-1");
  const checkpoint = site.state.checkpoints.get(head);
  if (site.state.site === null || lineage === undefined || checkpoint === undefined) throw new Error("no such head");
  const set = { lastSets: ["proven"], nearestSets: ["proven"] };
  const proven = { gap: { verdict: "proven" }, detectability: { verdict: "hidden" }, digest: head, closedAt: site.at };
  const state = { ...site.state, windowSets: site.state.windowSets.set("proven", proven as never) };
  return creditPower(state, site.state.site, lineage, { ...checkpoint, ...set }, tier, site.at).reasons[0];
}

describe("K-63 examinations", () => {
  test("K-63 asks the drawn families, counts their trials and says who passed", () => {
    const examiner = new Examiner();
    expect(standing(examiner)).toBe("FAMILIES_UNPROVEN");
    expect(examiner.examine("exam", w0)).toBeNull();
    const [drawn] = examiner.of("families.drawn");
    expect(drawn?.asked).toHaveLength(3);
    expect(examiner.verdicts()).toEqual(Object.fromEntries((drawn?.asked ?? []).map((family) => [family, "passed"])));
    expect(standing(examiner)).toBe("CONTROL_PROVEN");
    expect(standing(examiner, w0, 3)).toBe("FAMILIES_UNPROVEN");
  });

  test("K-63 a failed family blocks until it is passed afresh", () => {
    const examiner = new Examiner();
    examiner.ask("first", w0);
    examiner.drawn("first");
    const [weak, ...others] = examiner.asked("first") as [Family, ...Family[]];
    examiner.answer("first", weak, { known: 6, heldOut: 6 });
    for (const family of others) examiner.answer("first", family);
    examiner.finish("first");
    expect(standing(examiner)).toBe("FAMILY_FAILING");
    examiner.examine("second", w0);
    const [first, second] = examiner
      .of("families.closed")
      .map(({ verdicts }) => verdicts.find(({ family }) => family === weak));
    expect(second?.powerPpm).toBeLessThan(first?.powerPpm ?? 0);
    expect(examiner.verdicts()[weak]).toBe("passed");
    expect(standing(examiner)).toBe("CONTROL_PROVEN");
  });

  test("K-63 what is missing at the deadline is failed", () => {
    const examiner = new Examiner();
    examiner.ask("exam", w0);
    examiner.drawn("exam");
    const [first, second, third] = examiner.asked("exam") as [Family, Family, Family];
    examiner.answer("exam", first);
    examiner.answer("exam", second);
    examiner.site.at += strictPolicy.windowDeadlineMs;
    examiner.site.do({ type: "tick", holders: [] });
    expect(examiner.verdicts()).toEqual({ [first]: "passed", [second]: "passed", [third]: "failed" });
    expect(examiner.finish("exam")).toBe("WINDOWS_CLOSED");
  });

  test("K-63 an examination that was never drawn fails every family", () => {
    const examiner = new Examiner();
    examiner.ask("exam", w0);
    examiner.finish("exam");
    expect(examiner.verdicts()).toEqual(Object.fromEntries(FAMILIES.map((family) => [family, "failed"])));
  });

  test("K-64 a failing family is asked again, whatever the beacon draws", () => {
    const examiner = new Examiner();
    examiner.ask("first", w0);
    examiner.drawn("first");
    const [weak] = examiner.asked("first") as [Family];
    for (const family of examiner.asked("first"))
      examiner.answer("first", family, family === weak ? { known: 50 } : {});
    examiner.finish("first");
    for (let index = 0; index < 12; index += 1) {
      const draw = `draw-${index}`;
      examiner.examine(draw, w0, { [weak]: { known: 50, heldOut: 50 } }, { pulse: draw });
      expect(examiner.asked(draw)).toContain(weak);
    }
  });

  test("K-64 K-62 a family that fails on this line is asked again there, though another fork has passed it since", () => {
    const examiner = new Examiner({ ...strictPolicy, coverCheckpoints: 5 });
    const [a1, b1] = [weights("a1"), weights("b1")];
    const fork = { kind: "run", run: "run-2" } as const;
    examiner.site.startFrom(w0, { run: "run-2" });
    examiner.site.checkpoint(a1, "1", "run-1");
    examiner.site.checkpoint(b1, "1", "run-2");
    examiner.ask("first", b1, fork);
    examiner.drawn("first");
    const [weak] = examiner.asked("first") as [Family];
    for (const family of examiner.asked("first"))
      examiner.answer("first", family, family === weak ? { known: 50, heldOut: 50 } : {});
    examiner.finish("first");
    examiner.examine("passing", a1);
    expect(examiner.asked("passing")).toContain(weak);
    expect(examiner.site.state.lineages.get("line-1")?.families[weak]?.verdict).toBe("passed");
    expect(standing(examiner, b1)).toBe("FAMILY_FAILING");
    for (const pulse of ["one", "two", "three", "four", "five", "six"]) {
      examiner.examine(pulse, b1, { [weak]: { known: 50, heldOut: 50 } }, { pulse, subject: fork });
      expect(examiner.asked(pulse)).toContain(weak);
      examiner.examine(`${pulse} on a1`, a1, {}, { pulse });
    }
  });
});

describe("K-63 refusals", () => {
  const command = (fields: Partial<Extract<Command, { type: "families.register" }>>): Command => ({
    type: "families.register",
    examination: "exam",
    subject: { kind: "run", run: "run-1" },
    digest: w0,
    probeSet: weights("public"),
    heldOutSet: weights("held-out"),
    ...fields,
  });

  test("K-63 an examination needs a live run or deployment, and weights of theirs", () => {
    const { site } = new Examiner();
    expect(site.do(command({ subject: { kind: "run", run: "nobody" } }))).toBe("UNKNOWN_RUN");
    expect(site.do(command({ subject: { kind: "deployment", deployment: "nobody" } }))).toBe("UNKNOWN_DEPLOYMENT");
    expect(site.do(command({ subject: { kind: "release", lineage: "line-1" } }))).toBe("NOT_KILLED");
    expect(site.do(command({ digest: weights("others") }))).toBe("UNKNOWN_CHECKPOINT");
  });

  test("K-63 one examination of a lineage is open at a time, and names are not used twice", () => {
    const examiner = new Examiner();
    expect(examiner.ask("exam", w0)).toBeNull();
    expect(examiner.ask("other", w0)).toBe("WINDOWS_OPEN");
    examiner.finish("exam");
    expect(examiner.ask("exam", w0)).toBe("WINDOWS_EXIST");
  });

  test("K-63 trials come after the draw, of families that were drawn, no more than were registered, and before the close", () => {
    const examiner = new Examiner();
    const record = (family: Family, controlled: number) =>
      examiner.site.do({
        type: "family.record",
        examination: "exam",
        family,
        context: "EVAL",
        part: "public",
        controlled,
        uncontrolled: 0,
        void: 0,
        transcript: weights("lines"),
      });
    expect(record("tool_sabotage", 1)).toBe("UNKNOWN_WINDOWS");
    examiner.ask("exam", w0);
    expect(record("tool_sabotage", 1)).toBe("WINDOWS_NOT_DRAWN");
    expect(examiner.drawn("exam")).toBeNull();
    expect(examiner.drawn("exam", "a better pulse")).toBe("WINDOWS_DRAWN");
    const asked = examiner.asked("exam");
    const other = FAMILIES.find((family) => !asked.includes(family)) as Family;
    expect(record(other, 1)).toBe("FAMILY_NOT_ASKED");
    expect(record("normative_identity", 1)).toBe("FAMILY_NOT_ASKED");
    const [family] = asked as [Family];
    expect(record(family, 111)).toBeNull();
    expect(record(family, 1)).toBe("TRIALS_EXCEED_WINDOW");
    examiner.finish("exam");
    expect(record(family, 0)).toBe("WINDOWS_CLOSED");
  });
});

describe("K-63 deployments", () => {
  const service = { kind: "deployment", deployment: "service" } as const;
  const deployed = () => {
    const examiner = new Examiner();
    const node = { node: "writer", kind: "model", weights: w0, components: [] };
    const code = examiner.site.do({
      type: "deployment.register",
      deployment: "service",
      lab: "acme",
      graph: { nodes: [node], edges: [] },
      audience: "internal",
      apiCallsPerSecondMax: 1,
    });
    expect(code).toBeNull();
    return examiner;
  };

  test("K-63 a deployed model is examined though its run has ended and its lineage went on", () => {
    const examiner = deployed();
    examiner.site.checkpoint(weights("w1"), "500");
    examiner.site.do({ type: "run.end", run: "run-1", reason: "finished" });
    expect(examiner.ask("exam", w0)).toBe("RUN_ENDED");
    expect(examiner.ask("exam", weights("w1"), service)).toBe("UNKNOWN_CHECKPOINT");
    expect(examiner.examine("exam", w0, {}, { subject: service })).toBeNull();
    expect(standing(examiner)).toBe("CONTROL_PROVEN");
    examiner.site.do({ type: "deployment.end", deployment: "service" });
    expect(examiner.ask("late", w0, service)).toBe("DEPLOYMENT_ENDED");
  });

  test("K-63 what is asked of a deployed model hangs on the tier of the whole system", () => {
    const examiner = deployed();
    expect(examiner.site.state.deployments.get("service")?.tier).toBe(3);
    examiner.examine("exam", w0, {}, { subject: service });
    expect(examiner.asked("exam")).toEqual(FAMILIES);
    expect(standing(examiner, w0, 3)).toBe("CONTROL_PROVEN");
  });

  test("K-63 a killed lineage is not examined, through whatever subject", () => {
    const examiner = deployed();
    examiner.site.probe("bad", w0, { uncontrolled: 200 });
    expect(examiner.of("kill.ordered")).toHaveLength(1);
    expect(examiner.ask("exam", w0)).toBe("LINEAGE_HOLD");
    expect(examiner.ask("exam", w0, { kind: "release", lineage: "line-1" })).toBe("LINEAGE_HOLD");
    expect(["LINEAGE_HOLD", "DEPLOYMENT_ENDED"]).toContain(examiner.ask("exam", w0, service));
  });
});

describe("K-65 rotation", () => {
  const ask = (examiner: Examiner, examination: string, probeSet: string, heldOutSet: string) =>
    examiner.site.do({
      type: "families.register",
      examination,
      subject: { kind: "run", run: "run-1" },
      digest: w0,
      probeSet: weights(probeSet),
      heldOutSet: weights(heldOutSet),
    });

  test("K-65 a probe set serves a lineage three times", () => {
    const examiner = new Examiner();
    for (const name of ["a", "b", "c"]) {
      expect(ask(examiner, name, "public", `held-out ${name}`)).toBeNull();
      examiner.finish(name);
    }
    expect(ask(examiner, "d", "public", "held-out d")).toBe("PROBE_SET_WORN");
    expect(ask(examiner, "d", "another", "held-out d")).toBeNull();
  });

  test("K-65 a held-out set was never public, and serves three times as well", () => {
    const examiner = new Examiner();
    expect(ask(examiner, "a", "same", "same")).toBe("PROBE_SET_WORN");
    for (const name of ["a", "b", "c"]) {
      expect(ask(examiner, name, `public ${name}`, "held-out")).toBeNull();
      examiner.finish(name);
    }
    expect(ask(examiner, "d", "public d", "held-out")).toBe("PROBE_SET_WORN");
    expect(ask(examiner, "d", "public d", "public a")).toBe("PROBE_SET_WORN");
  });

  test("K-65 overfitting voids credit, demands rotation once for each family, and withdraws the probes", () => {
    const examiner = new Examiner();
    ask(examiner, "exam", "learnt", "held-out");
    examiner.drawn("exam");
    const [one, two, three] = examiner.asked("exam") as [Family, Family, Family];
    examiner.answer("exam", one, { heldOut: 20 });
    examiner.answer("exam", two, { heldOut: 30 });
    examiner.answer("exam", three);
    examiner.finish("exam");
    expect(standing(examiner)).toBe("OVERSIGHT_OVERFIT");
    const demanded = () => examiner.of("rotation.demanded").map(({ family, probeSet }) => [family, probeSet]);
    const expected = [
      [one, weights("learnt")],
      [two, weights("learnt")],
    ];
    expect(demanded()).toEqual(expected);
    examiner.site.at += 1_000;
    examiner.site.do({ type: "tick", holders: [] });
    expect(demanded()).toEqual(expected);
    expect(ask(examiner, "again", "learnt", "held-out 2")).toBe("PROBE_SET_WORN");
    examiner.examine("fresh", w0);
    expect(standing(examiner)).toBe("CONTROL_PROVEN");
  });
});

describe("K-62 lines and forks", () => {
  test("K-62 a child inherits its parent's passes, within the cover", () => {
    const examiner = new Examiner();
    examiner.examine("exam", w0);
    examiner.site.checkpoint(weights("w1"), "1000");
    examiner.site.checkpoint(weights("w2"), "1000");
    expect(standing(examiner, weights("w1"))).toBe("CONTROL_PROVEN");
    expect(standing(examiner, weights("w2"))).toBe("FAMILIES_UNPROVEN");
  });

  test("K-62 a pass on one fork does not clear a failure on another", () => {
    const examiner = new Examiner();
    examiner.site.startFrom(w0, { run: "run-2" });
    examiner.site.checkpoint(weights("left"), "500");
    examiner.site.checkpoint(weights("right"), "500", "run-2");
    examiner.examine("left", weights("left"));
    const [weak] = examiner.asked("left") as [Family];
    examiner.examine("left-2", weights("left"), { [weak]: { known: 50, heldOut: 50 } });
    expect(standing(examiner, weights("left"))).toBe("FAMILY_FAILING");
    expect(standing(examiner, weights("right"))).toBe("FAMILY_FAILING");
    examiner.examine("right", weights("right"), {}, { subject: { kind: "run", run: "run-2" } });
    expect(examiner.verdicts()[weak]).toBe("passed");
    expect(standing(examiner, weights("right"))).toBe("CONTROL_PROVEN");
    expect(standing(examiner, weights("left"))).toBe("FAMILY_FAILING");
  });

  test("K-62 a pass on older weights does not clear a failure on newer ones", () => {
    const examiner = new Examiner();
    examiner.site.checkpoint(weights("w1"), "500");
    examiner.ask("newer", weights("w1"));
    examiner.finish("newer");
    examiner.examine("older", w0);
    expect(standing(examiner, weights("w1"))).toBe("FAMILY_FAILING");
  });
});

test("K-7 the entries of examinations alone rebuild the state", () => {
  const examiner = new Examiner();
  examiner.examine("exam", w0);
  examiner.site.checkpoint(weights("w1"), "500");
  examiner.ask("open", weights("w1"));
  expect(stateDigest(examiner.site.entries.reduce(apply, emptyState()))).toBe(stateDigest(examiner.site.state));
});
