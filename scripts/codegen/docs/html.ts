/** Markup that is safe to insert into a page. Only `html` and `trusted` create it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | false | undefined | Content[];

/** Renders a template. Values are escaped unless they are `Html`; `false` and `undefined` render nothing. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(
    strings.map((literal, index) => literal + (index < values.length ? render(values[index]) : '')).join(''),
  );
}

/** Marks the output of a renderer that escapes its input as safe: markdown-it with `html: false`, highlight.js. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** Inserts a separator between the parts. */
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
