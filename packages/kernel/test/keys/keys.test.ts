import { type Command, type RefusalCode, power, renewalRoot } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { DeployedSite } from "../deployments/deployed-site.ts";
import { refusalOf } from "../guards/told.ts";
import { KEYS, TestSite, weights } from "../test-site.ts";

const NEW = "1234567812345678";
const OTHER = "8765432187654321";
const PUBLIC_KEY = `${"A".repeat(43)}=`;
const OPERATORS = [KEYS.operatorA, KEYS.operatorB];

type Fields<T extends Command["type"]> = Partial<Extract<Command, { readonly type: T }>>;

const admit = (fields: Fields<"key.admit"> = {}): Command => ({
  type: "key.admit",
  keyId: NEW,
  role: "auditor",
  publicKey: PUBLIC_KEY,
  ...fields,
});

const rotate = (fields: Fields<"key.rotate"> = {}): Command => ({
  type: "key.rotate",
  from: KEYS.lab,
  to: NEW,
  publicKey: PUBLIC_KEY,
  ...fields,
});

const revoke = (fields: Fields<"key.revoke"> = {}): Command => ({
  type: "key.revoke",
  keyId: KEYS.lab,
  reason: "lost",
  ...fields,
});

const start = (run: string): Command => ({
  type: "run.start",
  run,
  lab: "acme",
  lineage: run,
  tier: 1,
  domain: "general",
  basis: { kind: "genesis", seed: "7" },
  datasets: [],
  flopPerSecondMax: "1",
});

/** A third operator, so that one of the three may go. */
function withThreeOperators(): TestSite {
  const site = TestSite.opened();
  expect(site.do(admit({ keyId: OTHER, role: "operator" }), OPERATORS)).toBeNull();
  return site;
}

describe("admission", () => {
  test.each(["operator", "evaluator", "node", "auditor", "witness", "meter"] as const)(
    "K-96 two operators give a key the role %s",
    (role) => {
      const site = TestSite.opened();
      expect(site.do(admit({ role }), OPERATORS)).toBeNull();
      expect(site.state.keys.get(NEW)).toBe(role);
      expect(site.state.publicKeys.get(NEW)).toBe(PUBLIC_KEY);
      expect(site.entries.at(-1)).toMatchObject({ kind: "key.admitted", keyId: NEW, role, publicKey: PUBLIC_KEY });
    },
  );

  test("K-96 an admitted key has what its role has, and nothing before", () => {
    const site = TestSite.opened();
    const endorse = { type: "contamination.endorse", dataset: weights("d") } as const;
    expect(site.do(endorse, [NEW])).toBe("SIGNER_NOT_ALLOWED");
    site.do(admit(), OPERATORS);
    expect(site.do(endorse, [NEW])).toBe("NOT_RADIOACTIVE");
  });

  test.each<[string, readonly string[]]>([
    ["nobody", []],
    ["one operator", [KEYS.operatorA]],
    ["one operator twice", [KEYS.operatorA, KEYS.operatorA]],
    ["an operator and the key itself", [KEYS.operatorA, NEW]],
    ["an operator and somebody else", [KEYS.operatorA, KEYS.auditor, KEYS.node]],
  ])("K-96 signed by %s it is refused", (_, signers) => {
    expect(TestSite.opened().do(admit({ role: "operator" }), signers)).toBe("SIGNER_NOT_ALLOWED");
  });

  test("K-96 an id is admitted once, whatever became of it, and is no lab's key afterwards", () => {
    const site = withThreeOperators();
    expect(site.do(admit({ keyId: OTHER }), OPERATORS)).toBe("KEY_EXISTS");
    expect(site.do(admit({ keyId: KEYS.lab }), OPERATORS)).toBe("KEY_EXISTS");
    site.do(revoke({ keyId: OTHER, reason: "retired" }), OPERATORS);
    expect(site.do(admit({ keyId: OTHER, role: "operator" }), OPERATORS)).toBe("KEY_EXISTS");
    expect(site.do(rotate({ to: OTHER }), OPERATORS)).toBe("KEY_EXISTS");
    const accreditation = { headcount: 1, baselineComputeUnits: 0, persons: [], hardwareRoots: [], meters: [] };
    const lab = { type: "lab.accredit", lab: "other", labKey: OTHER, ...accreditation } as const;
    expect(site.do(lab, OPERATORS)).toBe("KEY_EXISTS");
    expect(site.do({ ...lab, labKey: NEW }, OPERATORS)).toBeNull();
  });

  test.each<[string, object]>([
    ["the role of a lab", { role: "lab" }],
    ["no role", { role: "king" }],
    ["a short public key", { publicKey: `${"A".repeat(39)}=` }],
    ["a long one", { publicKey: `${"A".repeat(44)}=` }],
    ["one in another alphabet", { publicKey: `${"_".repeat(43)}=` }],
    ["one with bits beyond its end", { publicKey: `${"A".repeat(42)}B=` }],
    ["an id that is none", { keyId: "1234" }],
  ])("K-96 %s is malformed", (_, fields) => {
    expect(TestSite.opened().do({ ...admit(), ...fields } as Command, OPERATORS)).toBe("COMMAND_MALFORMED");
  });
});

