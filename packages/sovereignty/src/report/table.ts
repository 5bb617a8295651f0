import { html, type Html, type HtmlPart } from "./html.ts";

export interface Table {
  readonly caption: string;
  readonly heads: readonly HtmlPart[];
  /** The first cell of each row names the row. */
  readonly rows: readonly (readonly HtmlPart[])[];
}

/** A table that scrolls by itself where it is wider than the page, also by keyboard; its caption stays. */
export const table = ({ caption, heads, rows }: Table): Html =>
  html`<figure class="table">
    <figcaption>${caption}</figcaption>
    <div class="scroll" role="region" tabindex="0" aria-label="${caption}">
      <table aria-label="${caption}">
        <thead>
          <tr>
            ${heads.map((head) => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(row)}
        </tbody>
      </table>
    </div>
  </figure>`;

const row = ([name = "", ...cells]: readonly HtmlPart[]): Html =>
  html`<tr>
    <th scope="row">${name}</th>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
