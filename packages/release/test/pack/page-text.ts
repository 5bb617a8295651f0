const ENTITIES: readonly (readonly [RegExp, string])[] = [
  [/&lt;/g, "<"],
  [/&gt;/g, ">"],
  [/&quot;/g, '"'],
  [/&#39;/g, "'"],
  [/&amp;/g, "&"],
];

/** What somebody reads who has the page without its style: text in the order of the markup. */
export function textOf(page: string): string {
  const body = page.slice(page.indexOf("<body>")).replace(/<style>[^]*?<\/style>/g, "");
  const plain = body.replace(/<\/?(?:a|b|code|small|span)(?: [^>]*)?>/g, "").replace(/<[^>]*>/g, " ");
  return ENTITIES.reduce((text, [entity, sign]) => text.replace(entity, sign), plain).replace(/\s+/g, " ");
}

/** Headings of the second rank, in order. */
export const headingsOf = (page: string): readonly string[] =>
  [...page.matchAll(/<h2[^>]*>([^<]*)<\/h2>/g)].map(([, heading]) => heading ?? "");
