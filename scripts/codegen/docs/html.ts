/** Markup that is safe to put into a page. Only `html` and `trusted` make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | false | undefined | Content[];

/** A template whose values are escaped, but for those that are markup already; `false` and `undefined` are nothing. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(
    strings.map((literal, index) => literal + (index < values.length ? render(values[index]) : '')).join(''),
  );
}

/** Markup from a renderer that escapes what it is given: markdown-it with `html: false`, highlight.js. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** The parts with something between each two of them. */
export function join(parts: Content[], between: Content): Content[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]));
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function render(value: Content): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  return escapeHtml(String(value));
}
