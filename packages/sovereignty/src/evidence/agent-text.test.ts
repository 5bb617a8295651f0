import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type FreezeRecord, freezeRecord, type ModuleTexts } from "../freeze/freeze-record.ts";
import { ABLATION_MODULES, CANDIDATE_MODULES, textDigest } from "./agent-text.ts";
import { examinedAgent, examinedAgents } from "./examined-agent.ts";

const SOVEREIGNTY = new URL("../", import.meta.url);
const FOUNDATION = new URL("../../../foundation/src/", import.meta.url);

const modulesIn = (folder: URL): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -".ts".length));

const texts: ModuleTexts = {
  form: "source",
  modules: [...modulesIn(SOVEREIGNTY), ...modulesIn(FOUNDATION).map((module) => `foundation/${module}`)],
  readSource: (module) => {
    const [folder, file] = module.startsWith("foundation/") ? [FOUNDATION, module.slice(11)] : [SOVEREIGNTY, module];
    return readFileSync(new URL(`${file}.ts`, folder), "utf8");
  },
};

/** A freeze in which one module reads differently. */
const frozen = (changed = ""): FreezeRecord =>
  freezeRecord({
    ...texts,
    readSource: (module) => texts.readSource(module) + (module === changed ? "\n// other" : ""),
  });

/** Where the foundation's door finds what it hands out. */
const definedIn = new Map(
  [...texts.readSource("foundation/index").matchAll(/export \{([^}]+)\} from "\.\/([^"]+)\.ts"/g)].flatMap(
    ([, names = "", path]) => names.split(",").map((name) => [name.trim(), `foundation/${path}`] as const),
  ),
);

/** What a module runs of others: types are gone when it runs. */
const importsOf = (module: string): readonly string[] =>
  [...texts.readSource(module).matchAll(/^import \{([^}]+)\} from "(\.[^"]+|@plimsoll\/foundation)"/gm)].flatMap(
    ([, list = "", from = ""]) => {
      const names = list.split(",").map((name) => name.trim());
      const run = names.filter((name) => name !== "" && !name.startsWith("type "));
      return from === "@plimsoll/foundation"
        ? run.map((name) => definedIn.get(name) ?? `unknown: ${name}`)
        : run.slice(0, 1).map(() => new URL(from, `x:/${module}`).pathname.slice(1, -".ts".length));
    },
  );

function closureOf(module: string, reached = new Set<string>()): ReadonlySet<string> {
  if (reached.has(module) || module === "foundation/plimsoll-error") return reached;
  reached.add(module);
  for (const other of importsOf(module)) closureOf(other, reached);
  return reached;
}

const digests = (freeze: FreezeRecord): readonly string[] => examinedAgents(freeze).map(({ digest }) => digest);

describe("SV-202 who is examined is named by its own text", () => {
  test("SV-202 the candidate's modules are all that it runs, and no others", () => {
    expect(CANDIDATE_MODULES).toEqual([...closureOf("agent/candidate")].toSorted());
  });

  test("SV-202 the modules of the ablations are all that they run besides", () => {
    const besides = [...closureOf("excision/ablations")].filter((module) => !CANDIDATE_MODULES.includes(module));
    expect(ABLATION_MODULES).toEqual(besides.toSorted());
  });

  test.each(["agent/candidate", "agent/grounding", "law/law-repair", "law/patch"])(
    "SV-202 another %s is another candidate, and so are all that were cut from it",
    (module) => {
      const before = new Set(digests(frozen()));
      expect(digests(frozen(module)).filter((digest) => before.has(digest))).toEqual([]);
    },
  );

  test.each(["agent/language-model/prompt", "run/play-seed", "trace/trace", "excision/ladders"])(
    "SV-202 another %s is nobody else",
    (module) => {
      expect(frozen(module).freezeDigest).not.toBe(frozen().freezeDigest);
      expect(digests(frozen(module))).toEqual(digests(frozen()));
    },
  );

  test.each(["excision/ablations", "excision/opaque-observation", "compiler/exact-json"])(
    "SV-202 with another %s the candidate is who it was, and whoever lacks a part is another",
    (module) => {
      const [candidate, ...excised] = digests(frozen());
      const [same, ...others] = digests(frozen(module));
      expect(same).toBe(candidate);
      expect(others.filter((digest) => excised.includes(digest))).toEqual([]);
    },
  );

  test("SV-202 what is not frozen names nobody", () => {
    expect(() => textDigest(frozen(), ["report/html"])).toThrow("report/html");
    expect(examinedAgent(frozen(), "candidate").digest).toBe(textDigest(frozen(), CANDIDATE_MODULES));
  });
});
