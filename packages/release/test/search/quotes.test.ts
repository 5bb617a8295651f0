import { expect, test } from "vitest";
import { findQuote } from "../../src/examination/find-quote.ts";
import { sourceText } from "../../src/examination/source-text.ts";
import { bytesOf } from "./case.ts";

const plain = (text: string) => sourceText(bytesOf(text), "text/plain");
const html = (text: string) => sourceText(bytesOf(text), "text/html");

test("RS-220 a byte order mark goes, and CR LF and CR are LF; nothing else of plain text changes", () => {
  expect(plain("\ufeffone\r\ntwo\rthree\n")).toEqual({ text: "one\ntwo\nthree\n", isMarkup: false });
  expect(plain("Ünïcode  “quoted”\u00a0x")?.text).toBe("Ünïcode  “quoted”\u00a0x");
});

test("RS-220 bytes that are no UTF-8, and media types without text, have none", () => {
  expect(sourceText(Uint8Array.of(0x61, 0xff), "text/plain")).toBeNull();
  expect(sourceText(bytesOf("%PDF-1.7"), "application/pdf")).toBeNull();
  expect(sourceText(bytesOf('{"a":1}'), "application/json")?.text).toBe('{"a":1}');
  expect(findQuote(null, { quote: "anything", offset: null })).toBe(false);
});

test("RS-221 of a page the visible text counts: no script, style, comment, head, hidden part", () => {
  const page =
    "<!doctype html><html><head><title>T</title><style>p{content:'x'}</style></head><body><!-- no --><p>One <b>bo</b>ld\n word</p>" +
    "<script>if (a < b) '</p>'</script><div hidden>secret <div>inner</div> tail</div><p style='display:none'>gone</p>" +
    "<p title='a > b'>5 &lt; 6 &amp; 7&nbsp;&#8212; &#x41;</p><br>end";
  expect(html(page)?.text).toBe("One bold word\n5 < 6 & 7 — A\nend");
});

test("RS-221 a page that does not end drops what is open, and never fails", () => {
  for (const page of ["<p>a<!-- b", "<p>a<script>b", "<p>a<b c='d", "<", "a < b", "<<<<", "&#xffffff; &#0; &nope;"])
    expect(typeof html(page)?.text).toBe("string");
  expect(html("<p>a</p><script>b")?.text).toBe("a");
  expect(html("a < b")?.text).toBe("a < b");
});

test("RS-221 a page of open brackets costs time in proportion to its length", () => {
  const started = performance.now();
  html("<a ".repeat(200_000));
  html("<!--".repeat(200_000));
  html("<script>".repeat(200_000));
  expect(performance.now() - started).toBeLessThan(5000);
});

test("RS-222 A12 a quotation stands at its offset or anywhere, letter for letter", () => {
  const text = plain("First line.\r\nThe model refused 97 % of requests.\r\n");
  expect(findQuote(text, { quote: "The model refused", offset: null })).toBe(true);
  expect(findQuote(text, { quote: "The model refused", offset: 12 })).toBe(true);
  expect(findQuote(text, { quote: "The model refused", offset: 13 })).toBe(false);
  expect(findQuote(text, { quote: "The model refused", offset: 11 })).toBe(false);
  expect(findQuote(text, { quote: "the model refused", offset: null })).toBe(false);
  expect(findQuote(text, { quote: "line.\nThe model", offset: 6 })).toBe(true);
  expect(findQuote(text, { quote: "line.  The model", offset: null })).toBe(false);
  expect(findQuote(text, { quote: "x", offset: 10_000_000 })).toBe(false);
});

test("RS-222 whitespace is one in markup, and signs alone are no quotation", () => {
  const page = html("<p>The model\n   refused</p><p>all of it.</p>");
  expect(findQuote(page, { quote: "model refused all", offset: null })).toBe(true);
  expect(findQuote(page, { quote: "The  model\nrefused", offset: 0 })).toBe(true);
  expect(findQuote(page, { quote: " . ", offset: null })).toBe(false);
  expect(findQuote(plain("... ..."), { quote: "...", offset: null })).toBe(false);
});

test("RS-222 other Unicode forms of the same letters are other letters", () => {
  expect(findQuote(plain("caf\u00e9"), { quote: "cafe\u0301", offset: null })).toBe(false);
  expect(findQuote(plain("😀 smile here"), { quote: "smile", offset: 3 })).toBe(true);
});
