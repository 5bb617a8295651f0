import { expect, test } from "vitest";
import { pidsOnInode, programIn } from "./lock-holder.ts";

// As Linux 6 writes it; the second line waits for the first one's lock, and the last is a lock of an open file, of no process.
const LOCKS = `1: POSIX  ADVISORY  WRITE 4711 fe:01:8123 1073741824 1073742335
1: -> POSIX  ADVISORY  WRITE 4712 fe:01:8123 1073741824 1073742335
2: FLOCK  ADVISORY  WRITE 33 00:19:81231 0 EOF
3: OFDLCK ADVISORY  READ  -1 fe:01:8123 0 EOF
`;

test("SVR-166 of the locks on a file those who have it are told, not who waits", () => {
  expect(pidsOnInode(LOCKS, 8_123)).toEqual([4_711]);
  expect(pidsOnInode(LOCKS, 81_231)).toEqual([33]);
  expect(pidsOnInode("", 8_123)).toEqual([]);
});

test.each([
  ["/usr/bin/node\0/work/packages/cli/bin/plimsoll.js\0run\0--data\0site\0--key\0secret\0", "plimsoll run"],
  ["node\0/work/node_modules/.bin/plimsoll\0serve\0", "plimsoll serve"],
  ["node\0/work/node_modules/.bin/plimsoll\0", "plimsoll"],
  ["node\0plimsoll\0--data\0secret\0", "plimsoll"],
  ["/usr/bin/python3\0secret.py\0", "python3"],
  ["", ""],
])("SVR-166 of a command line the program and its command are told, and nothing else", (commandLine, program) => {
  expect(programIn(commandLine)).toBe(program);
});