describe("rotation", () => {
  test("K-97 a lab goes on under its new key, and the old one is nobody's", () => {
    const site = TestSite.opened();
    expect(site.do(rotate(), [KEYS.lab, KEYS.operatorA])).toBeNull();
    expect(site.entries.at(-1)).toMatchObject({
      kind: "key.rotated",
      from: KEYS.lab,
      to: NEW,
      role: "lab",
      labs: ["acme"],
    });
    expect(site.state.labs.get("acme")?.labKey).toBe(NEW);
    expect(site.state.keys.get(NEW)).toBe("lab");
    expect(site.state.keys.has(KEYS.lab)).toBe(false);
    expect(site.state.revokedKeys.get(KEYS.lab)).toEqual({
      role: "lab",
      reason: "rotated",
      revokedAt: site.at,
      successor: NEW,
    });
    expect(site.do(start("a"), [KEYS.lab])).toBe("KEY_REVOKED");
    expect(site.do(start("a"), [NEW])).toBeNull();
  });

  test.each<[string, readonly string[], RefusalCode | null]>([
    ["the old key and an operator", [KEYS.lab, KEYS.operatorA], null],
    ["two operators", OPERATORS, null],
    ["the old key alone", [KEYS.lab], "SIGNER_NOT_ALLOWED"],
    ["one operator", [KEYS.operatorA], "SIGNER_NOT_ALLOWED"],
    ["one operator twice", [KEYS.operatorA, KEYS.operatorA], "SIGNER_NOT_ALLOWED"],
    ["an operator and the new key", [KEYS.operatorA, NEW], "SIGNER_NOT_ALLOWED"],
    ["an operator and an auditor", [KEYS.operatorA, KEYS.auditor], "SIGNER_NOT_ALLOWED"],
  ])("K-97 of a lab's key, signed by %s", (_, signers, code) => {
    expect(TestSite.opened().do(rotate(), signers)).toBe(code);
  });

  test.each<[string, readonly string[], RefusalCode | null]>([
    ["the old key and another operator", OPERATORS, null],
    ["two other operators", [KEYS.operatorB, OTHER], null],
    ["one other operator", [KEYS.operatorB], "SIGNER_NOT_ALLOWED"],
    ["the old key alone", [KEYS.operatorA], "SIGNER_NOT_ALLOWED"],
    ["the old key twice", [KEYS.operatorA, KEYS.operatorA], "SIGNER_NOT_ALLOWED"],
  ])("K-97 of an operator's key, signed by %s", (_, signers, code) => {
    expect(withThreeOperators().do(rotate({ from: KEYS.operatorA }), signers)).toBe(code);
  });

  test("K-97 what never had a role is not rotated, nor a key into one that is known", () => {
    const site = withThreeOperators();
    expect(site.do(rotate({ from: NEW, to: "7777777777777777" }), OPERATORS)).toBe("UNKNOWN_KEY");
    expect(site.do(rotate({ to: KEYS.lab }), OPERATORS)).toBe("KEY_EXISTS");
    expect(site.do(rotate({ to: KEYS.auditor }), OPERATORS)).toBe("KEY_EXISTS");
    expect(site.do(rotate({ from: NEW, to: KEYS.auditor }), OPERATORS)).toBe("KEY_EXISTS");
  });

  test("K-97 a revoked key has a successor only where a lab still names it", () => {
    const site = withThreeOperators();
    site.do(revoke({ keyId: KEYS.auditor }), OPERATORS);
    expect(site.do(rotate({ from: KEYS.auditor }), OPERATORS)).toBe("UNKNOWN_KEY");
    site.do(revoke({ reason: "stolen" }), OPERATORS);
    expect(site.do(rotate(), [KEYS.lab, ...OPERATORS])).toBe("KEY_REVOKED");
    expect(site.do(rotate(), [KEYS.operatorA])).toBe("SIGNER_NOT_ALLOWED");
    expect(site.do(rotate(), OPERATORS)).toBeNull();
    expect(site.state.revokedKeys.get(KEYS.lab)).toMatchObject({ reason: "stolen", successor: NEW });
    expect(site.state.keys.get(NEW)).toBe("lab");
    expect(site.do(rotate({ to: "7777777777777777" }), OPERATORS)).toBe("UNKNOWN_KEY");
  });

  test("K-97 labs that share a key get the new one together and stay linked", () => {
    const site = TestSite.opened();
    site.accredit("twin", KEYS.lab);
    site.accredit("other", OTHER);
    expect(site.do(rotate(), OPERATORS)).toBeNull();
    expect(site.entries.at(-1)).toMatchObject({ labs: ["acme", "twin"] });
    expect(["acme", "twin", "other"].map((lab) => site.state.labs.get(lab)?.labKey)).toEqual([NEW, NEW, OTHER]);
    expect(site.state.labs.get("acme")?.linked).toEqual(["acme", "twin"]);
    expect(site.state.labs.get("other")?.linked).toEqual(["other"]);
  });

  test("K-97 a meter goes on counting under its new key", () => {
    const site = DeployedSite.started({ meters: true });
    site.report({});
    const before = site.state.audits.get("acme")?.meters;
    expect(site.do(rotate({ from: KEYS.meter }), OPERATORS)).toBeNull();
    expect(site.state.labs.get("acme")?.meters).toEqual([NEW]);
    expect(site.state.audits.get("acme")?.meters).toEqual(before?.map((known) => ({ ...known, meter: NEW })));
    expect(power(site.state, "run-1", site.at).reasons).not.toContain("METER_SILENT");
    const report = {
      type: "meter.report",
      lab: "acme",
      measuredAt: site.at,
      energyMj: "0",
      apiCalls: 0,
      trainingFlop: "0",
      partsMj: [],
    } as const;
    expect(site.do(report, [KEYS.meter])).toBe("KEY_REVOKED");
    expect(site.do(report, [NEW])).toBeNull();
    expect(site.state.audits.get("acme")?.meters.map(({ meter }) => meter)).toEqual([NEW]);
  });

  test("K-97 two rotations in a row lead to the newest key", () => {
    const site = TestSite.opened();
    site.do(rotate({ from: KEYS.operatorA }), OPERATORS);
    expect(site.do(rotate({ from: NEW, to: OTHER }), [NEW, KEYS.operatorB])).toBeNull();
    expect(site.state.keys.get(OTHER)).toBe("operator");
    expect([KEYS.operatorA, NEW].map((key) => site.state.revokedKeys.get(key)?.successor)).toEqual([NEW, OTHER]);
  });
});

