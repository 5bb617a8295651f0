import { utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { crc32c } from "./crc32c.ts";

test("ME-180 CRC-32C gives the values of RFC 3720 appendix B.4 and of the usual check text", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a91_36aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8_ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd_794e);
  expect(crc32c(utf8("123456789"))).toBe(0xe306_9283);
});
