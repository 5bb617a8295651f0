import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What may touch the world by itself: the shell, each file for a reason that its name says. */
const SHELL = [
  "packages/foundation/src/node/",
  "packages/cli/",
  "packages/verifier/",
  "packages/governor/src/process-table/",
  "packages/governor/src/actuator/",
  "packages/governor/src/warden/",
  "packages/governor/src/run/process-run.ts",
  "packages/governor/src/node/audit-node.ts",
  "packages/governor/src/node/kill-from-outside.ts",
  "packages/governor/src/gate/library/",
  "packages/demo/src/live/",
  "packages/prophet/src/node/",
  "packages/mesh/src/node/",
  "packages/release/src/node/",
  "packages/server/src/daemon/",
  "packages/client/src/machine/",
  // One turn of the event loop: nothing of a trial takes longer.
  "packages/sea-trial/src/world/settled.ts",
  // The text of a script that runs in the reader's browser.
  "packages/sovereignty/src/report/player-script.ts",
];

/** A file outside the shell that one rule does not bind, and why. */
type Excepted = Readonly<Record<string, string>>;

interface Rule {
  readonly forbidden: RegExp;
  readonly instead: string;
  readonly except?: Excepted;
}

const RULES: readonly Rule[] = [
  {
    forbidden: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/,
    instead: "take the time from a Clock that is passed in",
  },
  { forbidden: /\bMath\.random\b/, instead: "draw from a RandomStream that is passed in" },
  { forbidden: /\bprocess\.env\b/, instead: "read the environment in the cli and pass it in" },
  {
    forbidden: /(?<![.`\w])set(Timeout|Interval|Immediate)\b|"(node:)?timers(\/promises)?"/,
    instead: "wait with a timer that is passed in",
  },
  {
    forbidden: /\b(random(Bytes|UUID|Int|Fill(Sync)?)|getRandomValues|generateKey(Pair)?(Sync)?)\b/,
    instead: "draw from a port that is passed in",
    except: {
      "packages/governor/src/freeze/model-signature/signing-key.ts": "makes keys, as the shell of the foundation does",
      "packages/governor/src/node/canary.ts": "the tree that it starts is told from others of this machine by its name",
      "packages/ledger/src/note/ml-dsa-key.ts": "makes keys, as the shell of the foundation does",
    },
  },
  {
    forbidden: /\bsystemClock\b|\bprocess\.hrtime\b/,
    instead: "take the time from a Clock that is passed in, and not from the system's",
    except: {
      "packages/governor/src/node/node-status.ts": "puts the machine's ports together",
      "packages/governor/src/run/warden-job.ts": "how long the process of its own warden took to end",
      "packages/governor/src/site/data-folder.ts": "where no clock is passed in: opens what is on this machine's disk",
      "packages/ledger/src/open-ledger.ts": "where no clock is passed in: opens what is on this machine's disk",
    },
  },
];

const root = new URL("../..", import.meta.url).pathname;
const sources = readdirSync(join(root, "packages"), { recursive: true, encoding: "utf8" })
  .map((file) => join("packages", file))
  .filter((file) => /\/src\/.*\.ts$/.test(file) && !/node_modules|\/dist\/|\.test\.ts$/.test(file))
  .filter((file) => !SHELL.some((place) => file.startsWith(place)));

test("F-12 the rule looks at real files, and what it leaves out is there", () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(SHELL.filter((place) => !existsSync(join(root, place)))).toEqual([]);
});

const breakers = ({ forbidden }: Rule): readonly string[] =>
  sources.filter((file) => forbidden.test(readFileSync(join(root, file), "utf8")));

test.each(RULES)("F-12 outside the shell: $instead", (rule) => {
  expect(breakers(rule).toSorted()).toEqual(Object.keys(rule.except ?? {}).toSorted());
});
