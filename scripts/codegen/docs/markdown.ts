import MarkdownIt, { type Token } from 'markdown-it';
import { hrefOf } from './anchors.js';
import { codeBlock } from './highlight.js';
import { escapeHtml, type Html, html, trusted } from './html.js';

/** Maps the text of inline code, such as an event name, to the ID of the entry that it links to. */
export type CodeLinks = ReadonlyMap<string, string>;

export interface Heading {
  id: string;
  text: string;
}

export interface MarkdownOptions {
  /** HTML level of the highest headings in the text. Lower headings follow. */
  level: number;
  /** Creates the ID of a heading at that level. */
  claim?: (text: string) => string;
}

const languageNames: Record<string, string> = {
  bash: 'Shell',
  http: 'HTTP',
  javascript: 'JavaScript',
  js: 'JavaScript',
  json: 'JSON',
  sh: 'Shell',
  shell: 'Shell',
  ts: 'TypeScript',
  typescript: 'TypeScript',
  yaml: 'YAML',
};

/** Renders the Markdown of a contract. HTML in it is shown as text. */
export class Markdown {
  readonly #parser = new MarkdownIt({ html: false });

  constructor(links: CodeLinks = new Map()) {
    const { rules } = this.#parser.renderer;
    rules['code_inline'] = (tokens, index, _options, env) => {
      const text = tokens[index]?.content ?? '';
      const id = env?.['unlinked'] === true || insideLink(tokens, index) ? undefined : links.get(text);
      const code = html`<code>${text}</code>`;
      return (id === undefined ? code : html`<a href="${hrefOf(id)}">${code}</a>`).text;
    };
    rules['fence'] = (tokens, index) => {
      const language = tokens[index]?.info.trim().split(/\s+/)[0] ?? '';
      return codeBlock(tokens[index]?.content ?? '', language, languageNames[language] ?? language).text;
    };
    rules['code_block'] = (tokens, index) => codeBlock(tokens[index]?.content ?? '', '', '').text;
    // The content security policy forbids images from other hosts.
    rules['image'] = (tokens, index) => {
      const token = tokens[index];
      const source = String(token?.attrGet('src') ?? '');
      const text = token?.content || source;
      return insideLink(tokens, index) ? escapeHtml(text) : html`<a href="${source}">${text}</a>`.text;
    };
    rules['table_open'] = () => '<div class="scroll"><table class="stack">\n';
    rules['table_close'] = () => '</table></div>\n';
    rules['th_open'] = (tokens, index) => cellOpen('th', tokens[index]);
    rules['td_open'] = (tokens, index) => cellOpen('td', tokens[index]);
  }

  /** Renders block elements. */
  render(text: string, options: MarkdownOptions = { level: 4 }): { html: Html; headings: Heading[] } {
    const tokens = this.#parser.parse(text, {});
    const headings = placeHeadings(tokens, options);
    labelCells(tokens);
    return { html: trusted(this.#parser.renderer.render(tokens, this.#parser.options, {})), headings };
  }

  /** Renders the text of a table cell, which can have paragraphs and lists. */
  cell(text: string): Html {
    return /\n\s*\n/.test(text.trim()) ? this.render(text, { level: 6 }).html : this.inline(text);
  }

  /** Renders inline elements only, for a text of one line such as a summary. */
  inline(text: string): Html {
    return trusted(this.#parser.renderInline(text.trim()));
  }

  /** Renders inline elements without links from inline code, for a text inside a clickable element. */
  label(text: string): Html {
    return trusted(this.#parser.renderInline(text.trim(), { unlinked: true }));
  }
}

/** Renders the alignment as a class: markdown-it uses a `style` attribute, which the content security policy forbids. */
function cellOpen(tag: string, token: Token | undefined): string {
  const alignment = /text-align:(center|right)/.exec(String(token?.attrGet('style') ?? ''))?.[1];
  const label = token?.attrGet('data-label');
  return html`<${trusted(tag)}${tag === 'th' && html` scope="col"`}${
    alignment !== undefined && html` class="${alignment}"`
  }${typeof label === 'string' && html` data-label="${label}"`}>`.text;
}

/** Labels all cells of a row except the first with their column title, which narrow screens show. */
function labelCells(tokens: Token[]): void {
  let labels: string[] = [];
  let column = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'table_open') labels = [];
    if (token.type === 'tr_open') column = 0;
    if (token.type === 'th_open') labels.push(plainText(tokens[index + 1]));
    if (token.type !== 'td_open') continue;
    const label = labels[column];
    if (column > 0 && label) token.attrSet('data-label', label);
    column += 1;
  }
}

function insideLink(tokens: Token[], index: number): boolean {
  const depth = tokens
    .slice(0, index)
    .reduce((sum, { type }) => sum + (type === 'link_open' ? 1 : type === 'link_close' ? -1 : 0), 0);
  return depth > 0;
}

function placeHeadings(tokens: Token[], { level, claim }: MarkdownOptions): Heading[] {
  const isHeading = ({ type }: Token) => type === 'heading_open' || type === 'heading_close';
  const levelOf = ({ tag }: Token) => Number(tag.slice(1));
  const highest = Math.min(...tokens.filter(isHeading).map(levelOf));
  const headings: Heading[] = [];
  for (const [index, token] of tokens.entries()) {
    if (!isHeading(token)) continue;
    const isHighest = levelOf(token) === highest;
    token.tag = `h${Math.min(6, levelOf(token) - highest + level)}`;
    const text = plainText(tokens[index + 1]);
    if (token.type === 'heading_close' || !isHighest || claim === undefined) continue;
    const id = claim(text);
    token.attrSet('id', id);
    headings.push({ id, text });
  }
  return headings;
}

function plainText(token: Token | undefined): string {
  return (token?.children ?? [])
    .map(({ type, content }) => (type === 'softbreak' ? ' ' : content))
    .join('')
    .trim();
}
