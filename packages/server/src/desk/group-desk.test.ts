import { PlimsollError } from "@plimsoll/foundation";
import type { Submission } from "@plimsoll/governor";
import type { SignedCommand } from "@plimsoll/ledger";
import { describe, expect, test } from "vitest";
import { GroupDesk } from "./group-desk.ts";

const command = (name: string): SignedCommand => ({
  payloadType: "application/vnd.plimsoll.command+json",
  payload: name,
  signatures: [],
});

const fault = (code: string): PlimsollError => new PlimsollError({ code, expected: "", received: "", fix: "" });

/** A desk whose turns of the event loop a test takes itself. */
function turned(faultOf: (names: readonly string[]) => unknown = () => null) {
  const groups: string[][] = [];
  const due: (() => void)[] = [];
  const desk = new GroupDesk(
    (envelopes) => {
      const names = envelopes.map(({ payload }) => payload);
      groups.push(names);
      const cause = faultOf(names);
      if (cause !== null) throw cause;
      return names.map((_, place): Submission => ({ kind: "repeated", firstEntry: groups.length * 1_000 + place }));
    },
    (flush) => due.push(flush),
  );
  const turn = (): void => due.splice(0).forEach((flush) => flush());
  const submit = async (name: string): Promise<string> => {
    try {
      const submission = await desk.submit(command(name));
      return submission.kind === "repeated" ? String(submission.firstEntry) : submission.kind;
    } catch (cause) {
      return cause instanceof PlimsollError ? cause.code : String(cause);
    }
  };
  return { submit, turn, groups };
}

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, place) => `c${place}`);

describe("SVR-50 one sync for all commands of one turn", () => {
  test("SVR-50 they are decided together, in the order of their coming, and none before the turn", async () => {
    const { submit, turn, groups } = turned();
    const answers = names(7).map(submit);
    expect(groups).toEqual([]);
    turn();
    expect(groups).toEqual([names(7)]);
    expect(await Promise.all(answers)).toEqual(names(7).map((_, place) => String(1_000 + place)));
  });

  test("SVR-50 more than 256 do not wait for one another", async () => {
    const { submit, turn, groups } = turned();
    const answers = names(600).map(submit);
    turn();
    await Promise.all(answers);
    expect(groups.map(({ length }) => length)).toEqual([256, 256, 88]);
    expect(groups.flat()).toEqual(names(600));
  });

  test("SVR-50 L5 a failed sync fails every one of them, and none is tried again", async () => {
    const { submit, turn, groups } = turned(() => fault("LEDGER_IO_FAILED"));
    const answers = names(5).map(submit);
    turn();
    expect(await Promise.all(answers)).toEqual(names(5).map(() => "LEDGER_IO_FAILED"));
    expect(groups.length).toBe(1);
  });

  test.each(["ENTRY_MALFORMED", "BATCH_TOO_LARGE"])("SVR-50 %s of one is not the others' fault", async (code) => {
    const { submit, turn, groups } = turned((group) => (group.includes("c2") ? fault(code) : null));
    const answers = names(4).map(submit);
    turn();
    const told = await Promise.all(answers);
    expect(told[2]).toBe(code);
    expect(told.filter((each) => each === code).length).toBe(1);
    expect(groups).toEqual([names(4), ["c0"], ["c1"], ["c2"], ["c3"]]);
  });

  test("SVR-50 a sync that fails while they are decided one by one fails only those behind it", async () => {
    const { submit, turn } = turned((group) =>
      group.length > 1 ? fault("BATCH_TOO_LARGE") : group.includes("c0") ? null : fault("DISK_FULL"),
    );
    const answers = names(3).map(submit);
    turn();
    expect(await Promise.all(answers)).toEqual(["2000", "DISK_FULL", "DISK_FULL"]);
  });

  test("SVR-50 what comes while others are answered waits for its own turn", async () => {
    const { submit, turn, groups } = turned();
    const first = submit("c0");
    turn();
    await first;
    const second = submit("c1");
    turn();
    await second;
    expect(groups).toEqual([["c0"], ["c1"]]);
  });
});