describe("revocation", () => {
  test.each<[string, readonly string[], RefusalCode | null]>([
    ["two operators", OPERATORS, null],
    ["one operator", [KEYS.operatorA], "SIGNER_NOT_ALLOWED"],
    ["an operator and the key itself", [KEYS.operatorA, KEYS.lab], "SIGNER_NOT_ALLOWED"],
    ["one operator twice", [KEYS.operatorA, KEYS.operatorA], "SIGNER_NOT_ALLOWED"],
  ])("K-98 of a lab's key, signed by %s", (_, signers, code) => {
    expect(TestSite.opened().do(revoke(), signers)).toBe(code);
  });

  test("K-98 an operator's word does not count against its own key", () => {
    const site = withThreeOperators();
    expect(site.do(revoke({ keyId: OTHER }), [OTHER, KEYS.operatorA])).toBe("SIGNER_NOT_ALLOWED");
    expect(site.do(revoke({ keyId: OTHER }), [OTHER, ...OPERATORS])).toBeNull();
  });

  test.each(["lost", "stolen", "retired"] as const)(
    "K-98 a key that is %s has no role, and the state says why",
    (reason) => {
      const site = TestSite.opened();
      site.do(revoke({ keyId: KEYS.auditor, reason }), OPERATORS);
      expect(site.state.keys.has(KEYS.auditor)).toBe(false);
      expect(site.state.revokedKeys.get(KEYS.auditor)).toEqual({
        role: "auditor",
        reason,
        revokedAt: site.at,
        successor: null,
      });
      expect(site.entries.at(-1)).toMatchObject({
        kind: "key.revoked",
        keyId: KEYS.auditor,
        role: "auditor",
        reason,
        labs: [],
      });
    },
  );

  test("K-98 two operators and two evaluators must remain, and a rotation needs none to spare", () => {
    const site = withThreeOperators();
    expect(site.do(revoke({ keyId: KEYS.evaluator }), OPERATORS)).toBe("KEYS_TOO_FEW");
    expect(site.do(revoke({ keyId: OTHER }), OPERATORS)).toBeNull();
    expect(site.do(admit({ role: "operator" }), OPERATORS)).toBeNull();
    expect(site.do(revoke({ keyId: KEYS.operatorA }), [KEYS.operatorB, NEW])).toBeNull();
    expect(site.do(revoke({ keyId: KEYS.operatorB }), [KEYS.operatorB, NEW])).toBe("KEYS_TOO_FEW");
    expect(site.do(rotate({ from: KEYS.operatorB, to: "7777777777777777" }), [KEYS.operatorB, NEW])).toBeNull();
    expect(site.do(revoke({ keyId: KEYS.evaluator }), ["7777777777777777", NEW])).toBe("KEYS_TOO_FEW");
    expect(site.do(admit({ keyId: "9999999999999999", role: "evaluator" }), ["7777777777777777", NEW])).toBeNull();
    expect(site.do(revoke({ keyId: KEYS.evaluator }), ["7777777777777777", NEW])).toBeNull();
  });

  test("K-98 the last of two operators cannot be taken, though both sign, and the refusal says what to do", () => {
    const site = TestSite.opened();
    const decided = refusalOf(site, revoke({ keyId: KEYS.operatorB }), OPERATORS);
    expect(decided).toMatchObject({ code: "KEYS_TOO_FEW" });
    expect(decided?.fix).toContain("plimsoll key admit NAME --role operator");
    const evaluator = refusalOf(site, revoke({ keyId: KEYS.evaluator }), OPERATORS);
    expect(evaluator).toMatchObject({ code: "KEYS_TOO_FEW" });
    expect(evaluator?.fix).toContain("plimsoll key admit NAME --role evaluator");
  });

  test("K-98 what has no role cannot lose it", () => {
    const site = TestSite.opened();
    expect(site.do(revoke({ keyId: NEW }), OPERATORS)).toBe("UNKNOWN_KEY");
    expect(refusalOf(site, revoke({ keyId: NEW }), OPERATORS)?.received).toBe(NEW);
    site.do(revoke(), OPERATORS);
    expect(site.do(revoke(), OPERATORS)).toBe("UNKNOWN_KEY");
    expect(refusalOf(site, revoke(), OPERATORS)?.received).toBe(`${KEYS.lab}, revoked`);
  });
});

