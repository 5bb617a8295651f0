import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  compilerDigestOf,
  type FreezeRecord,
  freezeRecord,
  freezeRecordShape,
  type ModuleTexts,
} from "./freeze-record.ts";
import { freezeMismatch } from "./freeze-mismatch.ts";
import { COMPILER, DOORS, FROZEN_ARTEFACTS, modulesOf } from "./frozen-artefact.ts";

const SOVEREIGNTY = new URL("../", import.meta.url);
const FOUNDATION = new URL("../../../foundation/src/", import.meta.url);

const modulesIn = (folder: URL): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -".ts".length));

/** What is outside of every run: pages, the public original, the model check, what is made of a verdict later, and the freeze itself. */
const NOT_FROZEN = /^(report|published|check|evidence|freeze)\//;
/** Text of faults, which no run can meet. */
const NO_PART_OF_A_RUN = ["foundation/plimsoll-error"];

const texts: ModuleTexts = {
  form: "source",
  modules: [...modulesIn(SOVEREIGNTY), ...modulesIn(FOUNDATION).map((module) => `foundation/${module}`)],
  readSource: (module) =>
    module.startsWith("foundation/")
      ? readFileSync(new URL(`${module.slice("foundation/".length)}.ts`, FOUNDATION), "utf8")
      : readFileSync(new URL(`${module}.ts`, SOVEREIGNTY), "utf8"),
};

/** A copy in which one module reads differently. */
const tampered = (changed: string): ModuleTexts => ({
  ...texts,
  readSource: (module) => texts.readSource(module) + (module === changed ? "\n// tuned" : ""),
});

const without = (removed: string): ModuleTexts => ({
  ...texts,
  modules: texts.modules.filter((module) => module !== removed),
});

const frozen = freezeRecord(texts);
const digestOf = ({ artefacts }: FreezeRecord, name: string) => artefacts.find((each) => each.name === name)?.digest;

describe("SV-140 the frozen artefacts are the list of seed §3", () => {
  test("SV-140 every module that can influence a run is in at least one artefact", () => {
    const own = texts.modules.filter((module) => !module.startsWith("foundation/") && !NOT_FROZEN.test(module));
    const covered = new Set(FROZEN_ARTEFACTS.flatMap((artefact) => modulesOf(artefact, texts.modules)));
    expect(own.length).toBeGreaterThan(50);
    expect(own.filter((module) => !covered.has(module))).toEqual([]);
  });

  test("SV-140 no frozen module imports one that is not", () => {
    const inner = FROZEN_ARTEFACTS.filter(({ name }) => name !== DOORS);
    const covered = new Set(inner.flatMap((artefact) => modulesOf(artefact, texts.modules)));
    const imported = [...covered].flatMap((module) =>
      [...texts.readSource(module).matchAll(/from "(\.[^"]+)\.ts"/g)].map(([, path = ""]) => ({
        module,
        imports: new URL(path, `x:/${module}`).pathname.slice(1),
      })),
    );
    expect(imported.length).toBeGreaterThan(200);
    expect(imported.filter(({ imports }) => !covered.has(imports))).toEqual([]);
  });

  test("SV-140 what a run imports of the foundation is frozen with it", () => {
    const covered = new Set(FROZEN_ARTEFACTS.flatMap((artefact) => modulesOf(artefact, texts.modules)));
    const reached = new Set<string>();
    const follow = (module: string): void => {
      if (reached.has(module)) return;
      reached.add(module);
      for (const [, path = ""] of texts.readSource(module).matchAll(/from "(\.[^"]+)\.ts"/g))
        follow(new URL(path, `x:/${module}`).pathname.slice(1));
    };
    for (const module of importedFromFoundation()) follow(module);
    expect([...reached].filter((module) => !covered.has(module))).toEqual(NO_PART_OF_A_RUN);
  });

  test.each(FROZEN_ARTEFACTS)("SV-140 $name: every pattern has modules", (artefact) => {
    for (const pattern of artefact.modules)
      expect(modulesOf({ ...artefact, modules: [pattern] }, texts.modules), pattern).not.toEqual([]);
  });
});

