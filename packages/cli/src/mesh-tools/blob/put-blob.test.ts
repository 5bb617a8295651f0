import { expect, test } from "vitest";
import { receiptText } from "./put-blob.ts";

const receipt = { digest: "ab".repeat(32), bytes: 7 };

test("ME-527 in a mesh of few nodes a receipt says how many hold it and how many losses it outlives", () => {
  const text = receiptText({ ...receipt, copies: 3, nodes: 3, survives99PercentPpm: 1_000_000 });
  expect(text).toBe("7 bytes on 3 of 3 nodes: a copy outlives the loss of any 2 of them");
  const one = receiptText({ ...receipt, copies: 1, nodes: 3, survives99PercentPpm: 333_333 });
  expect(one).toBe("7 bytes on 1 of 3 nodes: lost with that one");
});

test("ME-527 in a large mesh a receipt says also with what chance a copy outlives a loss of 99 %", () => {
  const text = receiptText({ ...receipt, copies: 20, nodes: 1_000, survives99PercentPpm: 183_682 });
  expect(text).toMatch(/^7 bytes on 20 of 1000 nodes: .* any 19 of them; .* 99 % .* a chance of 18\.4 %$/u);
});