describe("a lab whose key was taken", () => {
  const tick: Command = { type: "tick", holders: ["lease-1"] };
  const renewedAt = ({ at, state }: TestSite, levelPpm: number) =>
    renewalRoot([{ lease: "lease-1", levelPpm, expiresAt: at + (state.site?.policy.leaseTtlMs ?? 0) }]);
  const renewals = (site: TestSite) => site.entries.filter(({ kind }) => kind === "leases.renewed").length;

  test.each(["lost", "retired"] as const)("K-98 after %s its runs go on as they were", (reason) => {
    const site = TestSite.inFull();
    const before = site.power();
    site.do(revoke({ reason }), OPERATORS);
    expect(site.power()).toEqual(before);
    site.do(tick, [KEYS.node]);
    expect(renewals(site)).toBe(1);
    expect(site.do({ type: "quantum.buy", run: "run-1" }, [KEYS.lab, ...OPERATORS])).toBe("KEY_REVOKED");
    expect(site.do({ type: "quantum.buy", run: "run-1" }, OPERATORS)).toBe("SIGNER_NOT_ALLOWED");
  });

  test("K-98 after a theft nothing of it has power, at once and until it has another key", () => {
    const site = TestSite.inFull();
    const before = site.power();
    site.do(revoke({ reason: "stolen" }), OPERATORS);
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["LAB_KEY_STOLEN"] });
    expect(site.entries.at(-1)).toMatchObject({ kind: "throttle.set", power: { levelPpm: 0 } });
    site.do(tick, [KEYS.node]);
    // It is suspended, as under any other want of power.
    expect(site.entries.at(-1)).toMatchObject({ kind: "leases.renewed", root: renewedAt(site, 0) });
    site.do(rotate(), OPERATORS);
    expect(site.power()).toEqual(before);
    expect(site.entries.at(-1)).toMatchObject({ kind: "throttle.set", power: { levelPpm: 1_000_000 } });
    site.do(tick, [KEYS.node]);
    expect(site.entries.at(-1)).toMatchObject({ kind: "leases.renewed", root: renewedAt(site, 1_000_000) });
  });

  test("K-98 a theft stops the labs that speak with the key, and no other", () => {
    const site = TestSite.inFull();
    site.accredit("other", OTHER);
    site.do({ ...start("theirs"), lab: "other" } as Command, [OTHER]);
    const before = site.power("theirs");
    expect(before.levelPpm).toBeGreaterThan(0);
    site.do(revoke({ reason: "stolen" }), OPERATORS);
    expect(site.power("theirs")).toEqual(before);
  });

  test("K-98 a stolen key of another role stops no run by itself", () => {
    const site = TestSite.inFull();
    const before = site.power();
    site.do(revoke({ keyId: KEYS.auditor, reason: "stolen" }), OPERATORS);
    expect(site.power()).toEqual(before);
  });

  test("K-98 deployments have no power either, and no quarter is paid for them", () => {
    const site = DeployedSite.deployedInFull();
    expect(site.power("dep").levelPpm).toBeGreaterThan(0);
    site.do(revoke({ reason: "stolen" }), OPERATORS);
    expect(site.power("dep")).toMatchObject({ levelPpm: 0, reasons: ["LAB_KEY_STOLEN"] });
    site.at += 100 * 86_400_000;
    site.do({ type: "tick", holders: [] }, [KEYS.node]);
    expect(site.entries.filter(({ kind }) => kind === "deployment.paid")).toEqual([]);
    site.do(rotate(), OPERATORS);
    site.do({ type: "tick", holders: [] }, [KEYS.node]);
    expect(site.power("dep").reasons).not.toContain("LAB_KEY_STOLEN");
  });

  test("K-98 a meter that was revoked is silent, until another key speaks for it", () => {
    const site = DeployedSite.started({ meters: true });
    site.report({});
    site.do(revoke({ keyId: KEYS.meter, reason: "lost" }), OPERATORS);
    const silentMs = site.state.site?.policy.meterSilentMs ?? 0;
    site.at += silentMs;
    expect(power(site.state, "run-1", site.at).reasons).toContain("METER_SILENT");
    expect(site.do(rotate({ from: KEYS.meter }), OPERATORS)).toBeNull();
    expect(site.state.keys.get(NEW)).toBe("meter");
  });
});

describe("a revoked key", () => {
  test("K-99 spoils a command that others could have given without it", () => {
    const site = withThreeOperators();
    site.do(revoke({ keyId: OTHER, reason: "retired" }), OPERATORS);
    expect(site.do(admit(), [...OPERATORS, OTHER])).toBe("KEY_REVOKED");
    expect(site.do(start("a"), [OTHER, KEYS.lab])).toBe("KEY_REVOKED");
    expect(site.do({ ...start("a"), lab: "nobody" } as Command, [OTHER])).toBe("KEY_REVOKED");
    expect(site.do(start("a"), [KEYS.lab])).toBeNull();
  });

  test("K-99 what was decided on its word stands, and is answered again", () => {
    const site = TestSite.opened();
    expect(site.submit("first", start("a"), [KEYS.lab])).toBeNull();
    site.do(revoke(), OPERATORS);
    const { entryCount } = site.state;
    expect(site.state.runs.get("a")?.ended).toBe(false);
    expect(site.submit("first", start("a"), [KEYS.lab])).toBeNull();
    expect(site.state.entryCount).toBe(entryCount);
  });
});