/** The modules that define what frozen modules import from the foundation. */
function importedFromFoundation(): readonly string[] {
  const door = texts.readSource("foundation/index");
  const definedIn = new Map<string, string>();
  for (const [, names = "", path] of door.matchAll(/export (?:type )?\{([^}]+)\} from "\.\/([^"]+)\.ts"/g))
    for (const name of names.split(",")) definedIn.set(name.replace("type ", "").trim(), `foundation/${path}`);
  const inner = FROZEN_ARTEFACTS.filter(({ name }) => name !== DOORS);
  const own = new Set(inner.flatMap((artefact) => modulesOf(artefact, texts.modules)));
  const imported = [...own]
    .filter((module) => !module.startsWith("foundation/"))
    .flatMap((module) => [
      ...texts.readSource(module).matchAll(/import (?:type )?\{([^}]+)\} from "@plimsoll\/foundation"/g),
    ])
    .flatMap(([, names = ""]) => names.split(",").map((name) => name.replace("type ", "").trim()))
    .filter((name) => name !== "");
  return [...new Set(imported.map((name) => definedIn.get(name) ?? `unknown: ${name}`))];
}

describe("SV-141 a freeze record", () => {
  test("SV-141 the same texts give the same record, and it survives being written and read", () => {
    expect(freezeRecord(texts)).toEqual(frozen);
    expect(freezeRecordShape.parse(JSON.parse(JSON.stringify(frozen)))).toEqual({ ok: true, value: frozen });
    expect(freezeMismatch(frozen, freezeRecord(texts))).toBeNull();
  });

  test("SV-141 line ends of a checkout on another system change nothing", () => {
    const readSource = (module: string): string => texts.readSource(module).replaceAll("\n", "\r\n");
    expect(freezeRecord({ ...texts, readSource })).toEqual(frozen);
  });

  test("SV-141 the compiler's identity is that of its own text and of nothing else", () => {
    expect(compilerDigestOf(frozen)).toBe(digestOf(frozen, COMPILER));
    expect(compilerDigestOf(freezeRecord(tampered("compiler/jcomp")))).not.toBe(compilerDigestOf(frozen));
    expect(compilerDigestOf(freezeRecord(tampered("world/rank")))).toBe(compilerDigestOf(frozen));
  });

  test("SV-141 a record over other lists, or with foreign fields, is none", () => {
    expect(freezeRecordShape.parse({ ...frozen, note: "tuned" }).ok).toBe(false);
    expect(freezeRecordShape.parse({ ...frozen, form: "bundled" }).ok).toBe(false);
    expect(freezeRecordShape.parse({ ...frozen, freezeDigest: "sha256:0" }).ok).toBe(false);
  });
});

