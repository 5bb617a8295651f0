import { utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { MeshEvent } from "../../src/event/event.ts";
import type { Member } from "../../src/member/member.ts";
import { HeldLogs } from "../../src/node/site/held-logs.ts";
import { genesisRoster } from "../../src/roster/roster.ts";
import { approveRoster, proposeRoster } from "../../src/roster/roster-proposal.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { MeshState } from "../../src/state/mesh-state.ts";
import { crypto, offerAll, type TestAuthor, testGenesis, testSigner } from "../kit/index.ts";

type Three = readonly [TestAuthor, TestAuthor, TestAuthor];

/** Three members, of whom the second writes for the site "b". */
function held() {
  const { genesis, mesh, authors } = testGenesis(3);
  const set = new EventSet();
  const state = new MeshState({ genesis, set, anchor: null, cryptography: crypto });
  const member = { replica: { events: set }, state } as unknown as Member;
  const [a, b, c] = authors as unknown as Three;
  const tell = (...events: readonly MeshEvent[]) => offerAll(set, state, events);
  const logs = () => new HeldLogs(member, (site) => (site === "b" ? b.key : null));
  /** Written by `a` with the word of `a` and `c`, without `b`. */
  const without = (frontier: readonly MeshEvent[], lost: readonly MeshEvent[]): MeshEvent => {
    const [members, ids] = [
      [a, c].map(({ key, name }) => ({ key, name })),
      (of: readonly MeshEvent[]) => of.map(({ id }) => id),
    ];
    const body = proposeRoster(genesisRoster(genesis), { members, frontier: ids(frontier), lost: ids(lost) });
    const approved = [a, c].reduce((each, { name }) => approveRoster(each, mesh, testSigner(name), crypto), body);
    return a.write(approved);
  };
  return { a, b, c, state, tell, logs, without };
}

const entriesOf = (site: string, first: number, entry: object) =>
  ({ kind: "kernel.entries", site, first, entries: [utf8(JSON.stringify(entry))], movements: [] }) as const;
const kill = (lineage: string) => ({ kind: "kill.ordered", lineage });
const reason = (logs: HeldLogs, lineage = "line"): string | null =>
  logs
    .now()
    .get("b")
    ?.reasonFor({ labs: [], lineages: [lineage], digests: [], datasets: [] }) ?? null;

test("ME-165 ME-582 a kill binds again as soon as what a roster started from has come, however late", () => {
  const { a, b, c, state, tell, logs, without } = held();
  const late = [c.open()];
  tell(a.open(), b.open());
  const killed = b.write(entriesOf("b", 0, kill("line")));
  tell(killed);
  const running = logs();
  expect(reason(running)).toBe("KILLED");
  // The roster's frontier is an event of `b` that is not here yet, nor what it cites.
  const tip = b.write({ kind: "clock.beat", beats: 1 }, { parents: late });
  tell(without([tip], late));
  expect([state.standingOf(killed), reason(running)]).toEqual(["outside", null]);
  tell(...late, tip);
  expect([state.standingOf(killed), reason(running), reason(logs())]).toEqual(["counts", "KILLED", "KILLED"]);
});

test("ME-582 on another anchor it is asked anew who counts", () => {
  const { a, b, c, state, tell, logs, without } = held();
  tell(a.open(), b.open(), c.open(), b.write(entriesOf("b", 0, kill("line"))));
  const roster = without([], []);
  const running = logs();
  expect(reason(running)).toBe("KILLED");
  tell(roster);
  expect(reason(running)).toBeNull();
  state.moveAnchor(roster.id);
  expect(reason(running)).toBeNull();
});

test("ME-582 a fork of a member that is found later turns what it lifted", () => {
  const { a, b, tell, logs } = held();
  const started = b.open();
  tell(a.open(), started, b.write(entriesOf("b", 0, kill("line"))));
  const release = b.write(entriesOf("b", 1, { kind: "lineage.released", lineage: "line", digest: "d", cleared: [] }));
  tell(release);
  const running = logs();
  expect(reason(running)).toBeNull();
  tell(b.write({ kind: "clock.beat", beats: 1 }, { previous: started }));
  expect([reason(running), reason(logs())]).toEqual(["KILLED", "KILLED"]);
});

test("ME-586 forks and what lies behind a gap cost no one else's log, and hold what they hold", () => {
  const { a, b, c, tell, logs, without } = held();
  tell(a.open(), b.open(), c.open(), c.write(entriesOf("b", 0, kill("c's"))));
  tell(without([], []));
  const running = logs();
  const first = running.now();
  // Of a chain that stands outside.
  const trunk = b.head as MeshEvent;
  for (let beats = 1; beats < 4; beats += 1) tell(b.write({ kind: "clock.beat", beats }, { previous: trunk }));
  tell(b.write(entriesOf("b", 0, kill("line"))));
  expect([running.now() === first, reason(running)]).toEqual([true, null]);
  // A member's fork is folded anew once; after it, what comes is taken as it comes.
  const fork = c.head as MeshEvent;
  for (let beats = 1; beats < 3; beats += 1) tell(c.write({ kind: "clock.beat", beats }, { previous: fork }));
  const second = running.now();
  expect(second).not.toBe(first);
  tell(c.write(entriesOf("b", 9, kill("later"))), c.write({ kind: "clock.beat", beats: 9 }));
  expect(running.now()).toBe(second);
  expect([reason(running, "c's"), reason(running, "later")]).toEqual(["KILLED", "KILLED"]);
});

test("ME-586 a rival is found where a gap makes the events of a chain as many as its places", () => {
  const { a, b, c, tell, logs, without } = held();
  tell(a.open(), b.open(), c.open());
  const lost = c.write({ kind: "clock.beat", beats: 1 });
  tell(without([], [lost]));
  const running = logs();
  for (const beats of [2, 3]) tell(c.write({ kind: "clock.beat", beats }, { previous: lost }));
  expect(reason(running)).toBeNull();
  tell(c.write(entriesOf("b", 0, kill("line")), { previous: lost }));
  expect([reason(running), reason(logs())]).toEqual(["KILLED", "KILLED"]);
});
