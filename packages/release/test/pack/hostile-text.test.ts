import { expect, test } from "vitest";
import type { PackMaterial } from "../../src/report/material.ts";
import { packDocuments } from "../../src/report/pack-documents.ts";
import { pageOf } from "../../src/report/page.ts";
import { told } from "./fixtures.ts";
import { historyLog, materialOf } from "./rig.ts";

const HOSTILE = [
  `"><script>alert(1)</script>`,
  `' onmouseover='alert(1)`,
  `javascript:alert(1)`,
  `</style></title></main><img src=x onerror=alert(1)>`,
  `&lt;b&gt; &amp; <!-- <![CDATA[ <svg/onload=alert(1)>`,
  `data:text/html,<script>alert(1)</script>`,
  `\u202e\u2066${"<".repeat(40)}`,
] as const;

/** What the projection itself counts or looks up by. A body with another value in these places is refused when it is written. */
const KEPT = new Set(["code", "colour", "level", "flop"]);

/** Every text of a value, replaced: names, ids, quotes, reasons, digests, words of the record. */
function spoilt(value: unknown, hostile: string, key = ""): unknown {
  if (typeof value === "string") return KEPT.has(key) ? value : hostile;
  if (Array.isArray(value)) return value.map((each) => spoilt(each, hostile));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, spoilt(each, hostile, name)]));
}

function spoiltMaterial(hostile: string): PackMaterial {
  const material = materialOf(
    historyLog(told({ evaluation: "evaluation-5", override: "override-1", colour: "RED" })),
    "evaluation-5",
  );
  const records = material.records.map(({ record, body }) => ({ record, body: spoilt(body, hostile) }));
  return { ...material, records, input: spoilt(material.input, hostile) as PackMaterial["input"] };
}

const TAGS =
  /<\/?(?:html|head|meta|title|style|body|main|nav|section|article|figure|figcaption|footer|header|div|span|p|a|b|h[1-3]|ol|ul|li|code|small|table|thead|tbody|tr|th|td|svg|line|circle|polyline|text)(?<attributes>(?: [a-zA-Z][\w-]*="[^"<>]*")*)\/?>/g;
const ATTRIBUTES =
  /^(?:lang|charset|http-equiv|content|name|class|id|href|title|role|tabindex|scope|aria-label|aria-labelledby|viewBox|points|x|y|x1|x2|y1|y2|cx|cy|r|text-anchor)$/;

const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

const wholeMarkup = (page: string): string => page.replace("<!doctype html>", "").replace(/<style>[^]*?<\/style>/, "");

test.each(HOSTILE)("RS-311 RS-338 text from outside stays text in every place of every page: %s", (hostile) => {
  const { frameworks, ...five } = packDocuments(spoiltMaterial(hostile));
  const documents = [...Object.values(five), ...frameworks];
  expect(documents.length).toBe(10);
  for (const document of documents) {
    const page = wholeMarkup(pageOf(document));
    const text = page.replace(TAGS, "");
    expect(text.match(/[<>]/g), document.document).toBeNull();
    expect(text, document.document).toContain(escaped(hostile));
    const attributes = [...page.matchAll(TAGS)].flatMap(({ groups }) => [
      ...(groups?.["attributes"] ?? "").matchAll(/ ([\w-]+)="([^"]*)"/g),
    ]);
    expect(attributes.filter(([, name]) => !ATTRIBUTES.test(name ?? ""))).toEqual([]);
    const links = attributes.filter(([, name]) => name === "href").map(([, , to]) => to ?? "");
    expect(links.filter((to) => !/^(?:[a-z-]+\.html)?#/.test(to))).toEqual([]);
  }
  expect(pageOf(five.riskReport)).not.toContain("Heron");
});