const CHANGES = [
  ["agent architecture", "agent/candidate", "BASELINE_CONTAMINATION"],
  ["agent architecture", "run/play-seed", "BASELINE_CONTAMINATION"],
  ["normative state schema", "law/initial-law", "BASELINE_CONTAMINATION"],
  ["justification DSL", "law/condition", "COMPILER_INTERFACE_CHANGE"],
  ["justification DSL", "compiler/vocabulary", "COMPILER_INTERFACE_CHANGE"],
  [COMPILER, "compiler/jcomp", "COMPILER_INTERFACE_CHANGE"],
  ["deliberator prompt", "agent/language-model/prompt", "DELIBERATOR_INTERFACE_CHANGE"],
  ["obligation mask gate", "mask/obligation", "PREREGISTRATION_VIOLATION"],
  ["TriDemandV430 environment", "world/physics", "ENV_BOUND_VIOLATION"],
  ["regime schedule and gating rule", "world/schedule", "ENV_BOUND_VIOLATION"],
  ["definitions of contradictions A and B", "mask/situation", "ENV_BOUND_VIOLATION"],
  ["LAW_REPAIR schema and canonicalization", "law/patch", "COMPILER_INTERFACE_CHANGE"],
  ["LAW_REPAIR schema and canonicalization", "law/law-repair", "COMPILER_INTERFACE_CHANGE"],
  ["repair acceptance rules R1–R10", "gate/gate-rules", "PREREGISTRATION_VIOLATION"],
  ["weakening ladders", "excision/ablations", "PREREGISTRATION_VIOLATION"],
  ["thresholds, bounds, seeds", "run/bounds", "EPISODE_MISCONFIGURED"],
  ["thresholds, bounds, seeds", "verdict/thresholds", "EPISODE_MISCONFIGURED"],
  ["hashing, canonical JSON and chance", "foundation/random/random-stream", "PREREGISTRATION_VIOLATION"],
  ["doors of the packages", "index", "PREREGISTRATION_VIOLATION"],
] as const;

describe("SV-142 whatever changes after the freeze makes the run invalid, for its own reason", () => {
  test.each(CHANGES)("SV-142 %s: %s has changed, INVALID_RUN / %s", (name, module, reason) => {
    const mismatch = freezeMismatch(frozen, freezeRecord(tampered(module)));
    expect(mismatch?.code).toBe(`INVALID_RUN / ${reason}`);
    expect(mismatch?.received).toContain(`${module} has changed in "${name}"`);
  });

  test("SV-142 every artefact of the list is among them", () => {
    expect(new Set(CHANGES.map(([name]) => name))).toEqual(new Set(FROZEN_ARTEFACTS.map(({ name }) => name)));
  });

  test("SV-142 a module that is gone or new is a change", () => {
    expect(freezeMismatch(frozen, freezeRecord(without("compiler/exact-json")))).toMatchObject({
      code: "INVALID_RUN / COMPILER_INTERFACE_CHANGE",
      received: expect.stringContaining("compiler/exact-json is gone") as string,
    });
    expect(freezeMismatch(freezeRecord(without("world/rank")), frozen)?.received).toContain("world/rank is new");
  });

  test("SV-142 where several reasons apply, the interface's comes first, and all are told", () => {
    const changed: ModuleTexts = {
      ...texts,
      readSource: (module) =>
        texts.readSource(module) + (module === "run/bounds" || module === "compiler/jcomp" ? " " : ""),
    };
    const mismatch = freezeMismatch(frozen, freezeRecord(changed));
    expect(mismatch?.code).toBe("INVALID_RUN / COMPILER_INTERFACE_CHANGE");
    expect(mismatch?.received).toContain('run/bounds has changed in "thresholds, bounds, seeds"');
  });

  test("SV-142 of many changes the first are told, and how many more there are", () => {
    const readSource = (module: string): string => `${texts.readSource(module)} `;
    expect(freezeMismatch(frozen, freezeRecord({ ...texts, readSource }))?.received).toMatch(
      /^(compiler\/|law\/|gate\/)[^;]+(; [^;]+){5}; and \d+ more$/,
    );
  });

  test("SV-142 a record that does not have its own digest was written by hand", () => {
    const [first, ...rest] = frozen.artefacts;
    const forged = { ...frozen, artefacts: [{ ...first!, digest: rest[0]!.digest }, ...rest] };
    expect(freezeMismatch(forged, frozen)?.code).toBe("INVALID_RUN / PREREGISTRATION_VIOLATION");
  });

  test("SV-142 what was built is not what was frozen as sources: their texts cannot be compared", () => {
    const mismatch = freezeMismatch(frozen, freezeRecord({ ...texts, form: "built" }));
    expect(mismatch).toMatchObject({
      code: "INVALID_RUN / PREREGISTRATION_VIOLATION",
      received: 'modules loaded in the form "built", where "source" was frozen',
    });
  });
});
