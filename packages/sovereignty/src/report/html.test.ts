import fc from "fast-check";
import { expect, test } from "vitest";
import { html, joined, NOTHING } from "./html.ts";
import { jsonBlock } from "./json-block.ts";

/** Dense in the signs that mean something to a page. */
const anyText = fc
  .array(
    fc.constantFrom(
      "<",
      ">",
      "&",
      '"',
      "'",
      "=",
      "/",
      "!",
      "-",
      ";",
      " ",
      "a",
      "\u0000",
      "\n",
      "\u2028",
      "😀",
      "&lt;",
      "</p>",
    ),
  )
  .map((signs) => signs.join(""));

const decoded = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

test("SV-194 any text between tags or in an attribute is there, and is nothing but text", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { markup } = html`<p title="${text}">${text}</p>`;
      const [, attribute, body] = /^<p title="([^"<>]*)">([^"<>]*)<\/p>$/s.exec(markup)!;
      expect([decoded(attribute!), decoded(body!)]).toEqual([text, text]);
    }),
  );
});

test("SV-194 markup inside markup stays markup, in lists too", () => {
  const list = html`<ul>
      ${["a<", "b"].map((each) => html`<li>${each}</li>`)}
    </ul>
    ${NOTHING}${7}`;
  expect(list.markup.replace(/\s/g, "")).toBe("<ul><li>a&lt;</li><li>b</li></ul>7");
  expect(joined(["<", html`<b>x</b>`], ", ").markup).toBe("&lt;, <b>x</b>");
});

test("SV-194 any data come back from their block, and cannot end it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), anyText, (value, text) => {
      const { markup } = jsonBlock("data", { value, text: `${text}</script><!--` });
      const body = markup.slice(markup.indexOf(">") + 1, -"</script>".length);
      expect(body).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(body)).toEqual(JSON.parse(JSON.stringify({ value, text: `${text}</script><!--` })));
    }),
  );
});
