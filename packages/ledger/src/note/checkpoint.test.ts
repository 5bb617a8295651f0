import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Checkpoint, checkpointText, parseCheckpointText } from "./checkpoint.ts";

const ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

describe("checkpoint text", () => {
  // The example of c2sp.org/tlog-checkpoint.
  const text = `example.com/behind-the-sofa\n20852163\n${ROOT}\n`;

  test("LG-4 reads and writes the example of the specification", () => {
    const checkpoint = parseCheckpointText(text) as Checkpoint;
    expect(checkpoint).toMatchObject({ origin: "example.com/behind-the-sofa", size: 20_852_163 });
    expect(checkpointText(checkpoint)).toBe(text);
  });

  test.each([
    ["a leading zero", text.replace("20852163", "020852163")],
    ["a plus sign", text.replace("20852163", "+20852163")],
    ["an exponent", text.replace("20852163", "2e7")],
    ["a size beyond 2^53", text.replace("20852163", "9007199254740993")],
    ["a short root", text.replace(ROOT, "CsUYapGG")],
    ["loose bits in the root", text.replace("q2I=", "q2J=")],
    ["an extension line", `${text}extension\n`],
    ["no last newline", text.slice(0, -1)],
    ["no origin", text.replace("example.com/behind-the-sofa", "")],
    ["a space in the origin", text.replace("behind-the-sofa", "behind the sofa")],
    ["a plus in the origin", text.replace("behind-the-sofa", "behind+the+sofa")],
    ["a carriage return", text.replace("\n", "\r\n")],
  ])("LG-4 refuses %s", (_, altered) => {
    expect(parseCheckpointText(altered)).toBeUndefined();
  });

  test("LG-4 has one spelling", () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 2 }), (position, change) => {
        const altered = text.slice(0, position) + change + text.slice(position + 1);
        const parsed = parseCheckpointText(altered);
        expect(parsed === undefined || checkpointText(parsed) === altered).toBe(true);
      }),
    );
  });
});
